"""`sot practice`: cases to categorise, and exams."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sot_engine.cli.practice.review import Learner, TrustClock, agree, export, import_, review, stats

if TYPE_CHECKING:
    from sot_engine.domain.pack import Pack

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Practise: categorise cases, be told why and why not, sit an exam. Cases are drawn from the rule pack.",
)

PackName = Annotated[str, typer.Option("--pack", metavar="ID", help="The rule pack, by id or path.")]
Extended = Annotated[
    list[str] | None, typer.Option("--with", metavar="ID", help="A pack that extends it; may be repeated.")
]
IsPlain = Annotated[bool, typer.Option("--plain", help="Numbered lines instead of menus, for screen readers.")]

WAITS = "The case waits: `sot practice start` goes on with it."
UNNAMED = "drawn for you; what it is called comes at the end, since the name tells what it holds"


@app.command()
def start(  # noqa: PLR0913  # one for each option
    *,
    difficulty: Annotated[
        str | None,
        typer.Option(
            help="clear, noisy, mixed, insufficient, contradictory, stop or withheld; left to chance when left out."
        ),
    ] = None,
    category: Annotated[
        str | None,
        typer.Option(
            help="The category that the case is drawn for: I, II or III. Not for a stop or a contradictory case."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="A number; the same number gives the same case.")] = None,
    case: Annotated[str | None, typer.Option(help="A case by its id, or a teacher's case file.")] = None,
    learner: Learner = "me",
    plain: IsPlain = False,
    trust_clock: TrustClock = False,
    pack: PackName = "sot-core",
    extended: Extended = None,
) -> None:
    """Take one case: ask for tests, commit an answer, and see how the engine reads it and why."""
    from sot_engine.cli.dialogue import Left, dialogue
    from sot_engine.cli.practice.case import look_back, open_or_new, take_case
    from sot_engine.packs.shelf import read_pack
    from sot_engine.workflow.practice.open_progress import open_progress
    from sot_engine.workflow.practice.practise import start_case

    wish = _wish(case, difficulty, category, seed)
    talk = dialogue(plain=plain)
    practice = None
    with open_progress(learner, trust_clock=trust_clock) as progress:
        try:
            practice = open_or_new(talk, progress) if wish.is_open else None
            if practice is None:
                practice = start_case(read_pack(pack, tuple(extended or ())), pack, wish, progress)
            of = practice.session.case
            hidden = of.origin == "drawn" and case is None
            if take_case(talk, practice, UNNAMED if hidden else of.id):
                look_back(talk, practice.end(), practice)
                return
        except Left:
            pass
        except KeyboardInterrupt:
            if practice and practice.session.is_open:
                talk.say(f"\n{WAITS}")
            raise
    talk.say(WAITS)


def _wish(case: str | None, difficulty: str | None, category: str | None, seed: int | None) -> Any:
    """What was asked for, with words that are none of the list refused as a wrong command line."""
    from sot_engine.domain.rule import CATEGORIES
    from sot_engine.practice.difficulty import DIFFICULTIES, WITHOUT_CATEGORY
    from sot_engine.workflow.practice.find_case import Wish

    for option, word, known in (("--difficulty", difficulty, DIFFICULTIES), ("--category", category, CATEGORIES)):
        if word is not None and word not in known:
            message = f"'{word}' is not one of {', '.join(known)}"
            raise typer.BadParameter(message, param_hint=option)
    if category and difficulty in WITHOUT_CATEGORY:
        message = f"a {difficulty} case ends before any category: leave one of the two out"
        raise typer.BadParameter(message, param_hint="--category")
    if case is not None and (difficulty or category or seed is not None):
        message = "a case by its id has its own difficulty, category and seed"
        raise typer.BadParameter(message, param_hint="--case")
    return Wish(case, difficulty, category, seed)  # type: ignore[arg-type]  # both were looked up


@app.command()
def cases(
    folder: Annotated[
        Path | None,
        typer.Argument(help="A folder of your own case files, each of which is tried; or one file, shown as read."),
    ] = None,
    pack: PackName = "sot-core",
    extended: Extended = None,
    *,
    plain: IsPlain = False,
) -> None:
    """List the cases that can be practised, or check a folder of your own; one file is shown as the engine reads it."""
    from sot_engine.packs.shelf import read_pack
    from sot_engine.workflow.practice.find_case import list_cases

    read = read_pack(pack, tuple(extended or ()))
    if folder and folder.is_file():
        _show_case(folder, read, plain=plain)
    worst, number = 0, 0
    for listed in list_cases(read, pack, folder):
        number += 1
        if listed.fault:
            typer.echo(str(listed.fault), err=True)
            worst = max(worst, listed.fault.exit_code)
        else:
            label = f" ({listed.case.says.label})" if listed.case else ""
            typer.echo(f"{listed.name}  {listed.says}{label}")
            for one in listed.odd:
                typer.echo(f"  look again: {one.title} ({one.id}). {one.why}")
    if not number:
        typer.echo(f"{folder} holds no case: no file that ends in .yaml or .yml")
    raise typer.Exit(worst)


def _show_case(file: Path, pack: "Pack", *, plain: bool) -> None:
    """What the engine makes of a file, with everything that was recorded."""
    from sot_engine.cli.dialogue import dialogue
    from sot_engine.reports.result import result_sheet
    from sot_engine.workflow.practice.find_case import assess_own_case

    visit, found = assess_own_case(file, pack)
    dialogue(plain=plain).show(result_sheet(found, visit, pack, with_exam=True))


app.command()(review)
app.command()(stats)
app.command()(agree)
app.command()(export)
app.command("import")(import_)

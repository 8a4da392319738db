"""`sot practice exam`, `verify` and `grade`: an exam with a candidate, its sealed result, and the teacher's marks."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sot_engine.cli.dialogue import Dialogue, Left, Option
from sot_engine.cli.practice.group import Extended, IsPlain, PackName, app
from sot_engine.cli.practice.review import Plain

if TYPE_CHECKING:
    from sot_engine.practice.paper import ChoiceItem, EssayItem
    from sot_engine.reports.sheet import Sheet
    from sot_engine.workflow.practice.grade_exam import Marked
    from sot_engine.workflow.practice.sit_exam import Sitting

HAND_IN, LEAVE = "hand in", "leave"
ATTESTS = "I sat this exam myself"
MARKS = "I read the answers and marked them by the rubric"
ResultFile = Annotated[Path, typer.Argument(help="A result that sot practice exam wrote.")]


@app.command()
def exam(  # noqa: PLR0913  # one for each option
    blueprint: Annotated[Path, typer.Argument(help="A teacher's blueprint, a YAML file.")],
    *,
    candidate: Annotated[str, typer.Option(help="Who sits the exam.")],
    out: Annotated[
        Path | None, typer.Option(help="Where the result is written; BLUEPRINT-CANDIDATE.json by default.")
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="A number; the same number gives the same paper.")] = None,
    learner: Annotated[
        str | None, typer.Option(metavar="NAME", help="Keep the cases in this learner's progress too.")
    ] = None,
    plain: IsPlain = False,
    pack: PackName = "sot-core",
    extended: Extended = None,
) -> None:
    """Sit an exam; one that was interrupted goes on where it was. The result is one sealed file."""
    from sot_engine.cli.dialogue import dialogue
    from sot_engine.cli.practice.result import result_page
    from sot_engine.packs.shelf import read_pack
    from sot_engine.practice.learner import progress_path
    from sot_engine.workflow.practice.sit_exam import keep_attempts, part_file, sit_exam, write_result

    name = candidate.strip()
    if not name.isprintable() or not name:
        message = "a name that can be read is needed"
        raise typer.BadParameter(message, param_hint="--candidate")
    if learner:
        progress_path(learner)  # a name that no file can have is told before the exam, and not after it
    to = out or Path(f"{blueprint.stem}-{_slug(name)}.json")
    talk = dialogue(plain=plain)
    with sit_exam(blueprint, read_pack(pack, tuple(extended or ())), to, name, seed=seed) as sitting:
        waits = f"The exam waits in {part_file(to)}. Give the same command to go on{_clock(sitting)}."
        try:
            result = take_exam(talk, sitting)
        except KeyboardInterrupt:
            talk.say(f"\n{waits}")
            raise
        if result is not None:
            write_result(result, to)
    if result is None:
        talk.say(waits)
        return
    talk.show(result_page(result))
    talk.say(f"Written: {to}")
    if learner:
        keep_attempts(result, learner)


def _slug(name: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in name.lower()).strip("-") or "candidate"


def take_exam(dialogue: Dialogue, sitting: "Sitting") -> dict[str, Any] | None:
    """Go through an exam to its sealed result; None where the candidate left it under way."""
    from sot_engine.workflow.practice.sit_exam import TimeIsUp

    if sitting.exam.ended_at is not None:
        dialogue.say("This exam has ended; only its result was still to be written.")
        return sitting.result()
    dialogue.show(_cover(sitting))
    try:
        while True:
            chosen = dialogue.choose(_state(sitting), _items(sitting), _following(sitting))
            if chosen == LEAVE:
                return None
            if chosen == HAND_IN:
                attests = _attested(dialogue, sitting.exam.candidate, ATTESTS)
                if attests:
                    return sitting.end("handed in", attests)
            else:
                _take(dialogue, sitting, chosen)
    except TimeIsUp:
        dialogue.say("The time is up. What you answered until then counts.")
        return sitting.end("time")
    except Left:
        return None


def _cover(sitting: "Sitting") -> "Sheet":
    """What the exam is, before its first item."""
    from sot_engine.reports.sheet import Sheet

    blueprint, pack = sitting.exam.paper.blueprint, sitting.exam.paper.pack
    limit = f"{blueprint.minutes} minutes, also while you are away" if blueprint.minutes else "none"
    glance = (
        ("Candidate", sitting.exam.candidate),
        ("Items", str(len(sitting.exam.paper.items))),
        ("Time limit", limit),
        ("Pass mark", f"{blueprint.pass_mark} percent of the points"),
        ("Pack", f"{pack.id} {pack.version}"),
    )
    lead = ("Questions and essays can be answered anew until you hand in; a case ends with its answer.",)
    stop = ("Walking past a stop in a case fails the exam.",) if blueprint.stop_fails and blueprint.cases else ()
    return Sheet("EXAM", blueprint.title, lead=(*lead, *stop), glance=glance)


def _state(sitting: "Sitting") -> str:
    """What is left, in items and minutes. Errors: TimeIsUp, ClockSetBack."""
    from sot_engine.workflow.practice.sit_exam import TimeIsUp

    left = sitting.minutes_left()
    if sitting.is_over():
        raise TimeIsUp
    items = sitting.exam.paper.items
    done = sum(sitting.exam.is_done(item.id) for item in items)
    time = "" if left is None else f"; {left} minutes left" if left != 1 else "; 1 minute left"
    return f"{done} of {len(items)} answered{time}. Which item?"


def _items(sitting: "Sitting") -> list[Option]:
    """The items in the order of the paper, so that each keeps its number, and the ways out."""
    done = sitting.exam.is_done
    items = [item.id for item in sitting.exam.paper.items]
    options = [Option(name, f"{name.capitalize()} (answered)" if done(name) else name.capitalize()) for name in items]
    return [*options, Option(HAND_IN, "Hand in"), Option(LEAVE, f"Leave{_clock(sitting) or '; the exam waits'}")]


def _clock(sitting: "Sitting") -> str:
    """What becomes of the time while the candidate is away; nothing without a limit."""
    return "; the time runs on" if sitting.exam.deadline else ""


def _following(sitting: "Sitting") -> str:
    """What a menu begins at: the first item that is open, so that Enter alone goes through the paper."""
    open_ = (item.id for item in sitting.exam.paper.items if not sitting.exam.is_done(item.id))
    return next(open_, HAND_IN)


def _take(dialogue: Dialogue, sitting: "Sitting", name: str) -> None:
    from sot_engine.cli.practice.case import take_case
    from sot_engine.practice.paper import CaseItem, ChoiceItem

    item = sitting.exam.paper.item(name)
    if isinstance(item, ChoiceItem):
        _take_choice(dialogue, sitting, item)
    elif isinstance(item, CaseItem):
        if sitting.exam.is_done(name):
            dialogue.say("A case ends with its answer, and this one has ended.")
        elif take_case(dialogue, sitting.case(name), name):
            dialogue.say("The case has ended. What it came to is in the result.")
    elif item is not None:
        _take_essay(dialogue, sitting, item)


def _take_choice(dialogue: Dialogue, sitting: "Sitting", item: "ChoiceItem") -> None:
    options = [Option(f"option {place}", words) for place, words in enumerate(item.question.options)]
    before = sitting.exam.chosen.get(item.id)
    if before is not None:
        dialogue.say(f"You said: {options[before].label}. What you choose now takes its place.")
    at = None if before is None else options[before].value
    chosen = dialogue.choose(f"{item.id.capitalize()}. {item.question.ask}", options, at)
    sitting.choose(item.id, next(place for place, option in enumerate(options) if option.value == chosen))


def _take_essay(dialogue: Dialogue, sitting: "Sitting", item: "EssayItem") -> None:
    before = sitting.exam.written.get(item.id)
    if before:
        dialogue.say(f"You wrote:\n{before}\nWhat you write now takes its place.")
    text = dialogue.write(f"{item.id.capitalize()}, {item.essay.points} points. {item.essay.ask}")
    if text:
        sitting.write(item.id, text)


def _attested(dialogue: Dialogue, name: str, words: str) -> str | None:
    """A typed attestation: the name, typed, asked for until it is right; None where it is left empty."""
    while typed := dialogue.line(f'Type "{name}" to attest: {words}. Leave it empty to go back.'):
        if typed.casefold() == name.casefold():
            return f"{words}: {typed}"
        dialogue.say(f'That is not "{name}".')
    return None


@app.command()
def verify(
    results: Annotated[list[Path], typer.Argument(help="Results that sot practice exam wrote.")],
    pack: Annotated[
        str | None, typer.Option("--pack", metavar="ID", help="The pack of the exam, when it lies elsewhere.")
    ] = None,
    blueprint: Annotated[Path | None, typer.Option(help="The blueprint that they were to be sat on.")] = None,
) -> None:
    """Check results: the seals, the points, the questions, and every drawn case read again by the engine."""
    from sot_engine.cli.practice.result import verified_lines
    from sot_engine.cli.tell import tell
    from sot_engine.errors import ResultBroken
    from sot_engine.workflow.practice.grade_exam import read_cases_again, read_result, wrong_questions
    from sot_engine.workflow.practice.sit_exam import is_sat_on, load_blueprint

    asked = load_blueprint(blueprint) if blueprint else None
    worst = 0
    for file in results:
        try:
            result = read_result(file)
            again = list(read_cases_again(result, pack))
            otherwise = [f"{name}: it does not stand so in the pack" for name in wrong_questions(result, pack)]
            if asked and not is_sat_on(result, asked):
                otherwise.append(f"it was sat on another blueprint than {blueprint}")
        except ResultBroken as broken:
            worst = max(worst, tell(broken))
            continue
        wrong = otherwise or any(one.same is False for one in again)
        for line in verified_lines(file, result, again, otherwise):
            typer.echo(line)
        worst = max(worst, 4 if wrong else 0)
    raise typer.Exit(worst)


@app.command()
def items(
    results: Annotated[list[Path], typer.Argument(help="Results of one exam, one for each candidate.")],
    *,
    plain: Plain = False,
) -> None:
    """Show how a class did in an exam: how hard each item was, and whether it tells who knows more."""
    from sot_engine.cli.practice.review import show
    from sot_engine.reports.classwork import class_blocks
    from sot_engine.workflow.practice.grade_exam import sum_up_class

    show(class_blocks(sum_up_class(results)), plain=plain)


@app.command()
def grade(
    result: ResultFile,
    by: Annotated[str, typer.Option(help="Who marks: a name, with a title where there is one.")],
    *,
    plain: IsPlain = False,
) -> None:
    """Mark the essays of an exam by their rubric. The marking is added to the file, and sealed over what is there."""
    from sot_engine.cli.dialogue import dialogue
    from sot_engine.cli.practice.result import result_page
    from sot_engine.workflow.practice.grade_exam import essays, mark_essays, read_result

    found = read_result(result)
    talk = dialogue(plain=plain)
    waiting = essays(found)
    if not waiting:
        talk.show(result_page(found))
        talk.say("This exam has no essay; there is nothing to mark.")
        return
    marked = _marked(talk, waiting, by)
    if marked is None:
        talk.say("Nothing was marked.")
        raise typer.Exit(1)
    essay_marks, attests = marked
    talk.show(result_page(mark_essays(found, essay_marks, by, result, attests=attests)))


def _marked(
    dialogue: Dialogue, waiting: Sequence[Mapping[str, Any]], by: str
) -> "tuple[dict[str, Marked], str] | None":
    """Every essay marked, and the attestation; None where the teacher broke off."""
    try:
        marked = {item["item"]: _mark(dialogue, item) for item in waiting}
        attests = _attested(dialogue, by, MARKS)
    except Left:
        return None
    return (marked, attests) if attests else None


def _mark(dialogue: Dialogue, item: Mapping[str, Any]) -> "Marked":
    """Points line by line of the rubric, and a note."""
    from sot_engine.reports.names import clean
    from sot_engine.workflow.practice.grade_exam import Marked

    written = "\n".join(map(clean, item["given"].split("\n"))) or "(nothing was written)"
    dialogue.say(f"\n{item['item'].capitalize()}. {clean(item['essay']['ask'])}\n\n{written}\n")
    points = []
    for line in item["essay"]["rubric"]:
        options = [Option(str(one), f"{one} of {line['points']}") for one in range(line["points"] + 1)]
        points.append(int(dialogue.choose(f"{line['says']}: how many points?", options)))
    return Marked(tuple(points), dialogue.line("A note to the candidate, or nothing:"))

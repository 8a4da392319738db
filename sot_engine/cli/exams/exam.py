"""`sot exam`."""

import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from sot_engine.cli.output import must_be_free

if TYPE_CHECKING:
    from sot_engine.workflow.exams.finish_exam import Finished
    from sot_engine.workflow.exams.interview import Wish

_OPTIONAL = ("weeks", "complaint")
"""What may be given as nothing, so that it is not asked; an examiner of no name in the environment is no examiner."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def exam(  # noqa: PLR0913  # typer makes an option of each parameter
    *,
    last: Annotated[
        str | None,
        typer.Option("--from", metavar="VISIT", help="The last visit; = confirms a finding of it, a key for each."),
    ] = None,
    after: Annotated[
        str | None, typer.Option("--after", metavar="VISIT", help="Re-test the findings of this visit after blocking.")
    ] = None,
    ref: Annotated[
        str | None, typer.Option(metavar="TEXT", help="The practice's own reference of the patient.")
    ] = None,
    age: Annotated[
        str | None, typer.Option(metavar="YEARS|DATE", help="The age in years, or the date of birth, 1989-02-01.")
    ] = None,
    weeks: Annotated[str | None, typer.Option(metavar="WEEKS", help="Weeks pregnant; 0 when not pregnant.")] = None,
    examiner: Annotated[str | None, typer.Option(metavar="TEXT", envvar="SOT_EXAMINER", help="Who examines.")] = None,
    complaint: Annotated[str | None, typer.Option(metavar="TEXT", help="What the patient complains of.")] = None,
    out: Annotated[
        str | None,
        typer.Option(
            "--out", metavar="PATH", help="The visit file to write, not there yet; else visit-REF-DATE.yaml, here."
        ),
    ] = None,
    pack: Annotated[str, typer.Option("--pack", metavar="ID", help="The rule pack, by id or path.")] = "sot-core",
    extended: Annotated[
        list[str] | None, typer.Option("--with", metavar="ID", help="A pack that extends it; may be repeated.")
    ] = None,
    short: Annotated[
        bool, typer.Option("--short", help="Ask only what stops, and what the leading signs are read from.")
    ] = False,
    new: Annotated[bool, typer.Option("--new", help="Begin a new exam, whatever is under way.")] = False,
    finish: Annotated[
        bool, typer.Option("--finish", help="Write what the newest exam under way holds, and end it; ask nothing.")
    ] = False,
) -> int:
    """Record an exam at the table: one key a finding, kept as you go, written as a visit file."""
    if last and after:
        message = "--from begins a new visit and --after goes on with one; give one of them"
        raise typer.BadParameter(message)
    must_be_free(out, "a visit")
    _must_have_folder(out)
    if finish:
        return _finish(out)
    must_be_a_terminal()
    from sot_engine.workflow.exams.interview import Wish

    given = {"ref": ref, "age": age, "weeks": weeks, "examiner": examiner, "complaint": complaint}
    return _record(Wish(pack, tuple(extended or ()), last, after, short, out), given, anew=new)


def _record(wish: "Wish", given: Mapping[str, str | None], *, anew: bool) -> int:
    """Ask the exam; what was given on the command line is not asked."""
    from sot_engine.cli.exams.ask import record

    answers = {name: text for name, text in given.items() if text or (text is not None and name in _OPTIONAL)}
    finished = record(wish, answers, anew=anew)
    if finished:
        _show(finished)
    return 0


def _finish(out: str | None) -> int:
    """Write what the newest exam under way holds."""
    from sot_engine.workflow.exams.exam_folder import open_exams
    from sot_engine.workflow.exams.finish_exam import finish_exam

    under_way = open_exams()
    if not under_way:
        message = "no exam is under way"
        raise typer.BadParameter(message, param_hint="--finish")
    _show(finish_exam(under_way[0].path, out))
    return 0


def _show(finished: "Finished") -> None:
    """The outcome in short, and the command to go on with."""
    from shlex import join, quote

    from sot_engine.cli.output import show_sheet
    from sot_engine.inference.assess import assess
    from sot_engine.reports.result import result_sheet

    typer.echo(f"Written: {quote(str(finished.path))}\n")  # before anything that can fail: no journal holds it now
    found = assess(finished.pack, finished.visit)
    sheet = result_sheet(found, finished.visit, finished.pack)
    show_sheet(sheet._replace(legend="", sections=(), footer=sheet.footer[:2]))
    command = join(["sot", "assess", str(finished.path), *finished.options])
    typer.echo(f"\nThe reasons, what to keep in mind, and the placement:\n  {command}")
    kept = join(["sot", "visit", "new", str(finished.path), *finished.options])
    typer.echo(f"Into the records, to be reviewed and signed:\n  {kept}")
    if finished.visit.after:
        edited = join(["sot", "visit", "edit", "ID", "--exam", str(finished.path)])
        typer.echo(f"Where a draft of the exam before blocking is in the records already, into that:\n  {edited}")


def _must_have_folder(out: str | None) -> None:
    from pathlib import Path

    if out and not Path(out).absolute().parent.is_dir():
        message = f"there is no folder {Path(out).parent}"
        raise typer.BadParameter(message, param_hint="--out")


def must_be_a_terminal() -> None:
    """Keys come one by one only from a terminal.

    Errors: MachineLacks.
    """
    from sot_engine.errors import MachineLacks

    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        message = "an exam is recorded key by key, which takes a terminal, and this is none"
        hint = "run it in a terminal; a program writes a visit file and gives it to `sot assess`"
        raise MachineLacks(message, hint=hint)

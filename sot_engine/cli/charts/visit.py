"""`sot visit`: an entry from the first finding to the signature; what acts on one is in `visit_acts`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from sot_engine.cli.asking import By, ask_text, records_open
from sot_engine.cli.charts import visit_acts, visit_files
from sot_engine.cli.charts.visit_acts import VisitId
from sot_engine.cli.charts.visit_files import Extended, PackName, PatientName

if TYPE_CHECKING:
    from sot_engine.domain.visit import Visit
    from sot_engine.workflow.exams.finish_exam import Finished

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Visits in the records: begin, change, assess, review, sign, amend, show, export.",
)


@app.command("new")
def new(  # noqa: PLR0913  # typer makes an option of each parameter
    file: Annotated[
        str | None, typer.Argument(metavar="VISIT", help="A visit file; with --ask, where to write it.")
    ] = None,
    by: By = None,
    name: PatientName = "",
    pack: PackName = "sot-core",
    extended: Extended = None,
    *,
    ask: Annotated[bool, typer.Option("--ask", help="Ask the exam now, as `sot exam` does.")] = False,
    patient: Annotated[
        str | None,
        typer.Option(metavar="REF", help="With --ask: who is examined, with their last visit in sight."),
    ] = None,
) -> None:
    """Begin an entry from a visit file, as `sot exam` writes one; its patient is found by reference, or is new."""
    if patient and not ask:
        message = "a visit file says itself whose it is; --patient goes with --ask"
        raise typer.BadParameter(message, param_hint="--patient")
    if not ask:
        visit_files.import_(ask_text("VISIT", "Visit file:", file), by, name, pack, extended)
        return
    finished = _asked(Wanted(pack, tuple(extended or ()), file, patient))
    with _told_where(finished):
        visit_files.import_(str(finished.path), by, name, pack, extended)


class Wanted(NamedTuple):
    """What kind of exam is asked at the table, where its file is to be written, and whose last visit is in sight."""

    pack: str
    with_: tuple[str, ...]
    out: str | None
    patient: str | None


def _asked(wanted: Wanted) -> "Finished":
    """Ask an exam; one that is left is still under way, and no entry is begun."""
    from sot_engine.cli.exams.ask import record
    from sot_engine.cli.exams.exam import must_be_a_terminal
    from sot_engine.workflow.exams.interview import Wish

    must_be_a_terminal()
    last = _last_visit(wanted.patient) if wanted.patient else None
    finished = record(Wish(wanted.pack, wanted.with_, last, out=wanted.out), {}, anew=False)
    if finished is None:
        raise typer.Exit
    return finished


@contextmanager
def _told_where(finished: "Finished") -> Iterator[None]:
    """When an exam that was asked is not recorded, the file that holds it is told beside the error: no journal does."""
    from shlex import join

    try:
        yield
    except (Exception, KeyboardInterrupt):
        kept = join(["sot", "visit", "new", str(finished.path), *finished.options])
        typer.echo(f"The exam is written, and nothing of it is lost. Into the records:\n  {kept}", err=True)
        raise


def _last_visit(patient: str) -> "Visit":
    from sot_engine.workflow.charts.last_visit import last_visit

    with records_open() as records:
        return last_visit(records, patient)


app.command("import")(visit_files.import_)


@app.command("list")
def list_visits(
    patient: Annotated[str | None, typer.Option("--patient", metavar="REF", help="Only this chart.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many.")] = 20,
    output_format: Annotated[Literal["text", "json"], typer.Option("--format", help="How to show it.")] = "text",
) -> None:
    """List the visits opened last, the newest first: id, day of the exam, patient, stage, outcome."""
    from sot_engine.reports.entry import entry_line, table
    from sot_engine.workflow.charts.list_visits import list_visits as listed

    with records_open() as records:
        rows = [entry_line(one.entry, elsewhere=one.is_elsewhere)
                for one in listed(records, patient=patient, limit=limit)]  # fmt: skip
    if output_format == "json":
        import json

        names = ("id", "day", "patient", "stage", "outcome")
        typer.echo(json.dumps([dict(zip(names, row, strict=True)) for row in rows], indent=2))
        return
    for line in table(rows):
        typer.echo(line)
    if not rows:
        typer.echo("No visit yet. `sot visit new VISIT` records one.", err=True)


@app.command("show")
def show(
    visit: VisitId,
    output_format: Annotated[Literal["screen", "json"], typer.Option("--format", help="How to show it.")] = "screen",
    *,
    whole: Annotated[bool, typer.Option("--whole", help="With every section of the assessment.")] = False,
) -> None:
    """Show an entry: where it stands, what was suggested and decided, who signed, what was added."""
    from sot_engine.cli.output import show_sheet
    from sot_engine.reports.entry import entry_sheet
    from sot_engine.workflow.charts.open_entry import open_entry

    with records_open() as records:
        entry, pack = open_entry(records, visit)
    if output_format == "json":
        import json

        from sot_engine.domain.assessment import plain

        told = plain(entry) | {"note": json.loads(entry.note) if entry.note else None}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    show_sheet(entry_sheet(entry, pack, whole=whole))


app.command("export")(visit_files.export)

for act in (
    visit_acts.edit,
    visit_acts.assess,
    visit_acts.review,
    visit_acts.sign,
    visit_acts.cosign,
    visit_acts.amend,
):
    app.command()(act)

"""`sot visit`: an entry from the first finding to the signature; what acts on one is in `visit_acts`."""

from typing import Annotated, Literal

import typer

from sot_engine.cli import visit_acts
from sot_engine.cli.asking import By, ask_person, ask_text, records_open
from sot_engine.cli.visit_acts import VisitId, said

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Visits in the records: begin, change, assess, review, sign, amend, show, export.",
)


@app.command("new")
def new(  # typer makes an option of each parameter
    file: Annotated[str | None, typer.Argument(metavar="VISIT", help="A visit file, YAML or JSON.")] = None,
    by: By = None,
    name: Annotated[str, typer.Option("--patient-name", help="The name of a new patient.")] = "",
    pack: Annotated[str, typer.Option("--pack", metavar="ID", help="The rule pack, by id or path.")] = "sot-core",
    extended: Annotated[
        list[str] | None, typer.Option("--with", metavar="ID", help="A pack that extends it; may be repeated.")
    ] = None,
) -> None:
    """Begin an entry from a visit file, as `sot exam` writes one; its patient is found by reference, or is new."""
    from sot_engine.intake.visit_file import read_visit
    from sot_engine.packs.shelf import read_pack
    from sot_engine.workflow.new_visit import new_visit

    told = ask_text("VISIT", "Visit file:", file)
    visit = read_visit(told, read_pack(pack, tuple(extended or ())))
    with records_open() as records:
        entry = new_visit(records, visit, ask_person(records, by), pack=pack, with_=tuple(extended or ()), name=name)
    said(entry, f"Next: sot visit assess {entry.id}")


app.command("import")(new)


@app.command("list")
def list_visits(
    patient: Annotated[str | None, typer.Option("--patient", metavar="REF", help="Only this chart.")] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="At most so many.")] = 20,
    output_format: Annotated[Literal["text", "json"], typer.Option("--format", help="How to show it.")] = "text",
) -> None:
    """List the visits opened last, the newest first: id, day of the exam, patient, stage, outcome."""
    from sot_engine.reports.entry import entry_line, table
    from sot_engine.workflow.list_visits import list_visits as listed

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
    from sot_engine.workflow.open_entry import open_entry

    with records_open() as records:
        entry, pack = open_entry(records, visit)
    if output_format == "json":
        import json

        from sot_engine.domain.assessment import plain

        typer.echo(json.dumps(plain(entry), ensure_ascii=False, indent=2))
        return
    show_sheet(entry_sheet(entry, pack, whole=whole))


@app.command("export")
def export(
    visit: VisitId,
    output_format: Annotated[
        Literal["yaml", "json"], typer.Option("--format", help="The visit file: sot-visit/1 as YAML or JSON.")
    ] = "yaml",
    out: Annotated[str | None, typer.Option("--out", metavar="PATH", help="Write to a file instead.")] = None,
) -> None:
    """Write an entry out: its exam as a visit file."""
    from sot_engine.cli.output import output
    from sot_engine.intake.visit_file import visit_json, visit_yaml
    from sot_engine.workflow.open_entry import open_entry

    with records_open() as records:
        entry, pack = open_entry(records, visit)
    with output(out) as write:
        text = visit_yaml(entry.visit, pack) if output_format == "yaml" else visit_json(entry.visit, pack) + "\n"
        write(text)


for act in (
    visit_acts.edit,
    visit_acts.assess,
    visit_acts.review,
    visit_acts.sign,
    visit_acts.cosign,
    visit_acts.amend,
):
    app.command()(act)

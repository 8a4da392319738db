"""`sot visit import` and `export`: files into entries, and entries into visit files, notes, bundles and tables."""

from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, cast

import typer

from sot_engine.cli.asking import By, ask_person, ask_secret, records_open
from sot_engine.cli.charts.visit_acts import said
from sot_engine.cli.tell import tell_misplaced

if TYPE_CHECKING:
    from sot_engine.workflow.charts.export_visit import ExportFormat

Form: TypeAlias = Literal["yaml", "json", "text", "markdown", "html", "pdf", "note-json", "fhir", "table"]

PatientName = Annotated[str, typer.Option("--patient-name", help="The name of a new patient.")]
PackName = Annotated[str, typer.Option("--pack", metavar="ID", help="The rule pack, by id or path.")]
Extended = Annotated[
    list[str] | None, typer.Option("--with", metavar="ID", help="A pack that extends it; may be repeated.")
]


def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A visit file, or a FHIR bundle of `sot visit export`.")],
    by: By = None,
    name: PatientName = "",
    pack: PackName = "sot-core",
    extended: Extended = None,
) -> None:
    """Begin an entry from a visit file or a FHIR bundle; reviews and signatures of another chart stay in the bundle."""
    from sot_engine.workflow.charts.import_file import import_file
    from sot_engine.workflow.charts.list_visits import same_exam
    from sot_engine.workflow.charts.open_entry import open_entry

    with records_open() as records:
        by = ask_person(records, by)
        entry = import_file(records, file, by, pack=pack, with_=tuple(extended or ()), name=name)
        alike = same_exam(records, entry)
        tell_misplaced(entry.visit, open_entry(records, entry.id).pack)
    if alike:
        were = "was" if len(alike) == 1 else "were"
        told = f"{', '.join(alike)} of this patient {were} examined at the same time; is it the same exam?"
        typer.echo(f"{told} `sot visit show {entry.id}` has this one", err=True)
    said(entry, f"Next: sot visit assess {entry.id}")


def export(
    visits: Annotated[
        list[str] | None, typer.Argument(metavar="ID", help="The id of a visit, or its first letters.")
    ] = None,
    output_format: Annotated[
        Form,
        typer.Option(
            "--format",
            help="yaml, json: the visit file; text, markdown, html, pdf, note-json: the note; fhir: a bundle; table: "
            "CSV for `sot registry`, of all visits when none is named.",
        ),
    ] = "yaml",
    out: Annotated[str | None, typer.Option("--out", metavar="PATH", help="Write to a file instead.")] = None,
    pack: Annotated[
        str | None, typer.Option("--pack", metavar="ID", help="With table: the rule pack, by id or path.")
    ] = None,
    extended: Extended = None,
    *,
    deidentified: Annotated[
        bool,
        typer.Option(
            "--deidentified",
            help="With fhir: without the person, the people and the days; asks for a salt, or takes SOT_SALT.",
        ),
    ] = False,
) -> None:
    """Write an entry out: its exam, its note or a FHIR bundle; or many exams as a table."""
    if deidentified and output_format != "fhir":
        message = "only a bundle is de-identified; a table never names anybody"
        raise typer.BadParameter(message, param_hint="--deidentified")
    if output_format == "table":
        _table(visits or [], out, pack or "sot-core", tuple(extended or ()))
        return
    if pack or extended:
        message = "only a table is of one pack; an entry is written out with the pack that it was recorded in"
        raise typer.BadParameter(message, param_hint="--pack")
    if len(visits or ()) != 1:
        message = "this format is of one visit; name one"
        raise typer.BadParameter(message, param_hint="ID")
    if output_format == "pdf" and out is None:
        message = "a PDF goes to a file; --out - is a pipe"
        raise typer.BadParameter(message, param_hint="--out")
    _one((visits or [""])[0], output_format, out, is_deidentified=deidentified)


def _one(visit: str, form: str, out: str | None, *, is_deidentified: bool) -> None:
    from sot_engine.cli.output import bytes_output
    from sot_engine.workflow.charts import export_visit
    from sot_engine.workflow.charts.open_entry import open_entry

    with records_open() as records:
        entry, pack = open_entry(records, visit)
    if is_deidentified:
        salt = ask_secret("SOT_SALT", "Salt, the same for every export that belongs together:")
        content = export_visit.deidentified(entry, pack, salt.encode(errors="surrogateescape"))
    else:
        content = export_visit.exported(entry, pack, cast("ExportFormat", form))
    with bytes_output(out or "-") as write:
        write(content)


def _table(visits: list[str], out: str | None, pack: str, with_: tuple[str, ...]) -> None:
    from sot_engine.cli.output import output
    from sot_engine.workflow.charts.export_table import export_table

    with records_open() as records, output(out) as write:
        for line in export_table(records, visits, pack, with_):
            write(line)

"""`sot records`: the database as a whole, and who patients are."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sot_engine.cli.asking import By, FromStdin, ask_key, ask_own_password, ask_person, ask_text, records_open
from sot_engine.cli.output import must_be_free

if TYPE_CHECKING:
    from sot_engine.records.fault import Fault

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="The records as a whole: verify, back up, restore, export, import; and who patients are.",
)

MANY = 50


@app.command()
def verify(
    seal: Annotated[
        list[str] | None, typer.Option("--seal", help="A seal from a printed note that has to be in the chain.")
    ] = None,
) -> None:
    """Read every row and say what is not as it was recorded, and of which visit."""
    from sot_engine.errors import SealBroken
    from sot_engine.reports.wording import number
    from sot_engine.workflow.charts.verify_records import verify_records

    with records_open() as records:
        found = verify_records(records, seal or ())
    lost = [one for one in seal or () if one not in found.seals]
    for fault in found.faults[:MANY]:
        typer.echo(_told(fault))
    for one in lost:
        typer.echo(f"no row has the seal {one}; check first that it is typed as it was printed")
    lifted, strange = found.guards
    for guard in lifted:
        typer.echo(
            f"the guard {guard} is gone, off or written otherwise; it has to refuse a change of what was recorded"
        )
    for one in strange:
        typer.echo(f"the trigger {one} is none of this program's; it can change or drop what is to be recorded")
    if found.faults or lost or lifted or strange:
        message = f"{number(len(found.faults) + len(lost), 'fault')} in {number(found.rows, 'row')}"
        hint = "keep this database as it is, and compare it with a backup"
        if lifted:
            message += f", and {number(len(lifted), 'guard')} of the database not in force"
        if strange:
            message += f", and {number(len(strange), 'trigger')} of somebody else's"
        if lifted or strange:
            hint += "; a backup that is restored has its own guards and no others"
        raise SealBroken(message, hint=hint)
    typer.echo(f"ok  {found.rows} rows, each as it was recorded; the last has the hash {found.hash}")


def _told(fault: "Fault") -> str:
    """A fault with its row and its visit; of a row that is gone, the visit may be unknown."""
    from sot_engine.reports.names import clean

    unknown = ", of no visit, or of one that is not known" if fault.says.startswith("is missing") else ""
    return clean(f"row {fault.row}{f', of the visit {fault.visit}' if fault.visit else unknown}: {fault.says}")


@app.command()
def backup(
    out: Annotated[
        str | None, typer.Option("--out", metavar="PATH", help="A new file; else one in the data folder.")
    ] = None,
) -> None:
    """Copy the records into a file, and read the copy before it counts."""
    from sot_engine.workflow.charts.back_up import back_up

    must_be_free(out, "a backup")
    with records_open() as records:
        path, found = back_up(records, out)
    typer.echo(f"{path}  {found.rows} rows, read and found whole")


@app.command()
def restore(
    file: Annotated[str, typer.Argument(metavar="BACKUP", help="A file that `sot records backup` wrote.")],
    *,
    replace: Annotated[bool, typer.Option("--replace", help="Set aside the records that are there.")] = False,
) -> None:
    """Check a backup and write it where the records are; what was there is set aside, never deleted."""
    from sot_engine.reports.wording import number
    from sot_engine.workflow.charts.restore import restore as put_back

    found = put_back(file, replace=replace, ask_key=ask_key)
    typer.echo(f"{number(found.length, 'row')} restored")


@app.command()
def export(
    out: Annotated[str, typer.Option("--out", metavar="PATH", help="A new file, or for CSV a new folder.")],
    output_format: Annotated[
        Literal["json", "csv"], typer.Option("--format", help="One JSON file, or a folder with a CSV file a table.")
    ] = "json",
) -> None:
    """Write out everything that the records hold; it names patients, so keep it as you keep them."""
    from sot_engine.workflow.charts.export_records import export_records

    must_be_free(out, "an export")
    with records_open() as records:
        found = export_records(records, out, output_format)
    typer.echo(f"{out}  {found.length} rows")


@app.command("import")
def take_in(
    name: Annotated[str, typer.Argument(metavar="PATH", help="What `sot records export` wrote.")],
) -> None:
    """Take exported records into an empty database, after all of it was checked."""
    from sot_engine.reports.wording import number
    from sot_engine.workflow.charts.import_records import import_records

    with records_open() as records:
        found = import_records(records, name)
    typer.echo(f"{number(found.length, 'row')} taken in")


Ref = Annotated[str, typer.Argument(metavar="REF", help="The reference of a patient.")]


@app.command()
def patient(
    ref: Ref,
    new_ref: Annotated[str | None, typer.Option("--ref", help="Another reference.")] = None,
    name: Annotated[str | None, typer.Option("--name", help="The name.")] = None,
    birth_date: Annotated[str | None, typer.Option("--birth-date", help="As 1989-02-01.")] = None,
    contact: Annotated[str | None, typer.Option("--contact", help="How to reach them.")] = None,
    by: By = None,
) -> None:
    """Show who a patient is, or correct it; no clinical row holds any of it."""
    from sot_engine.workflow.charts.correct_patient import correct_patient, read_patient

    given = {"ref": new_ref, "name": name, "birth_date": birth_date, "contact": contact}
    new = {field: text for field, text in given.items() if text is not None}
    with records_open() as records:
        found = read_patient(records, ref)
        if ref not in {found.id, found.ref}:
            typer.echo(f"{ref} was merged into {found.ref}; this is the patient now", err=True)
        if new:
            found = correct_patient(records, ref, ask_person(records, by), **new)
    for label, words in (("key", found.id), ("ref", found.ref), ("name", found.name), ("born", found.birth_date or ""),
                         ("contact", found.contact)):  # fmt: skip
        typer.echo(f"{label:<8} {words or '-'}")


@app.command()
def merge(
    ref: Ref,
    into: Annotated[str, typer.Argument(metavar="INTO", help="The reference of the record that stays.")],
    by: By = None,
    reason: Annotated[str | None, typer.Option("--reason", help="Why.")] = None,
    *,
    password_stdin: FromStdin = False,
) -> None:
    """Join two records of one patient; every visit that changes hands says so."""
    from sot_engine.reports.wording import number
    from sot_engine.workflow.charts.find_patient import find_patient
    from sot_engine.workflow.charts.merge_charts import merge_charts

    with records_open() as records:
        find_patient(records, ref)
        find_patient(records, into)
        told = ask_text("--reason", "Reason:", reason)
        person = ask_person(records, by)
        password = ask_own_password(records, person, from_stdin=password_stdin)
        moved = merge_charts(records, ref, into, person, password, told)
    typer.echo(f"{number(moved, 'visit')} joined the chart {into}")


@app.command()
def erase(
    ref: Ref,
    by: By = None,
    reason: Annotated[str | None, typer.Option("--reason", help="The legal request, without the name.")] = None,
    *,
    password_stdin: FromStdin = False,
) -> None:
    """Erase who a patient is, on a legal request; the clinical rows stay under a key that names nobody."""
    from sot_engine.workflow.charts.erase_patient import erase_patient
    from sot_engine.workflow.charts.find_patient import find_patient

    with records_open() as records:
        find_patient(records, ref)
        told = ask_text("--reason", "The legal request, without the name:", reason)
        person = ask_person(records, by)
        password = ask_own_password(records, person, from_stdin=password_stdin)
        key = erase_patient(records, ref, person, password, told)
    typer.echo(f"Erased. The visits stay under {key}.")
    typer.echo("Backups and exports from before still name the patient; free text may, too.", err=True)
    typer.echo("So do journals of exams, in the folder `exams` beside the records: delete theirs.", err=True)


@app.command()
def key() -> None:
    """Put the key of the encrypted database into this user's keyring, so that it is not asked for again."""
    from sot_engine.store.address import records_address
    from sot_engine.workflow.charts.open_records import keep_key, open_with

    place = records_address()
    if place.kind != "sqlcipher":
        message = "the records are not encrypted, so they have no key"
        raise typer.BadParameter(message, param_hint="SOT_DATABASE")
    told = ask_key(str(place))
    open_with(place, told).close()
    keep_key(str(place), told)
    typer.echo("The keyring holds the key.")

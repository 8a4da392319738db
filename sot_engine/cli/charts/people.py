"""`sot people`: who records, signs and co-signs."""

from typing import Annotated

import typer

from sot_engine.cli.asking import (
    FromStdin,
    ask_choice,
    ask_password,
    ask_person,
    ask_text,
    known,
    new_secret,
    on_terminal,
    records_open,
)
from sot_engine.domain.chart import Role

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Who records, signs and co-signs: add, list, change a password."
)


@app.command("add")
def add(
    name_id: Annotated[str | None, typer.Argument(metavar="ID", help="A short id, as anna.")] = None,
    name: Annotated[str | None, typer.Option("--name", help='As it is to be signed: "A. Example, DC".')] = None,
    credentials: Annotated[str, typer.Option("--credentials", help="Licence or title, if not in the name.")] = "",
    role: Annotated[Role | None, typer.Option("--role", help="What they may sign.")] = None,
    *,
    password_stdin: FromStdin = False,
) -> None:
    """Add somebody. A student's notes wait for the co-signature of a practitioner."""
    from sot_engine.domain.chart import Person
    from sot_engine.workflow.charts.add_person import add_person

    told_id = ask_text("ID", "A short id (small letters):", name_id)
    told_name = ask_text("--name", "Name, as it is to be signed:", name)
    told_role: Role = role or ("practitioner" if not on_terminal() else _role())
    with records_open() as records:
        password = new_secret("Password to sign with:", from_stdin=password_stdin)
        person = Person(id=told_id, name=told_name, credentials=credentials, role=told_role)
        add_person(records, person, password)
    typer.echo(f"{person.id}  {person.name}  {person.role}")


def _role() -> Role:
    chosen = ask_choice("--role", "Role?", None, ["practitioner", "student"])
    return "student" if chosen == "student" else "practitioner"


@app.command("list")
def list_people(
    *, acts: Annotated[bool, typer.Option("--acts", help="What was done about them: when, by whom, why.")] = False
) -> None:
    """List everybody: id, name, role."""
    from sot_engine.reports.entry import table
    from sot_engine.workflow.charts.list_people import list_acts
    from sot_engine.workflow.charts.list_people import list_people as listed

    with records_open() as records:
        rows: list[tuple[str, ...]] = (
            [(one.at[:16].replace("T", " "), one.person, one.act, f"by {one.by}", one.reason)
             for one in list_acts(records)]
            if acts else [(one.id, one.name, one.credentials, one.role) for one in listed(records)]
        )  # fmt: skip
    for line in table(rows):
        typer.echo(line)
    if not rows:
        typer.echo("Nobody yet. `sot people add` adds somebody.", err=True)


@app.command("password")
def password(  # typer makes an option of each parameter
    name: Annotated[str, typer.Argument(metavar="ID", help="Whose password.")],
    by: Annotated[str | None, typer.Option("--by", help="With --reset: the practitioner who does it.")] = None,
    reason: Annotated[str | None, typer.Option("--reason", help="With --reset: why.")] = None,
    *,
    reset: Annotated[
        bool, typer.Option("--reset", help="It was forgotten: somebody else gives one, good for choosing another.")
    ] = False,
    as_owner: Annotated[
        bool, typer.Option("--as-owner", help="With --reset: as the owner of the database, where nobody else can.")
    ] = False,
    password_stdin: Annotated[
        bool,
        typer.Option(
            "--password-stdin",
            help="Read two lines of standard input: the old one, with --reset that of --by, then the new one.",
        ),
    ] = False,
) -> None:
    """Change a password; the old one is asked for first. A forgotten one is reset by somebody else."""
    if (by or reason or as_owner) and not reset:
        message = "--by, --reason and --as-owner go with --reset"
        raise typer.BadParameter(message)
    if reset:
        _reset(name, None if as_owner else by or "", reason, from_stdin=password_stdin)
        return
    from sot_engine.workflow.charts.change_password import change_password

    with records_open() as records:
        known(records, name)
        old = ask_password("The old password:", from_stdin=password_stdin)
        new = new_secret("The new password:", from_stdin=password_stdin)
        change_password(records, name, old, new)
    typer.echo(f"The password of {name} was changed.")


def _reset(name: str, by: str | None, reason: str | None, *, from_stdin: bool) -> None:
    """Give a password in the place of a forgotten one; `by` is None for the owner of the database."""
    from sot_engine.workflow.charts.reset_password import Reset, reset_password

    with records_open() as records:
        known(records, name)
        told = ask_text("--reason", "Why is it reset?", reason)
        person = None if by is None else ask_person(records, by)
        own = "" if person is None else ask_password(f"Password of {person}:", from_stdin=from_stdin)
        new = new_secret(f"A password for {name}, good for once:", from_stdin=from_stdin)
        reset_password(records, name, new, Reset(reason=told, by=person, password=own))
    typer.echo(f"The password of {name} was reset. With it, {name} chooses another: sot people password {name}")

"""What a command asks for when an option is missing: on a terminal a question, anywhere else a wrong command line."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from sot_engine.source.unseen import is_text

if TYPE_CHECKING:
    from sot_engine.domain.chart import Person
    from sot_engine.store.database import Database

By = Annotated[
    str | None, typer.Option("--by", envvar="SOT_PERSON", show_envvar=True, help="Who does this: the id of a person.")
]
FromStdin = Annotated[
    bool, typer.Option("--password-stdin", help="Read the password as the first line of standard input.")
]

TRIES = 3
"""How often a password may be typed on a terminal."""


@contextmanager
def records_open() -> "Iterator[Database]":
    """The records, open while a command works with them; that they are new is told, since the name may be a slip.

    A file with nothing in it counts as new: it may be all that is left of one that was damaged.
    """
    from sot_engine.store.address import records_address
    from sot_engine.workflow.charts.open_records import open_records

    place = records_address()
    is_new = place.is_file and not (place.path.exists() and place.path.stat().st_size)
    with open_records(ask_key=ask_key) as records:
        if is_new:
            typer.echo(f"New records begin in {place}", err=True)
        yield records


def on_terminal() -> bool:
    """Whether somebody is there to be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()


_UsageError: Any = typer.BadParameter.__bases__[0]
"""A wrong command line of which no one value is invalid; typer does not offer the name itself."""


def missing(option: str, what: str) -> NoReturn:
    """Nobody is there to be asked: say which option would have told.

    Errors: a wrong command line.
    """
    message = f"{option} is missing: {what}"
    raise _UsageError(message)


def ask_key(name: str) -> str:
    """The key of an encrypted database or backup; it is never an option and never in a file."""
    if not on_terminal():
        return _first_line("SOT_KEY_STDIN", "the key") if os.environ.get("SOT_KEY_STDIN") == "1" else ""
    if Path(name).exists():
        return str(_asked("password", f"Key of {name}:"))
    return new_secret(f"A key for the new {name}; nobody can replace a lost one:")


def known(records: "Database", name: str) -> None:
    """Nobody types a password before it is known that there is such a person.

    Errors: NotFound with the nearest id.
    """
    from sot_engine.workflow.charts.list_people import find_person

    find_person(records, name)


def ask_person(records: "Database", given: str | None) -> str:
    """Who does this: as given, or chosen from those who are known.

    Errors: NotFound for a name that nobody has; the nearest is offered before a password is typed.
    """
    if given:
        known(records, given)
        return given
    from sot_engine.workflow.charts.list_people import list_people

    people = list_people(records)
    if not people or not on_terminal():
        missing("--by", "who does this" if people else "who does this (`sot people add` adds somebody)")
    return people[0].id if len(people) == 1 else _chosen(people)


def _chosen(people: "Sequence[Person]") -> str:
    import questionary

    choices = [questionary.Choice(f"{person.name} ({person.role})", person.id) for person in people]
    return str(_asked("select", "Who does this?", choices=choices))


def ask_password(prompt: str, *, from_stdin: bool) -> str:
    """A password: typed unseen, or the first line of standard input; never an option."""
    if from_stdin:
        return _first_line("--password-stdin", "the password")
    if not on_terminal():
        missing("--password-stdin", "the password")
    return str(_asked("password", prompt))


def ask_own_password(records: "Database", person: str, *, from_stdin: bool) -> str:
    """The password of a person; who mistypes it on a terminal types it again, and loses nothing else that was typed."""
    from sot_engine.cli.tell import tell
    from sot_engine.errors import SigningRefused
    from sot_engine.workflow.charts.check_person import check_person

    for _ in range(TRIES - 1):
        told = ask_password(f"Password of {person}:", from_stdin=from_stdin)
        if from_stdin:
            return told
        try:
            check_person(records, person, told, is_to_choose=True)
        except SigningRefused as error:
            tell(error)
        else:
            return told
    return ask_password(f"Password of {person}:", from_stdin=False)


def new_secret(prompt: str, *, from_stdin: bool = False) -> str:
    """A new password or key, typed twice, because nobody sees what they type."""
    while True:
        told = ask_password(prompt, from_stdin=from_stdin)
        if from_stdin or ask_password("The same again:", from_stdin=False) == told:
            return told
        typer.echo("The two are not the same; once more.", err=True)


def ask_secret(variable: str, prompt: str) -> str:
    """Something that must not stand on a command line: from the environment, or typed unseen."""
    given = os.environ.get(variable, "")
    if given or not on_terminal():
        return given or missing(variable, prompt.rstrip(":").lower())
    return str(_asked("password", prompt))


def ask_text(option: str, prompt: str, given: str | None) -> str:
    """Words: as given, or typed."""
    if given is not None:
        return given
    if not on_terminal():
        missing(option, prompt.rstrip(":?").lower())
    while True:
        told = str(_asked("text", prompt)).strip()
        if told:
            return told


def ask_choice(option: str, prompt: str, given: str | None, choices: Sequence[Any]) -> str:
    """One of several: as given, or chosen."""
    if given is not None:
        return given
    if not on_terminal():
        missing(option, prompt.rstrip(":?").lower())
    import questionary

    offered = [questionary.Choice(str(choice).replace("_", " "), choice) for choice in choices]
    return str(_asked("select", prompt, choices=offered))


def ask_yes(prompt: str) -> bool:
    """Yes or no; no when nobody is there."""
    return on_terminal() and bool(_asked("confirm", prompt, default=False))


def _asked(kind: str, prompt: str, **more: Any) -> Any:
    """One question; Ctrl-C ends the command as it does everywhere."""
    import questionary

    style = questionary.Style([]) if os.environ.get("NO_COLOR") else None
    return getattr(questionary, kind)(prompt, style=style, **more).unsafe_ask()


def _first_line(option: str, what: str) -> str:
    """The next line of standard input, without its end and otherwise as it is: a blank may be part of a password."""
    read = sys.stdin.readline() if sys.stdin else ""
    line = read.removesuffix("\r\n") if read.endswith("\r\n") else read.removesuffix("\n")
    if not line:
        message = f"{option}: there is no line with {what} on standard input"
        raise _UsageError(message)
    if not is_text(line):
        message = f"{option}: the line with {what} is not UTF-8 text"
        raise _UsageError(message)
    return line

"""The commands as typer sees them: for help, wrong command lines, completion, and all but a plain `assess`."""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group


class Entry(NamedTuple):
    """A command: the module that has it as `app`, and what the list of commands says of it."""

    module: str
    says: str


COMMANDS = {
    "demo": Entry("sot_engine.cli.demo", "Assess a bundled exam: the result, its reasons, its note."),
    "assess": Entry("sot_engine.cli.assess", "Assess exams: which category the findings match, and why."),
    "exam": Entry("sot_engine.cli.exams.exam", "Record an exam at the table, one key a finding."),
    "learn": Entry("sot_engine.cli.learn", "The page of anything that has an id, or a list of all."),
    "rules": Entry("sot_engine.cli.rules.authoring", "The rule packs: list, check, prove, compare, write, sign off."),
    "people": Entry("sot_engine.cli.charts.people", "Who records, signs and co-signs."),
    "visit": Entry("sot_engine.cli.charts.visit", "Visits in the records, from the draft to the signed note."),
    "records": Entry("sot_engine.cli.charts.records", "The records as a whole: verify, back up, restore, carry."),
    "practice": Entry("sot_engine.cli.practice.exam", "Cases to categorise, cards that come back, exams."),
    "registry": Entry("sot_engine.cli.registry.group", "Many exams at once: assess, compare, describe."),
}
"""A module is imported when its command is called; the list of commands needs none of them, and so is quick.

A module whose `app` has one command of the same name is that command; any other is a group of commands."""


class Commands(TyperGroup):
    """The commands of `sot`, in the order of `COMMANDS`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command by name."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import and build one command."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        group = get_group(import_module(COMMANDS[cmd_name].module).app)
        command: Any = group.commands.get(cmd_name, group)
        command.name = cmd_name
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list of commands, without importing one of them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.says) for name, entry in COMMANDS.items()])


app = typer.Typer(
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Which SOT category the findings of an exam match, by which cited rule, and what was not tested.",
    epilog="An open, offline tool for professionals. It organises recorded findings; it is not a diagnosis.",
)


@app.callback()
def _root(
    *, version: Annotated[bool, typer.Option("--version", help="Show the version and exit.", is_eager=True)] = False
) -> None:
    if version:
        from sot_engine import __version__

        typer.echo(f"sot-engine {__version__}")
        raise typer.Exit


_NO_COMMAND = 2
_UsageError: Any = typer.BadParameter.__bases__[0]
"""What every wrong command line raises; typer does not offer the name itself."""


def run_app(words: Sequence[str]) -> int:
    """Run one command line and return the exit code; errors of the command itself pass through."""
    command = get_command(app)
    if "_SOT_COMPLETE" in os.environ:
        command.main(list(words), prog_name="sot")
    if not words or list(words) == ["--help"]:
        _help(command)
        return 0 if words else _NO_COMMAND
    try:
        with command.make_context("sot", list(words)) as context:
            return int(command.invoke(context) or 0)
    except typer.Exit as stop:
        return stop.exit_code
    except _UsageError as error:
        error.message = str(error.message).replace("Value error, ", "")  # how a library says that a word is wrong
        error.show()
        return int(error.exit_code)


def _help(command: Any) -> None:
    """The list of commands, without reading a command line: typer loads pydantic to do that."""
    typer.echo(command.get_help(typer.Context(command, info_name="sot")))

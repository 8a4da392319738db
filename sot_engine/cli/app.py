"""The commands as typer sees them: for help, wrong command lines, completion, and all but a plain `assess`."""

import os
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command, get_group

COMMANDS = {
    "demo": "sot_engine.cli.demo",
    "assess": "sot_engine.cli.assess",
    "exam": "sot_engine.cli.exams.exam",
    "learn": "sot_engine.cli.learn",
    "rules": "sot_engine.cli.rules.authoring",
    "people": "sot_engine.cli.charts.people",
    "visit": "sot_engine.cli.charts.visit",
    "records": "sot_engine.cli.charts.records",
    "practice": "sot_engine.cli.practice.exam",
    "registry": "sot_engine.cli.registry.group",
}
"""Each command and the module that has it as `app`; a module is imported when its command is called or listed.

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
        group = get_group(import_module(COMMANDS[cmd_name]).app)
        command: Any = group.commands.get(cmd_name, group)
        command.name = cmd_name
        return command


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
        error.show()
        return int(error.exit_code)


def _help(command: Any) -> None:
    """The list of commands, without reading a command line: typer loads pydantic to do that."""
    typer.echo(command.get_help(typer.Context(command, info_name="sot")))

"""`sot registry sql`: the pack as a query for a warehouse."""

import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from sot_engine.cli.registry.apart import must_have_places

Dialect = Literal["postgres", "duckdb", "spark", "bigquery", "snowflake"]
_NAME = re.compile(r"[A-Za-z_][\w$-]*(\.[A-Za-z_][\w$-]*){0,2}\Z")


def sql(  # noqa: PLR0913  # typer makes an option of each parameter
    dialect: Annotated[Dialect, typer.Option("--dialect", help="Whose SQL to write.")],
    *,
    pack: Annotated[str, typer.Option("--pack", metavar="ID", help="The rule pack, by id or path.")] = "sot-core",
    extended: Annotated[
        list[str] | None, typer.Option("--with", metavar="ID", help="A pack that extends it; may be repeated.")
    ] = None,
    table: Annotated[str, typer.Option("--table", metavar="NAME", help="The table that holds the exams.")] = "exams",
    columns: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A file whose first line names the columns that the table has, with commas."),
    ] = None,
    sides: Annotated[bool, typer.Option("--sides", help="Also on which side each rule fired.")] = False,
    out: Annotated[str | None, typer.Option(help="Write to this file.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Write over a result that is there.")] = False,
) -> None:
    """Write the whole pack as one SQL query, for exams that must stay in a warehouse."""
    from sot_engine.cli.output import output
    from sot_engine.workflow.registry.sql import registry_sql

    read = [str(columns)] if columns else []
    must_have_places(read, [Path(out)] if out and out != "-" else [], replace=replace)
    if not _NAME.match(table):
        message = f"'{table}' is no name of a table; write exams, schema.exams or catalogue.schema.exams"
        raise typer.BadParameter(message, param_hint="--table")
    query = registry_sql(pack, tuple(extended or ()), dialect, table, columns, sides=sides)
    with output(out) as write:
        write(query)

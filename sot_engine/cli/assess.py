"""`sot assess`."""

from typing import Annotated

import typer

from sot_engine.cli.assess_line import AssessLine, Choice, Format

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def assess(  # noqa: PLR0913  # typer makes an option of each parameter
    visits: Annotated[
        list[str], typer.Argument(metavar="VISIT", help="Visit files, YAML or JSON; - is standard input.")
    ],
    output_format: Annotated[
        Format, typer.Option("--format", help="How to show it; jsonl with - reads JSON lines.")
    ] = "screen",
    out: Annotated[str | None, typer.Option("--out", metavar="PATH", help="Write to a file instead.")] = None,
    pack: Annotated[str, typer.Option("--pack", metavar="ID", help="The rule pack, by id or path.")] = "sot-core",
    extended: Annotated[
        list[str] | None, typer.Option("--with", metavar="ID", help="A pack that extends it; may be repeated.")
    ] = None,
    commit: Annotated[
        Choice | None, typer.Option("--commit", help="The practitioner's choice among the candidates of a mixed exam.")
    ] = None,
    *,
    explain: Annotated[
        bool, typer.Option("--explain", help="For jsonl: add why not and what next; else always on.")
    ] = False,
) -> int:
    """Assess exams: which category the findings match, and why."""
    from sot_engine.cli.answer import answer

    line = AssessLine(tuple(visits), output_format, out, pack, tuple(extended or ()), commit, explain)
    fault = line.fault()
    if fault:
        raise typer.BadParameter(fault)
    return answer(line)

"""`sot rules`, for those who write packs: cover, lint, diff, compare, new, review, book."""

from typing import Annotated

import typer

from sot_engine.cli.rules import PackNames, app

__all__ = ["app"]


@app.command()
def cover(
    packs: PackNames = None,
    rule: Annotated[str | None, typer.Option(help="Only this rule.")] = None,
) -> None:
    """Show which conditions the golden cases exercise, and which slips in a rule they would let pass."""
    from sot_engine.reports.cover_lines import cover_lines
    from sot_engine.workflow.measure_cover import measure_cover

    complete = True
    for measured in measure_cover(tuple(packs or ()), rule=rule):
        complete = complete and measured.is_complete
        for line in cover_lines(measured):
            typer.echo(line)
    raise typer.Exit(0 if complete else 1)

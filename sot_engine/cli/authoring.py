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


@app.command()
def lint(
    packs: PackNames = None,
    *,
    accepted: Annotated[bool, typer.Option("--accepted", help="Also what the authors let stand, and why.")] = False,
) -> None:
    """Look over packs for what is weak: old sources, unused findings, idle cases, wording, near-duplicates."""
    from sot_engine.workflow.lint_packs import lint_packs

    weak = 0
    for linted in lint_packs(tuple(packs or ())):
        standing = [issue for issue in linted.issues if not issue.accepted]
        for issue in linted.issues if accepted else standing:
            typer.echo(f"{issue}{f' (accepted: {issue.accepted})' if issue.accepted else ''}")
        known = len(linted.issues) - len(standing)
        typer.echo(f"{'FAILED' if standing else 'ok    '}  {linted.pack}: {len(standing)} remarks, {known} accepted")
        weak += len(standing)
    raise typer.Exit(1 if weak else 0)

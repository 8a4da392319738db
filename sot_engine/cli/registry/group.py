"""`sot registry`: many exams at once."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sot_engine.cli.registry.agree import agree
from sot_engine.cli.registry.apart import must_be_apart, must_have_places
from sot_engine.cli.registry.sql import sql

if TYPE_CHECKING:
    from sot_engine.workflow.registry.measure_drift import Measured

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Many exams at once: assess, compare, describe.",
)

PackName = Annotated[str, typer.Option("--pack", metavar="ID", help="The rule pack, by id or path.")]
Extended = Annotated[
    list[str] | None, typer.Option("--with", metavar="ID", help="A pack that extends it; may be repeated.")
]
Table = Annotated[str, typer.Argument(metavar="IN", help="Parquet, CSV or JSON lines, or the URL of a database.")]
Within = Annotated[str, typer.Option("--table", metavar="NAME", help="The table of a database that holds the exams.")]
Partial = Annotated[bool, typer.Option("--partial", help="Read findings without a column as not recorded.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over a result that is there.")]
Engine = Literal["here", "dask"]
RESULTS = (".parquet", ".csv")
REJECTED = 3


@app.command()
def assess(  # noqa: PLR0913  # typer makes an option of each parameter
    table: Table,
    out: Annotated[Path, typer.Option("--out", metavar="OUT", help="The result: .parquet or .csv.")],
    pack: PackName = "sot-core",
    extended: Extended = None,
    rejects: Annotated[
        Path | None, typer.Option(help="Where rows that cannot be read go; OUT.rejects.csv when not said.")
    ] = None,
    within: Within = "exams",
    *,
    partial: Partial = False,
    sides: Annotated[bool, typer.Option("--sides", help="Also on which side each rule fired.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Do not go on with a run that was stopped.")] = False,
    replace: Replace = False,
    engine: Annotated[Engine, typer.Option("--engine", help="Who works on the parts: this machine, or Dask.")] = "here",
    scheduler: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="For Dask: the scheduler, as tcp://host:8786 or its file.")
    ] = None,
) -> None:
    """Assess every exam of a table; a run that was stopped goes on where it was."""
    from sot_engine.cli.registry.progress import Bar
    from sot_engine.workflow.registry.assess_on_cluster import assess_on_cluster
    from sot_engine.workflow.registry.assess_registry import Asked, assess_registry

    if out.suffix.lower() not in RESULTS:
        message = f"the result is {' or '.join(RESULTS)}, not '{out.suffix or out.name}'"
        raise typer.BadParameter(message, param_hint="--out")
    must_be_apart([table], [out, rejects or Path(f"{out}.rejects.csv")])
    asked = Asked(table, out, pack, tuple(extended or ()), rejects, within, partial, sides, fresh, replace)
    if (engine == "dask") != (scheduler is not None):
        message = "--engine dask and --scheduler ADDRESS belong together"
        raise typer.BadParameter(message, param_hint="--engine")
    with Bar(goes_on=True) as bar:
        found = assess_on_cluster(asked, bar, scheduler) if scheduler else assess_registry(asked, bar)
    typer.echo(f"{found.exams:,} exams assessed into {out}")
    for outcome, number in found.outcomes.items():
        typer.echo(f"  {outcome:<14}{number:>12,}  {number / max(found.exams, 1):>6.1%}")
    if found.rejected:
        rows = f"{found.rejected:,} row{'' if found.rejected == 1 else 's'}"
        typer.echo(f"{rows} could not be read; {found.rejects} says why", err=True)
        raise typer.Exit(REJECTED)


@app.command()
def schema(
    pack: PackName = "sot-core",
    extended: Extended = None,
    output_format: Annotated[str, typer.Option("--format", metavar="text|csv|json", help="How to show it.")] = "text",
) -> None:
    """Print the columns of a table of exams: what each is called and what it takes."""
    from sot_engine.workflow.registry.schema import FORMATS, registry_schema

    if output_format not in FORMATS:
        message = f"'{output_format}' is not one of {', '.join(FORMATS)}"
        raise typer.BadParameter(message, param_hint="--format")
    for line in registry_schema(pack, tuple(extended or ()), output_format):
        typer.echo(line)


@app.command()
def drift(  # noqa: PLR0913  # typer makes an option of each parameter
    table: Table,
    before: Annotated[str, typer.Option("--from", metavar="PACK", help="A pack, by its id or a path to its folder.")],
    after: Annotated[str, typer.Option("--to", metavar="PACK", help="The pack to compare it with.")],
    csv: Annotated[Path | None, typer.Option("--csv", help="Write the matrices as CSV.")] = None,
    svg: Annotated[Path | None, typer.Option("--svg", help="Draw the matrix of outcomes.")] = None,
    within: Within = "exams",
    *,
    partial: Partial = False,
    replace: Replace = False,
) -> None:
    """Say how many exams of a table end otherwise under another pack, and because of which rules."""
    from sot_engine.cli.output import output
    from sot_engine.workflow.registry.measure_drift import drift_csv, drift_svg

    must_have_places([table], [path for path in (csv, svg) if path], replace=replace)
    measured = tell_drift(before, after, table, within=within, partial=partial)
    for path, draw in ((csv, drift_csv), (svg, drift_svg)):
        if path is not None:
            with output(str(path)) as write:
                write(draw(measured))
    if measured.found.unreadable:
        raise typer.Exit(REJECTED)


def tell_drift(before: str, after: str, table: str, *, within: str = "exams", partial: bool = False) -> "Measured":
    """Read a table under both packs and say what changes, with the rules responsible and exams to look at."""
    from sot_engine.cli.output import show_lines
    from sot_engine.cli.registry.progress import Bar
    from sot_engine.reports.drift_lines import drift_lines, rule_lines
    from sot_engine.workflow.registry.measure_drift import measure_drift

    with Bar() as bar:
        measured = measure_drift(before, after, table, within=within, partial=partial, watcher=bar)
    found = measured.found
    titles = {rule.id: rule.title for pack in (measured.before, measured.after) for rule in pack.rules}
    show_lines(drift_lines(measured.names, found.exams, found.unreadable, found.changed, found.matrix))
    show_lines(rule_lines(found.rules, found.examples, titles))
    return measured


@app.command()
def report(  # noqa: PLR0913  # typer makes an option of each parameter
    table: Table,
    out: Annotated[str, typer.Option("--out", metavar="PAGE", help="Where the page goes; - is standard output.")],
    pack: PackName = "sot-core",
    extended: Extended = None,
    within: Within = "exams",
    *,
    partial: Partial = False,
    replace: Replace = False,
) -> None:
    """Describe a table as one HTML page: outcomes, categories, findings and what was not recorded; counts alone."""
    from sot_engine.cli.output import output
    from sot_engine.cli.registry.progress import Bar
    from sot_engine.workflow.registry.report_registry import report_registry

    must_have_places([table], [Path(out)] if out != "-" else [], replace=replace)
    with Bar() as bar:
        found = report_registry(table, pack, tuple(extended or ()), within=within, partial=partial, watcher=bar)
    with output(out) as write:
        write(found.page)
    typer.echo(f"{found.exams:,} exams described", err=True)
    if found.unreadable:
        typer.echo(f"{found.unreadable:,} could not be read and are left out; `sot registry assess` says why", err=True)
        raise typer.Exit(REJECTED)


app.command()(agree)
app.command()(sql)

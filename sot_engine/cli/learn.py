"""`sot learn`."""

from typing import Annotated

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def learn(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="ID", help="A finding, rule, category, placement, source, theorem or error code; all when left out."
        ),
    ] = None,
    pack: Annotated[str, typer.Option("--pack", metavar="ID", help="The rule pack, by id or path.")] = "sot-core",
    extended: Annotated[
        list[str] | None, typer.Option("--with", metavar="ID", help="A pack that extends it; may be repeated.")
    ] = None,
) -> None:
    """The page of anything that has an id, or a list of all."""
    from sot_engine.cli.output import show_sheet
    from sot_engine.workflow.learn import NoPage, learn

    try:
        sheet = learn(name, pack, tuple(extended or ()))
    except NoPage as missing:
        near = f"near it: {', '.join(missing.nearest)}" if missing.nearest else "`sot learn` lists all there is"
        message = f'nothing is called "{missing.name}"; {near}'
        raise typer.BadParameter(message, param_hint="ID") from None
    show_sheet(sheet)

"""`sot registry`: many exams at once."""

import typer

from sot_engine.cli.registry_agree import agree

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Many exams at once: do examiners agree.")


@app.callback()
def _group() -> None:
    """Keep the command below its group while it is alone."""


app.command()(agree)

"""`sot practice`: what students learn with."""

import typer

from sot_engine.cli.practice_review import review

app = typer.Typer(add_completion=False, rich_markup_mode=None, help="Practise: cards to learn by heart.")
app.command()(review)

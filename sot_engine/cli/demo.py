"""`sot demo`."""

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def demo() -> None:
    """Assess a bundled exam: the result, its reasons, its note."""
    from sot_engine.reports.result import result_sheet
    from sot_engine.reports.screen import show
    from sot_engine.reports.text import sheet_text, wrapped
    from sot_engine.workflow.demo import demo

    shown = demo()
    typer.echo(f"$ sot assess {shown.file}\n")
    show(result_sheet(shown.found, shown.visit, shown.pack))
    typer.echo(f"\nThe same exam as a note, in text:\n\n$ sot assess {shown.file} --format text\n")
    sheet = result_sheet(shown.found, shown.visit, shown.pack, with_exam=True)
    typer.echo(sheet_text(sheet))
    typer.echo("\n".join(wrapped(f"In short: {sheet.title}")))
    typer.echo("More: sot learn C2-03, sot learn first_rib_pain, sot --help")

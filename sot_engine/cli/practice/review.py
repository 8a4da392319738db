"""`sot practice review`, `stats`, `export` and `import`: cards to learn by heart, and what is kept of a learner."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from sot_engine.reports.block import Block

Learner = Annotated[
    str, typer.Option("--learner", envvar="SOT_LEARNER", metavar="NAME", help="Whose progress; each has a file.")
]
PackName = Annotated[str, typer.Option("--pack", metavar="ID", help="The rule pack, by id or path.")]
Extended = Annotated[
    list[str] | None, typer.Option("--with", metavar="ID", help="A pack that extends it; may be repeated.")
]
Plain = Annotated[bool, typer.Option("--plain", help="Plain lines, without frames and colour; for screen readers.")]
TrustClock = Annotated[
    bool, typer.Option("--trust-clock", help="The clock is right now, and was wrong when an answer was kept.")
]


def review(  # noqa: PLR0913  # each is an option of the command
    learner: Learner = "me",
    pack: PackName = "sot-core",
    extended: Extended = None,
    about: Annotated[str, typer.Option(help="Only cards about this: an id, a topic as `stops`, or a word.")] = "",
    new: Annotated[int, typer.Option(min=0, help="How many new cards a day.")] = 20,
    most: Annotated[int, typer.Option(min=1, help="How many cards in this sitting at most.")] = 200,
    *,
    plain: Plain = False,
    trust_clock: TrustClock = False,
) -> None:
    """Review the cards whose turn has come: think of the answer, look, then rate how well you knew it.

    1 is forgotten, 2 hard, 3 good, 4 easy; a better answer brings the card back later. Each is kept at once.
    """
    from sot_engine.cli.keys import one_by_one
    from sot_engine.cli.practice.card_table import PlainTable, ScreenTable, sit
    from sot_engine.practice.deal import Wish
    from sot_engine.reports.sitting_lines import sitting_lines
    from sot_engine.workflow.practice.review_cards import review_cards

    wish = Wish(most=most, new=new, about=about)
    with review_cards(learner, pack, extended or (), wish, trust_clock=trust_clock) as opened:
        if opened.sitting.left:
            if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
                sit(opened, PlainTable())
            else:
                with one_by_one() as keys:
                    sit(opened, ScreenTable(keys))
            typer.echo()
        for line in sitting_lines(opened.outcome()):
            typer.echo(line)


Out = Annotated[str | None, typer.Option("--out", metavar="PATH", help="Write to a file instead.")]


def stats(
    learner: Learner = "me",
    pack: PackName = "sot-core",
    extended: Extended = None,
    svg: Annotated[str | None, typer.Option(metavar="PATH", help="Write the plots as one SVG picture as well.")] = None,
    *,
    plain: Plain = False,
) -> None:
    """Show how a learner stands: what comes back, how sure against how right, what was taken for what."""
    from sot_engine.reports.standing import standing_blocks
    from sot_engine.workflow.practice.stats import practice_stats

    standing, read = practice_stats(learner, pack, extended or ())
    if svg:
        from sot_engine.cli.output import output
        from sot_engine.reports.standing_svg import standing_svg

        picture = standing_svg(standing, read)
        with output(svg) as write:
            write(picture)
    show(standing_blocks(standing, read), plain=plain)
    if sys.stdout.isatty() and not plain:
        from sot_engine.reports.standing_plot import plots

        _say(line for plot in plots(standing) for line in (plot, ""))


def agree(
    first: Annotated[str, typer.Argument(help="A learner, a file of exported progress, a visit file or a folder.")],
    second: Annotated[
        str | None, typer.Argument(help="The other one; when left out, cases that the learner answered twice.")
    ] = None,
    pack: PackName = "sot-core",
    extended: Extended = None,
    *,
    plain: Plain = False,
) -> None:
    """Show how far two students agree on the same cases, or one with themselves: percent, kappa, AC1."""
    from sot_engine.reports.practice_agreement import agreement_blocks
    from sot_engine.workflow.practice.agree import practice_agree

    show(agreement_blocks(*practice_agree(first, second, pack, extended or ())), plain=plain)


def export(
    learner: Learner = "me",
    form: Annotated[
        Literal["json", "anki"],
        typer.Option("--format", help="json: all progress of a learner; anki: the cards of a pack as a deck."),
    ] = "json",
    out: Out = None,
    pack: PackName = "sot-core",
    extended: Extended = None,
) -> None:
    """Export the progress of a learner, to be kept or carried elsewhere; or the cards of a pack for Anki."""
    if form == "anki":
        _export_cards(out, pack, extended or [])
        return
    from sot_engine.cli.output import output
    from sot_engine.workflow.practice.export_progress import export_progress

    text = export_progress(learner)
    with output(out) as write:
        write(text)


def _export_cards(out: str | None, pack: str, extended: list[str]) -> None:
    from sot_engine.workflow.practice.export_cards import export_cards

    if out is None or out == "-":
        message = "a deck is no text; give a file, as sot-core.apkg"
        raise typer.BadParameter(message, param_hint="--out")
    number = export_cards(out, pack, extended)
    typer.echo(f"{number} cards in {out}. Importing a later deck into Anki updates them and keeps your schedule there.")


def import_(
    file: Annotated[str, typer.Argument(help="A file of exported progress; - is standard input.")],
    learner: Annotated[
        str | None, typer.Option("--learner", metavar="NAME", help="Whose it becomes; as the file says when left out.")
    ] = None,
) -> None:
    """Take in exported progress. What is there already is left as it is, so that nothing counts twice."""
    from sot_engine.workflow.practice.import_progress import import_progress

    name, taken = import_progress(file, learner)
    typer.echo(
        f"Taken in for {name}: {taken.answers} answers, {taken.attempts} cases; {taken.already} were there already."
    )


def show(blocks: "Sequence[Block]", *, plain: bool) -> None:
    """Show blocks: as sentences, on a terminal with rich, or as text."""
    from sot_engine.reports.block import block_lines, spoken_lines

    if plain or not sys.stdout.isatty():
        _say(spoken_lines(blocks) if plain else block_lines(blocks))
        return
    from sot_engine.reports.block_screen import show_blocks

    show_blocks(blocks)


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


__all__ = ["agree", "export", "import_", "review", "show", "stats"]

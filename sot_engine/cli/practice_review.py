"""`sot practice review`: cards, one key an answer."""

import sys
from typing import Annotated

import typer

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
    """Review the cards whose turn has come. Every answer is kept the moment it is given."""
    from sot_engine.cli.card_table import PlainTable, ScreenTable, sit
    from sot_engine.cli.keys import one_by_one
    from sot_engine.practice.deal import Wish
    from sot_engine.reports.sitting_lines import sitting_lines
    from sot_engine.workflow.review_cards import review_cards

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


__all__ = ["review"]

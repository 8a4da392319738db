"""A card on a terminal: the question in a frame, then the answer below it."""

from collections.abc import Mapping
from datetime import timedelta

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from sot_engine.domain.study import Card, Dealt, Rating
from sot_engine.reports.card_lines import REASONS, key_words, source_words
from sot_engine.reports.terminal import terminal

WIDEST = 90
"""A line that is longer is hard to follow with the eye."""
_COLOURS = {"again": "red", "hard": "yellow", "good": "green", "easy": "blue"}


class CardScreen:
    """Shows one card at a time, each on an empty screen. Rich itself honours NO_COLOR."""

    def __init__(self, console: Console | None = None) -> None:
        """Show on this console, or on the terminal."""
        self._console = console or terminal()

    def front(self, dealt: Dealt, left: int) -> None:
        """The question alone."""
        self._console.clear()
        title = Text(f" {REASONS[dealt.reason].upper()} ", style="bold reverse")
        asks = Text(dealt.card.asks, style="bold")
        where = Text(f"{left} to go", style="dim")
        self._print(
            Panel(asks, title=title, title_align="left", subtitle=where, subtitle_align="right", padding=(1, 2))
        )

    def back(self, card: Card) -> None:
        """The answer, below the question."""
        more = [Padding(Text(text), (1, 0, 0, 0)) for text in card.more]
        source = Padding(Text(source_words(card), style="dim"), (1, 0, 0, 0))
        self._print(Padding(Group(Text(card.answer, style="bold"), *more, source), (1, 3)))

    def ask(self, words: str) -> None:
        """Which keys there are."""
        self._print(Padding(Text(words, style="dim"), (0, 3)))

    def ratings(self, outlook: Mapping[Rating, timedelta], more: str) -> None:
        """The keys that rate an answer, each with its time; no word depends on its colour."""
        parts = list(key_words(outlook))
        line = Text("   ").join(Text(part, style=_COLOURS[part.split()[1]]) for part in parts)
        self._print(Padding(Group(line, Text(more, style="dim")), (0, 3)))

    def _print(self, part: RenderableType) -> None:
        self._console.print(part, width=min(self._console.width, WIDEST))

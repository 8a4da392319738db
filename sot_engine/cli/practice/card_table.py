"""Where cards are laid: a screen with one key an answer, or plain lines with Enter after each."""

import sys
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

import typer

from sot_engine.cli.keys import Keys
from sot_engine.domain.study import Card, Dealt, Rating

if TYPE_CHECKING:
    from sot_engine.workflow.practice.review_cards import Review

SHOW = frozenset(("", " ", "\r", "\n"))
"""Enter or the space bar: show the answer; once it is shown, they stand for `good`."""
TAKE_BACK, END = "u", "q"
FRONT_KEYS = "Enter shows the answer   u takes the last answer back   q ends"
BACK_KEYS = "Enter is good   u takes the last answer back   q ends"
WHAT_KEYS = "Keys: Enter, 1, 2, 3, 4, u, q."


class Table(Protocol):
    """Shows a card and reads a key."""

    def front(self, dealt: Dealt, left: int) -> None:
        """Show what is asked."""

    def back(self, card: Card, outlook: Mapping[Rating, timedelta]) -> None:
        """Show the answer and the ways to rate it."""

    def key(self) -> str:
        """One key. Errors: EOFError when there are no more."""
        ...

    def unknown(self) -> None:
        """Say that a key means nothing."""


class ScreenTable:
    """A screen that is cleared for each card; one key is read without Enter."""

    def __init__(self, keys: Keys) -> None:
        """Read keys from here."""
        from sot_engine.reports.card_screen import CardScreen

        self._screen, self._keys = CardScreen(), keys

    def front(self, dealt: Dealt, left: int) -> None:
        """Show what is asked."""
        self._screen.front(dealt, left)
        self._screen.ask(FRONT_KEYS)

    def back(self, card: Card, outlook: Mapping[Rating, timedelta]) -> None:
        """Show the answer and the ways to rate it."""
        self._screen.back(card)
        self._screen.ratings(outlook, BACK_KEYS)

    def key(self) -> str:
        """One key."""
        return self._keys.next()

    def unknown(self) -> None:
        """A key that means nothing is let go."""


class PlainTable:
    """Lines, one after another; a line is read, and its first letter counts."""

    def front(self, dealt: Dealt, left: int) -> None:
        """Show what is asked."""
        from sot_engine.reports.card_lines import front_lines

        _say(("", *front_lines(dealt, left), f"{FRONT_KEYS.replace('   ', ', ')}."))

    def back(self, card: Card, outlook: Mapping[Rating, timedelta]) -> None:
        """Show the answer and the ways to rate it."""
        from sot_engine.reports.card_lines import back_lines, key_words

        _say((*back_lines(card), f"How well? {', '.join(key_words(outlook))}.", f"{BACK_KEYS.replace('   ', ', ')}."))

    def key(self) -> str:
        """The first letter of one line."""
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()[:1]

    def unknown(self) -> None:
        """Say which keys there are."""
        _say((WHAT_KEYS,))


def sit(review: "Review", table: Table) -> None:
    """Lay card after card until none is left or the learner ends."""
    from sot_engine.reports.card_lines import KEYS

    while (dealt := review.next()) is not None:
        table.front(dealt, review.sitting.left)
        review.prepare()
        key = _read(table, SHOW)
        if key in SHOW:
            table.back(dealt.card, review.outlook())
            key = _read(table, SHOW | KEYS.keys())
        if key == END:
            return
        if key == TAKE_BACK:
            review.take_back()
        else:
            review.answer("good" if key in SHOW else KEYS[key])


def _read(table: Table, wanted: frozenset[str]) -> str:
    """The first key that means something here; the end of the input ends the sitting."""
    while True:
        try:
            key = table.key().lower()
        except EOFError:
            return END
        if key in wanted or key in {TAKE_BACK, END}:
            return key
        table.unknown()


def _say(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)

"""Asking a person: menus on a terminal, or numbered lines for screen readers, pipes and whoever prefers them.

Both take the same questions and give the same answers, so that nothing can be done in one alone.
"""

import sys
from collections.abc import Sequence
from typing import NamedTuple, Protocol

from sot_engine.reports.sheet import Sheet

LONGEST = 48
"""How long a question may be beside its menu."""


class Option(NamedTuple):
    """One thing to choose: what it stands for, and how it reads."""

    value: str
    label: str


class Left(Exception):
    """The person has closed the input."""


class Dialogue(Protocol):
    """How questions reach a person and answers come back. Errors: Left, KeyboardInterrupt."""

    def say(self, text: str) -> None:
        """Show a line or a paragraph."""

    def show(self, sheet: Sheet) -> None:
        """Show a page."""

    def choose(self, question: str, options: Sequence[Option], at: str | None = None) -> str:
        """Have one option chosen, and give its value; a menu begins at the one that `at` names."""
        ...

    def tick(self, question: str, options: Sequence[Option]) -> tuple[str, ...]:
        """Have any number of options chosen, none as well."""
        ...

    def write(self, question: str) -> str:
        """Have a text of any length written."""
        ...

    def line(self, question: str) -> str:
        """Have one line written, which may be empty."""
        ...


def dialogue(*, plain: bool) -> Dialogue:
    """Menus where a terminal stands at both ends and nobody asked for plain lines."""
    if plain or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return Plain()
    return Menus()


class Plain:
    """Numbered lines: nothing moves, nothing is drawn over, no sign stands for a word."""

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._last = ""

    def say(self, text: str) -> None:
        """Print it in lines of at most 80 columns."""
        for paragraph in text.split("\n"):
            self._print(paragraph)

    @staticmethod
    def _print(text: str, start: str = "") -> None:
        from sot_engine.reports.text import wrapped

        print("\n".join(wrapped(text, start)))  # noqa: T201  # the dialogue is on the screen

    def show(self, sheet: Sheet) -> None:
        """Print a page as text."""
        from sot_engine.reports.text import sheet_text

        print(sheet_text(sheet))  # noqa: T201  # as above

    def choose(self, question: str, options: Sequence[Option], at: str | None = None) -> str:
        """List the options with numbers; a number or a part of the words chooses, an empty line lists them again.

        A question that comes again is not listed again of itself.
        """
        del at
        if question != self._last:
            self._list(question, options)
        self._last = question
        offered = options
        while True:
            words = _line("Number or words, empty lists them: ").strip()
            found = self._meant(words, offered) if words else list(options)
            if len(found) == 1:
                return found[0].value
            if found:
                self._list(question if not words else "Which of these?", found)
                offered = found
            else:
                numbers = _numbers(offered)
                self.say(
                    f"That is none of them. Give a number from {numbers[0]} to {numbers[-1]}, or a part of the words."
                )

    def tick(self, question: str, options: Sequence[Option]) -> tuple[str, ...]:
        """List the options with numbers; numbers with commas between them choose, an empty line chooses none."""
        self._list(question, options)
        while True:
            parts = [part.strip() for part in _line("Numbers, with commas; empty for none: ").split(",")]
            numbers = [part for part in parts if part]
            if all(part.isdecimal() and 1 <= int(part) <= len(options) for part in numbers):
                chosen = {int(part) - 1 for part in numbers}
                return tuple(option.value for place, option in enumerate(options) if place in chosen)
            self.say(f"Give numbers from 1 to {len(options)}, with commas between them.")

    def write(self, question: str) -> str:
        """Lines until one that holds a full stop alone, or the end of the input: what was written by then counts."""
        self.say(question)
        self.say("Write as many lines as you like. A line with a full stop alone ends the text.")
        lines: list[str] = []
        try:
            while (line := _line("")) != ".":
                lines.append(line)
        except Left:
            if not lines:
                raise
        return "\n".join(lines).strip()

    def line(self, question: str) -> str:
        """One line."""
        self.say(question)
        return _line("").strip()

    def _list(self, question: str, options: Sequence[Option]) -> None:
        self.say("")
        self.say(question)
        for number, option in zip(_numbers(options), options, strict=True):
            self._print(option.label, "  " if option.label.startswith(f"{number} ") else f"  {number}. ")

    @staticmethod
    def _meant(words: str, options: Sequence[Option]) -> list[Option]:
        """The options that a number or words can mean."""
        words = words.strip().lower()
        if words.isdecimal():
            return [option for number, option in zip(_numbers(options), options, strict=True) if number == words]
        exact = [option for option in options if words in {option.value.lower(), option.label.lower()}]
        return exact or [option for option in options if words and words in option.label.lower()]


def _numbers(options: Sequence[Option]) -> list[str]:
    """The numbers that options are chosen by: their own values where these are numbers, else their places."""
    values = [option.value for option in options]
    return values if all(value.isdecimal() for value in values) else [str(place) for place in range(1, len(values) + 1)]


def _line(prompt: str) -> str:
    try:
        return input(prompt)
    except EOFError:
        raise Left from None


class Menus:
    """Menus with arrow keys, searched by typing, and pages as rich draws them."""

    def say(self, text: str) -> None:
        """Print it as wide as is easily read."""
        from sot_engine.reports.terminal import terminal

        console = terminal()
        console.print(text, markup=False, width=min(console.width, 100))

    def show(self, sheet: Sheet) -> None:
        """Print a page with its frame and colours."""
        from sot_engine.reports.screen import show

        show(sheet)

    def choose(self, question: str, options: Sequence[Option], at: str | None = None) -> str:
        """Arrow keys and Enter; typing narrows the list."""
        from questionary import Choice, select

        choices = [Choice(option.label, option.value) for option in options]
        asked = select(
            self._short(question), choices, at, use_search_filter=True, use_jk_keys=False,
            instruction="(arrows or typing, Enter)",
        )  # fmt: skip
        return str(_asked(asked))

    def tick(self, question: str, options: Sequence[Option]) -> tuple[str, ...]:
        """Space marks, Enter takes what is marked."""
        from questionary import Choice, checkbox

        choices = [Choice(option.label, option.value) for option in options]
        chosen = _asked(checkbox(self._short(question), choices, instruction="(space marks, Enter goes on)"))
        return tuple(str(value) for value in chosen)  # type: ignore[attr-defined]  # a list of what was marked

    def write(self, question: str) -> str:
        """A text of several lines; Escape and then Enter end it."""
        from questionary import text

        self.say(question)
        asked = text("Your text:", multiline=True, instruction="(Escape, then Enter, when done)\n")
        return str(_asked(asked)).strip()

    def line(self, question: str) -> str:
        """One line, ended with Enter."""
        from questionary import text

        return str(_asked(text(self._short(question)))).strip()

    def _short(self, question: str) -> str:
        """A question that fits on its line; a longer one is shown above, where words are not cut."""
        if len(question) <= LONGEST:
            return question
        self.say(f"\n{question}")
        return "Your answer:"


def _asked(question: object) -> object:
    try:
        return question.unsafe_ask()  # type: ignore[attr-defined]  # a question of questionary
    except EOFError:
        raise Left from None

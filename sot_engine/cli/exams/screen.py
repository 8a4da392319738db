"""The exam on a terminal, with prompt_toolkit: keys in, the screen out; every answer is decided elsewhere."""

import os
import sys
from typing import Any, Literal, TypeAlias

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import (
    BufferControl,
    ConditionalContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    VSplit,
    Window,
)
from prompt_toolkit.output import ColorDepth, Output

from sot_engine.cli.exams.cells import cut
from sot_engine.cli.exams.rows import Line
from sot_engine.cli.exams.view import draw, fits, folded, overview
from sot_engine.domain.finding import Finding
from sot_engine.intake.entry import BACK, ENTER
from sot_engine.intake.step import DOWN, FIND, NEXT, PREVIOUS, REASON, UP
from sot_engine.reports.page import finding_page
from sot_engine.reports.text import sheet_text
from sot_engine.workflow.exams.interview import Exam

Ending: TypeAlias = Literal["written", "later", "about", "interrupted"]
Mode: TypeAlias = Literal["", "help", "overview", "find", "reason"]
_NAMED = {
    Keys.Enter: ENTER, Keys.ControlJ: ENTER, Keys.Backspace: BACK, Keys.Delete: "c", Keys.Up: UP, Keys.Down: DOWN,
    Keys.PageDown: NEXT, Keys.Tab: NEXT, Keys.PageUp: PREVIOUS, Keys.BackTab: PREVIOUS, Keys.Escape: BACK,
}  # fmt: skip
_ASKS = {"find": " Find: ", "reason": " Why was it not done? "}
_ESCAPE_SECONDS = 0.05
"""How long Escape waits to see whether it begins an arrow key."""


class Screen:
    """The screen of one exam."""

    def __init__(self, exam: Exam, given: Input | None = None, shown: Output | None = None) -> None:
        """Nothing is drawn until `run`; another input and output than the terminal's can be given."""
        self.exam = exam
        self.mode: Mode = ""
        self.top = 0
        self.typed = Buffer(multiline=False, on_text_changed=lambda _: self._to_top())
        utf8 = "utf" in (sys.stdout.encoding or "").lower()
        self.rule = "\u2500" if utf8 else "-"
        self.app: Application[Ending] = Application(
            layout=self._layout(),
            key_bindings=self._keys(),
            full_screen=True,
            color_depth=ColorDepth.DEPTH_1_BIT if os.environ.get("NO_COLOR") else None,
            input=given,
            output=shown,
        )
        self.app.ttimeoutlen = _ESCAPE_SECONDS

    def run(self) -> Ending:
        """Ask until the visit is to be written, or the examiner leaves.

        Errors: MachineLacks when a key cannot be kept.
        """
        try:
            return self.app.run()
        except EOFError:  # the terminal was closed; every key is kept
            return "later"

    def _layout(self) -> Layout:
        main = Window(FormattedTextControl(self._picture, focusable=True, show_cursor=False), always_hide_cursor=True)
        asked = Window(FormattedTextControl(lambda: [("bold", _ASKS.get(self.mode, ""))]), dont_extend_width=True)
        line = VSplit([asked, Window(BufferControl(self.typed))], height=1)
        self.main = main
        return Layout(HSplit([main, ConditionalContainer(line, Condition(self._is_typing))]))

    def _is_typing(self) -> bool:
        return self.mode in _ASKS

    def _to_top(self) -> None:
        self.top = 0

    # --- Keys ---

    def _keys(self) -> KeyBindings:
        keys = KeyBindings()
        keys.add(Keys.ControlC)(lambda event: event.app.exit(result="interrupted"))
        keys.add(Keys.BracketedPaste, filter=~Condition(self._is_typing))(lambda _: None)
        keys.add(Keys.Escape, filter=Condition(self._is_typing), eager=True)(lambda _: self.open(""))
        keys.add(Keys.Enter, filter=Condition(self._is_typing))(lambda _: self._typed())
        for key, step in ((Keys.Up, -1), (Keys.Down, 1)):
            keys.add(key, filter=Condition(self._is_finding))(self._picked(step))
        keys.add(Keys.Any, filter=~Condition(self._is_typing))(self._any)
        for name in _NAMED:
            keys.add(name, filter=~Condition(self._is_typing))(self._any)
        return keys

    def _is_finding(self) -> bool:
        return self.mode == "find"

    def _picked(self, step: int) -> Any:
        def pick(_: KeyPressEvent) -> None:
            self.top = max(0, min(self.top + step, len(self._matches()) - 1))

        return pick

    def _any(self, event: KeyPressEvent) -> None:
        pressed = event.key_sequence[0].key
        key = _NAMED.get(pressed, "") if isinstance(pressed, Keys) else pressed.lower()
        if not key:
            return
        if self.mode:
            self.turn(key)
        elif not self._fits():
            self._leave_or_wait(key)
        elif self.exam.now.asking:
            self._press(key)
        else:
            self._do(key)

    def _fits(self) -> bool:
        size = self.app.output.get_size()
        return fits(self.exam, size.columns, size.rows)

    def _leave_or_wait(self, key: str) -> None:
        """Keys of a window in which not all can be seen: leaving, or taking back what was going to be asked."""
        if key == "q":
            self.app.exit(result="later")
        elif self.exam.now.asking and key != "y":
            self._press(key)

    def turn(self, key: str) -> None:
        """Turn the page that is shown; any key that does not turn it closes it."""
        step = {UP: -1, DOWN: 1, " ": self._height() - 2, NEXT: self._height() - 2, PREVIOUS: 2 - self._height()}.get(
            key
        )
        if step is None:
            self.open("")
        else:
            self.top = max(0, min(self.top + step, len(self._page()) - self._height() + 1))

    def _do(self, key: str) -> None:
        """What only the screen does, else a key of the interview."""
        finding = self.exam.now.finding
        entry = self.exam.now.entry
        if key == "q":
            self.app.exit(result="later")
        elif key == "a" and not self.exam.now.is_retest:
            self.app.exit(result="about")
        elif key == "?" and finding:
            self.open("help")
        elif key == "v":
            self.open("overview")
        elif key == "/":
            self.open("find")
        elif key == "x" and finding and not (entry and entry.is_begun):
            self.open("reason")
        elif key == "j":
            self._go_next()
        else:
            self._press(key)

    def _go_next(self) -> None:
        """Go to the most useful test, or from one of them to the next."""
        tests = [test.finding for test in self.exam.running.next]
        if tests:
            finding = self.exam.now.finding
            at = tests.index(finding.id) + 1 if finding and finding.id in tests else 0
            self._press(FIND, tests[at % len(tests)])

    def _press(self, key: str, text: str = "") -> None:
        try:
            self.exam.press(key, text)
        except Exception as error:  # noqa: BLE001  # as for the picture; a full disk is told outside the screen too
            self._fail(error)
            return
        if self.exam.now.is_written:
            self.app.exit(result="written")

    def open(self, mode: Mode) -> None:
        """Open a page or a line to type in; none goes back to the question."""
        self.mode, self.top = mode, 0
        self.typed.reset()
        self.app.layout.focus(self.typed if mode in _ASKS else self.main)

    def _typed(self) -> None:
        """Do what was typed: go to the finding that is picked, or keep the reason."""
        mode, text, matches = self.mode, self.typed.text, self._matches()
        picked = matches[self.top].id if mode == "find" and matches else ""
        self.open("")
        if picked:
            self._press(FIND, picked)
        elif mode == "reason":
            self._press(REASON, text)

    def _matches(self) -> list[Finding]:
        """The findings whose name, id or question holds every word that was typed."""
        words = self.typed.text.lower().split()
        asked = self.exam.plan.questions
        return [one for one in asked if all(word in f"{one.name} {one.id} {one.asks}".lower() for word in words)]

    # --- The picture ---

    def _height(self) -> int:
        return int(self.app.output.get_size().rows)

    def _picture(self) -> StyleAndTextTuples:
        """The picture; what nobody foresaw ends the screen and is told outside it."""
        try:
            return self.picture()
        except Exception as error:  # noqa: BLE001  # prompt_toolkit would show a traceback and wait
            self._fail(error)
            return []

    def _fail(self, error: Exception) -> None:
        if self.app.future and not self.app.future.done():
            self.app.exit(exception=error)

    def picture(self) -> StyleAndTextTuples:
        """What the window shows now."""
        size = self.app.output.get_size()
        if self.mode in {"help", "overview"}:
            lines = self._page()[self.top : self.top + size.rows - 1]
            below: Line = [("reverse", " space and arrows turn the page   any other key goes back ")]
            lines = [*lines, *[[]] * (size.rows - 1 - len(lines)), below]
        elif self.mode == "find":
            lines = self._found(size.columns, size.rows - 1)
        else:
            # the keys that always work give way to the line that is typed
            lines = draw(self.exam, size.columns, size.rows, self.rule)[: size.rows - self._is_typing()]
        text: StyleAndTextTuples = []
        for number, line in enumerate(lines):
            text += [("", "\n")] if number else []
            text += line
        return text

    def _page(self) -> list[Line]:
        finding = self.exam.now.finding
        columns = self.app.output.get_size().columns
        if self.mode == "help" and finding:
            return folded(sheet_text(finding_page(finding, self.exam.plan.pack)), columns)
        return overview(self.exam, columns)

    def _found(self, columns: int, rows: int) -> list[Line]:
        """The findings that match, with the position of each."""
        first = max(0, self.top - rows + 2)
        lines: list[Line] = [[("reverse", " Type a part of the name: arrows pick, Enter goes there, Escape leaves ")]]
        for number, one in enumerate(self._matches()[first : first + rows - 1], start=first):
            sign, style = (">", "bold") if number == self.top else (" ", "")
            lines.append([(style, cut(f" {sign} {one.name}", columns - 12)), ("dim", f"  {one.position}")])
        return [*lines, *[[]] * (rows - len(lines))]

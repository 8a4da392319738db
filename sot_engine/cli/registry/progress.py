"""How far a run over a table is: a bar with rate and time left on a terminal, nothing in a pipe."""

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from sot_engine.registry.job import Done


class Bar:
    """Watches a run. On a terminal it draws on standard error; elsewhere it says only that a run is gone on with."""

    def __init__(self, *, goes_on: bool = False) -> None:
        """`goes_on` says that the command takes up where it was stopped."""
        self._goes_on = goes_on
        self._progress: Any = None
        self._task: Any = None
        self._exams = self._kept = self._done = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._progress is not None:
            self._progress.stop()
        if kind is KeyboardInterrupt and self._task is not None and self._goes_on:
            sys.stderr.write("stopped; the same command goes on from here\n")

    def begin(self, size: int, unit: str, *, resumed: bool) -> None:
        """Draw an empty bar."""
        del unit
        if resumed:
            sys.stderr.write("going on with an earlier run\n")
        self._task = 0
        if not sys.stderr.isatty():
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.fields[exams]:>13,} exams"), BarColumn(bar_width=20), TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"), TimeRemainingColumn(), console=Console(stderr=True),
        )  # fmt: skip
        self._progress.start()
        self._task = self._progress.add_task("", total=size, exams=0, rate="")

    def step(self, done: "Done") -> None:
        """Move the bar by one part; what an earlier run had done counts for no rate."""
        self._exams += done.exams
        self._done += done.size
        if self._progress is None:
            return
        if done.kept:
            self._kept += done.exams
            self._progress.reset(self._task, completed=self._done, exams=self._exams, rate="")
            return
        elapsed = self._progress.tasks[0].elapsed or 0
        rate = f"{(self._exams - self._kept) / elapsed:,.0f}/s" if elapsed else ""
        self._progress.update(self._task, completed=self._done, exams=self._exams, rate=rate)

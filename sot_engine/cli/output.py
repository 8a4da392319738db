"""Where results go: standard output, or a file that is whole or not there at all."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sot_engine.errors import MachineLacks, Place
from sot_engine.reports.sheet import Sheet

Write = Callable[[str], object]


@contextmanager
def output(path: str | None) -> Iterator[Write]:
    """A place to write text to. A file appears under its name when all is written, and not when anything went wrong.

    Errors: MachineLacks when it cannot be written.
    """
    if path is None or path == "-":
        yield sys.stdout.write
        return
    try:
        with _whole(Path(os.path.realpath(path))) as write:
            yield write
    except OSError as error:
        message = f"the result cannot be written: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, where=Place(path), hint="choose another place for --out") from None


def show_sheet(sheet: Sheet) -> None:
    """Show a sheet on the terminal with rich, or as text where there is none."""
    if sys.stdout.isatty():
        from sot_engine.reports.screen import show

        show(sheet)
        return
    from sot_engine.reports.text import sheet_text

    sys.stdout.write(sheet_text(sheet))


@contextmanager
def _whole(path: Path) -> Iterator[Write]:
    """Write beside the file, then rename; a device or a pipe is written to as it is.

    A file that was there before keeps its permissions, which may be narrow for a reason.
    """
    mode = path.stat().st_mode if path.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        with path.open("w", encoding="utf-8", errors="backslashreplace") as stream:
            yield stream.write
        return
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with half.open("x", encoding="utf-8", errors="backslashreplace") as stream:
            if mode is not None:
                half.chmod(stat.S_IMODE(mode))
            yield stream.write
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)

"""Where results go: standard output, or a file that is whole or not there at all."""

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from sot_engine.errors import MachineLacks, Place
from sot_engine.reports.sheet import Sheet

Write = Callable[[str], object]
WriteBytes = Callable[[bytes], object]


@contextmanager
def output(path: str | None) -> Iterator[Write]:
    """A place to write text to. A file appears under its name when all is written, and not when anything went wrong.

    Errors: MachineLacks when it cannot be written.
    """
    if path is None or path == "-":
        yield sys.stdout.write
        return
    with bytes_output(path) as write:
        yield lambda text: write(text.encode("utf-8", "backslashreplace"))


@contextmanager
def bytes_output(path: str) -> Iterator[WriteBytes]:
    """A place to write bytes to, whole or not at all; `-` is standard output.

    Errors: MachineLacks when it cannot be written.
    """
    from sot_engine.workflow.whole_file import whole_file

    if path == "-":
        yield sys.stdout.buffer.write
        return
    try:
        with whole_file(path) as stream:
            yield stream.write
    except OSError as error:
        message = f"the result cannot be written: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, where=Place(path), hint="choose another place for --out") from None


def must_be_free(out: str | None, what: str) -> None:
    """Let a name through where nothing is yet; told before anybody is asked anything.

    Errors: BadParameter, a wrong command line.
    """
    from pathlib import Path

    from typer import BadParameter

    if out and Path(out).exists():
        message = f"{out} is there already; {what} is never written over another"
        raise BadParameter(message, param_hint="--out")


def show_sheet(sheet: Sheet) -> None:
    """Show a sheet on the terminal with rich, or as text where there is none."""
    if sys.stdout.isatty():
        from sot_engine.reports.screen import show

        show(sheet)
        return
    from sot_engine.reports.text import sheet_text

    sys.stdout.write(sheet_text(sheet))


def show_lines(lines: Iterable[str]) -> None:
    """Show lines of text, each as soon as it is there and none wider than a page."""
    from sot_engine.reports.text import folded

    for line in lines:
        sys.stdout.write("\n".join(folded(line)) + "\n")
        sys.stdout.flush()

"""Errors to standard error, never a traceback."""

import os
import sys
from typing import TYPE_CHECKING, TextIO

from sot_engine.errors import SotError

if TYPE_CHECKING:
    from sot_engine.domain.pack import Pack
    from sot_engine.domain.visit import Visit

UNFORESEEN = 5


def tell(error: SotError) -> int:
    """Say what is wrong and return its exit code."""
    _say(str(error))
    return error.exit_code


def tell_misplaced(visit: "Visit", pack: "Pack") -> None:
    """Say of a finding that it stands where no rule reads it; it is kept, and the visit is assessed without it."""
    from sot_engine.domain.retested import misplaced

    for finding in misplaced(visit, pack):
        _say(f"{finding.id} is asked after blocking only, and is not read among the findings before it")
        _say("  if blocks were used, write it under after_blocking, findings")


def tell_unforeseen(error: Exception) -> int:
    """Say that something unforeseen happened, of which kind and where in this program; `SOT_DEBUG=1` shows all of it.

    What the error itself says may hold what a patient told, and these lines end up in reports.
    """
    if os.environ.get("SOT_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    _say(f"E000 something that nobody foresaw: {type(error).__name__}{_place(error)}")
    _say("  please report it; SOT_DEBUG=1 shows all of it          sot learn E000")
    return UNFORESEEN


def _place(error: Exception) -> str:
    """The last line of ours that the error came through."""
    found, step = "", error.__traceback__
    while step is not None:
        _, mark, file = step.tb_frame.f_code.co_filename.rpartition("sot_engine/")
        if mark:
            found = f" at {file}:{step.tb_lineno}"
        step = step.tb_next
    return found


def _say(text: str) -> None:
    """Text from outside may stand in an error: nothing of it may steer the terminal.

    Whoever started the program may have closed standard error; the exit code still says how it went.
    """
    stream: TextIO | None = sys.stderr
    if stream is None:
        return
    stream.write("".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text) + "\n")

"""Errors to standard error, never a traceback."""

import os
import sys

from sot_engine.errors import SotError

UNFORESEEN = 5


def tell(error: SotError) -> int:
    """Say what is wrong and return its exit code."""
    _say(str(error))
    return error.exit_code


def tell_unforeseen(error: Exception) -> int:
    """Say that something unforeseen happened, in two lines; `SOT_DEBUG=1` shows where."""
    if os.environ.get("SOT_DEBUG") == "1":
        import traceback

        traceback.print_exception(error)
    _say(f"E000 something that nobody foresaw: {type(error).__name__}: {error}")
    _say("  please report it; SOT_DEBUG=1 shows where              sot learn E000")
    return UNFORESEEN


def _say(text: str) -> None:
    """Text from outside may stand in an error: nothing of it may steer the terminal."""
    sys.stderr.write("".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text) + "\n")

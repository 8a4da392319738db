"""`sot`, the console entry: read the command line, do it, and turn whatever went wrong into a line and an exit code.

Nothing heavy is imported here. `sot --version` and a plain `sot assess` never meet typer.
"""

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from typing import NoReturn

from sot_engine.errors import MachineLacks, SotError

INTERRUPTED = 130


def run() -> NoReturn:
    """The console entry: leave with the exit code.

    Whatever plug-in for pydantic is installed would see every record, and looking for one takes a tenth of a check.
    On leaving, Python would look through all that is left for garbage, a tenth of the run; what is frozen is spared.
    """
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    code = main(sys.argv[1:])
    gc.freeze()
    sys.exit(code)


def main(words: Sequence[str]) -> int:
    """Do what the command line says and return the exit code.

    A run of a fifth of a second leaves no garbage that is worth collecting, so nothing is collected until a batch.
    """
    was_collecting = gc.isenabled()
    gc.disable()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        return _guarded(list(words))
    finally:
        if was_collecting:
            gc.enable()


def _guarded(words: list[str]) -> int:
    if sys.stdout is None:
        return _told(MachineLacks("there is no standard output", hint="let it go somewhere: > /dev/null, if nowhere"))
    try:
        code = _dispatch(words)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _reader_gone()
    except Exception as error:  # noqa: BLE001  # the last line of defence: a person never sees a traceback
        return _told(error)
    return code


def _dispatch(words: list[str]) -> int:
    if words == ["--version"]:
        from sot_engine import __version__

        sys.stdout.write(f"sot-engine {__version__}\n")
        return 0
    if words[:1] == ["assess"]:
        from sot_engine.cli.assess_line import read_plainly

        line = read_plainly(words[1:])
        if line:
            from sot_engine.cli.answer import answer

            return answer(line)
    from sot_engine.cli.app import run_app

    return run_app(words)


def _told(error: Exception) -> int:
    from sot_engine.cli.tell import tell, tell_unforeseen

    if isinstance(error, SotError):
        return tell(error)
    if isinstance(error, OSError):
        why = (error.strerror or str(error)).lower()
        if error.filename:
            message = f"{error.filename} cannot be used: {why}"
            return tell(MachineLacks(message, hint="check the permission, or choose another place"))
        message = f"the result cannot be written: {why}"
        return tell(MachineLacks(message, hint="free some space, or choose another place"))
    return tell_unforeseen(error)


def _reader_gone() -> int:
    """Whoever read the output has seen enough: no word about it, now or when Python closes the stream."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0

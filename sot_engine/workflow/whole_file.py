"""A file that is whole or not there at all."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def whole_file(name: str) -> Iterator[IO[bytes]]:
    """Write beside the file, then rename; a device or a pipe is written to as it is.

    A file that was there before keeps its permissions, which may be narrow for a reason; a new one is its owner's
    alone, since most of what is written is about patients.
    Errors: OSError when it cannot be written.
    """
    if name.endswith(os.sep):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), name)
    mode = Path(name).stat().st_mode if Path(name).exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        with Path(name).open("wb") as stream:  # as it is named: /dev/stdout of a pipe leads to no path
            yield stream
        return
    path = Path(os.path.realpath(name))
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        half.touch(mode=0o600, exist_ok=False)
        with half.open("wb") as stream:
            if mode is not None:
                half.chmod(stat.S_IMODE(mode))
            yield stream
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)

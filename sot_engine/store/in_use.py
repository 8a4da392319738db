"""Whether somebody has the records of a folder open: who has holds a lock on the folder, which leaves no file in it.

A file that gets another name while a program has it open would take in what is signed there, where nobody looks for it.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sot_engine.errors import Place, StoreUnavailable
from sot_engine.store.address import Address
from sot_engine.store.faults import disk_faults_told

OPENING_SECONDS = 60.0
"""How long whoever opens records waits for their replacement to end."""
REPLACING_SECONDS = 3.0
"""How long whoever replaces records waits for others; a command that asks for nothing is done by then."""
_PAUSE = 0.02


def hold(address: Address) -> int | None:
    """Say that the records are open, until the descriptor is closed; None on a disk that keeps no such locks.

    Errors: StoreUnavailable while somebody replaces them, or when the folder cannot be made.
    """
    with disk_faults_told(address):
        address.path.resolve().parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    message = "the records are being replaced"
    return _locked(address, fcntl.LOCK_SH, OPENING_SECONDS, message, "wait until the restore is done, then again")


@contextmanager
def alone(address: Address) -> Iterator[None]:
    """While this lasts nobody else has records of this folder open.

    Errors: StoreUnavailable when somebody has.
    """
    message = "the records are open elsewhere, and nothing was changed"
    hint = "close what has them open, as a signature that waits for its password, then again"
    held = _locked(address, fcntl.LOCK_EX, REPLACING_SECONDS, message, hint)
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def _locked(address: Address, kind: int, seconds: float, message: str, hint: str) -> int | None:
    until = time.monotonic() + seconds
    with disk_faults_told(address):
        folder = os.open(address.path.resolve().parent, os.O_RDONLY)
    while True:
        try:
            fcntl.flock(folder, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                os.close(folder)
                raise StoreUnavailable(message, where=Place(str(address)), hint=hint) from None
            time.sleep(_PAUSE)
        except OSError:  # a network disk may keep no locks of folders
            os.close(folder)
            return None
        else:
            return folder

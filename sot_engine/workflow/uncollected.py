"""Work without the search for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """While this lasts, Python does not look for cycles.

    Every box of a page and every part of a bundle is alive until it is written; looking through them is a tenth of the
    work, more in a process that holds much.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

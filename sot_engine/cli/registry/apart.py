"""What a command of `sot registry` reads is never what it writes, whatever may be written over."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from typer import BadParameter

LOCAL = ":///"
"""In the address of a database that is a file on this machine."""

TAKEN_IN = (".parquet", ".yaml", ".yml", ".json")
"""What is read of a folder."""


def must_be_apart(read: Iterable[str], written: Iterable[Path]) -> None:
    """See to it that no result is written over what is read, into the folder that is read, or over another result.

    Errors: BadParameter, a wrong command line.
    """
    places = [place.resolve() for place in written]
    for name in read:
        path = Path(name.partition(LOCAL)[2].partition("?")[0] if LOCAL in name else name).resolve()
        among = [place for place in places if place.parent == path and place.suffix.lower() in TAKEN_IN]
        if path in places or among:
            message = f"{name} is read here; what is read and what is written need a place each"
            raise BadParameter(message)
    if len({*places}) < len(places):
        message = "two results of one name; they need a place each"
        raise BadParameter(message)


def must_have_places(read: Iterable[str], written: Sequence[Path], *, replace: bool) -> None:
    """See to it that each result has a place apart from what is read, and that it is free or may be written over.

    Errors: BadParameter, RunConflict, MachineLacks.
    """
    from sot_engine.workflow.registry.place import must_be_free

    must_be_apart(read, written)
    must_be_free(written, replace=replace)

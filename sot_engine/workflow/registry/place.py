"""Where a result goes: a folder that is there, and a name that no earlier result has."""

import os
from collections.abc import Iterable
from pathlib import Path

from sot_engine.errors import MachineLacks, Place, RunConflict

DEVICES = "/dev/"
TAKEN, FOLDER = "something of this name is there already", "it is a folder"


def must_be_free(places: Iterable[Path], *, replace: bool) -> None:
    """See to it, before hours of work, that each result can be written and that none is written over another.

    Errors: RunConflict for a name that is taken, unless it is to be replaced; MachineLacks for a folder that is not
    there or may not be written to.
    """
    for place in places:
        _check_folder(place)
        if place.is_dir():
            raise RunConflict(FOLDER, where=Place(str(place)), hint="give a name of its own to the result")
        if place.is_file() and not replace and not str(place).startswith(DEVICES):
            hint = "choose another name, or write over it with --replace"
            raise RunConflict(TAKEN, where=Place(str(place)), hint=hint)


def _check_folder(place: Path) -> None:
    folder = place.parent
    if not folder.is_dir():
        message = f"there is no folder {folder}"
        raise MachineLacks(message, where=Place(str(place)), hint="make it, or choose another place")
    if not os.access(folder, os.W_OK | os.X_OK) and not place.exists():
        message = f"the folder {folder} may not be written to: permission denied"
        raise MachineLacks(message, where=Place(str(place)), hint="choose another place")

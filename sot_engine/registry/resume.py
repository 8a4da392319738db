"""The folder of a run beside its result: what was asked and what is done, so that a kill costs little."""

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sot_engine.errors import MachineLacks, Place, RunConflict

ASKED = "run.json"
LOCK = "lock"
NOTES = "part-*.json"
"""What says of each part that it is done; of a run without any nothing is worth keeping."""


def folder_of(out: Path) -> Path:
    """The folder in which the parts of a result are written."""
    return out.with_name(f"{out.name}.parts")


def is_begun(folder: Path) -> bool:
    """Whether the folder holds a run that has done something and is not finished."""
    return (folder / ASKED).exists() and any(folder.glob(NOTES))


@contextmanager
def claimed(folder: Path, asked: Mapping[str, Any], *, fresh: bool) -> Iterator[bool]:
    """Hold the folder of a run for this process; says whether an earlier run of the same kind is gone on with.

    Errors: RunConflict when another process holds it, or when it holds another run; MachineLacks.
    """
    try:
        folder.mkdir(exist_ok=True)
        lock = (folder / LOCK).open("w")
    except OSError as error:
        message = f"the folder {folder.name} cannot be made: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, where=Place(str(folder)), hint="choose another place for --out") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = "another run is writing to this place"
            raise RunConflict(message, where=Place(str(folder)), hint="wait for it, or choose another --out") from None
        yield _continues(folder, json.loads(json.dumps(asked)), fresh=fresh)


def _continues(folder: Path, asked: Mapping[str, Any], *, fresh: bool) -> bool:
    path = folder / ASKED
    earlier = json.loads(path.read_text("utf-8")) if path.exists() else None
    if earlier == asked and not fresh:
        return True
    if earlier is not None and not fresh and is_begun(folder):
        differs = ", ".join(sorted(name for name in {*earlier, *asked} if earlier.get(name) != asked.get(name)))
        message = f"{folder.name} holds another run, which differs in: {differs}"
        raise RunConflict(message, where=Place(str(folder)), hint="choose another --out, or start anew with --fresh")
    for left in folder.iterdir():
        if left.name != LOCK:
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    half = path.with_suffix(".half")
    half.write_text(json.dumps(asked), "utf-8")
    half.replace(path)
    return False

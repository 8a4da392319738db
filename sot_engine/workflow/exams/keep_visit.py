"""Write a visit file: whole or not at all, and never over another."""

import os
from pathlib import Path

from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import MachineLacks, Place
from sot_engine.intake.journal import sync_folder
from sot_engine.intake.visit_text import visit_json, visit_yaml

_MOST_NAMES = 1000


def keep_visit(visit: Visit, pack: Pack, path: Path, *, is_named: bool) -> Path:
    """Write a visit to a new file and give its path; a number is added to a name that nobody chose and that is taken.

    A file that already holds this very visit is left as it is: the power may have gone after it was written.
    Errors: MachineLacks when it cannot be written, or the name that was chosen is taken.
    """
    text = visit_json(visit, pack) + "\n" if path.suffix == ".json" else visit_yaml(visit, pack)
    names = [path] if is_named else _names(path)
    try:
        for name in names:
            if name.exists() and name.read_bytes() == text.encode():
                return name
            if not name.exists() and _written(name, text):
                return name
    except OSError as error:
        raise _unwritable(path, (error.strerror or str(error)).lower()) from None
    raise _unwritable(path, "a file of that name is there already")


def _names(path: Path) -> list[Path]:
    return [path, *(path.with_stem(f"{path.stem}-{number}") for number in range(2, _MOST_NAMES))]


def _written(path: Path, text: str) -> bool:
    """Write beside the file, then give it its name, which fails when another took the name meanwhile."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        _name(half, path)
    except FileExistsError:
        return False
    finally:
        half.unlink(missing_ok=True)
    sync_folder(path.parent)
    return True


def _name(half: Path, path: Path) -> None:
    """Give the file its name, never another's; some file systems know no second name, and there it is moved."""
    try:
        os.link(half, path)
    except FileExistsError:
        raise
    except OSError:
        if path.exists():
            raise FileExistsError(path) from None
        half.replace(path)


def _unwritable(path: Path, why: str) -> MachineLacks:
    message = f"the visit cannot be written: {why}"
    hint = "nothing is lost; `sot exam --finish --out PATH` writes it to another place"
    return MachineLacks(message, where=Place(str(path)), hint=hint)

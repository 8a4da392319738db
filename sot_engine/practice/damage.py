"""What a progress file that fails means to a learner, and where its last copy lies."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sot_engine.errors import Place, StoreUnavailable


def copy_of(path: Path) -> Path:
    """Where the last whole copy of a progress file is kept."""
    return path.with_name(f"{path.name}.copy")


@contextmanager
def damage_told(path: Path) -> Iterator[None]:
    """Say what is wrong with a progress file, and how to go on when it is damaged.

    Errors: StoreUnavailable, also for rows that hold what no answer or attempt can be.
    """
    try:
        yield
    except StoreUnavailable as error:
        message = error.message.replace("the database", "the progress")
        hint = _way_on(path) if "damaged" in message else error.hint
        raise StoreUnavailable(message, where=Place(str(path)), context=_KEPT, hint=hint) from None
    except (ValueError, KeyError) as error:
        message = f"the progress cannot be used: a row of it is damaged ({type(error).__name__})"
        raise StoreUnavailable(message, where=Place(str(path)), context=_KEPT, hint=_way_on(path)) from None


def check_there(path: Path) -> None:
    """Refuse to begin anew where a copy tells that there was progress: its file is gone, or nothing is left in it.

    Errors: StoreUnavailable.
    """
    if _is_empty(path) and _is_empty(path.with_name(f"{path.name}-wal")) and copy_of(path).exists():
        message = f"the progress is {'empty' if path.exists() else 'gone'}, and a copy of it lies beside it"
        hint = f"rename {copy_of(path).name}, the copy of the last sitting, to {path.name}; to begin anew, move it away"
        raise StoreUnavailable(message, where=Place(str(path)), context="nothing was begun over it", hint=hint)


def _is_empty(path: Path) -> bool:
    return not path.exists() or (path.is_file() and path.stat().st_size == 0)


_KEPT = "the file was left as it is"


def _way_on(path: Path) -> str:
    if copy_of(path).exists():
        return f"move the file away and rename {copy_of(path).name}, the copy of the last sitting, to {path.name}"
    return "move the file away, then `sot practice import` an export of it; or go on under another --learner"

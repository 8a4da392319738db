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


_KEPT = "the file was left as it is"


def _way_on(path: Path) -> str:
    if copy_of(path).exists():
        return f"move the file away and rename {copy_of(path).name}, the copy of the last sitting, to {path.name}"
    return "move the file away, then `sot practice import` an export of it; or go on under another --learner"

"""The validated form of a pack, kept as JSON by content hash, because reading YAML is slow.

Every value is written with the name of its class, and read back by calling that class: no code and no pickle. A form
that is missing, stale or damaged is not an error; the pack is then read from its files again. A form begins with the
hash of the rest of it, so that one that was changed by hand is damaged too.
"""

import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from hashlib import sha256 as hashed
from pathlib import Path
from typing import Any

from sot_engine.domain import condition, finding, pack, rule
from sot_engine.errors import Place

FORM = 10
"""Raised whenever a value gains or loses a field, or a status asks for more, so that no older form is read."""

_ROOMS = (condition, finding, pack, rule)
_NAMES = {name: value for room in _ROOMS for name, value in vars(room).items()}
_CLASSES: dict[str, type[Any]] = {
    name: value
    for name, value in {"Place": Place, **_NAMES}.items()
    if isinstance(value, type) and (is_dataclass(value) or hasattr(value, "_fields"))
}


def folder() -> Path:
    """Where the kept forms are: `SOT_CACHE_DIR`, else the user's cache folder, as platformdirs would name it.

    Said here again because importing platformdirs takes longer than reading the kept form; a test holds the two equal.
    """
    named = os.environ.get("SOT_CACHE_DIR")
    if named:
        return Path(named)
    if sys.platform == "darwin":
        return _home() / "Library" / "Caches" / "sot-engine"
    return Path(os.environ.get("XDG_CACHE_HOME") or _home() / ".cache") / "sot-engine"


def _home() -> Path:
    """The user's own folder; for a user without one, a place where nothing can be kept."""
    try:
        return Path.home()
    except RuntimeError:
        return Path(os.devnull)


def dump(value: Any) -> Any:
    """A value as plain data; `load` turns it back into an equal one."""
    if is_dataclass(value) or hasattr(value, "_fields"):
        names = value._fields if hasattr(value, "_fields") else [field.name for field in fields(value)]
        plain = {name: dump(getattr(value, name)) for name in names}
        return {"@": type(value).__name__, **{name: part for name, part in plain.items() if part is not None}}
    if isinstance(value, Mapping):
        return {name: dump(part) for name, part in value.items()}
    return [dump(part) for part in value] if isinstance(value, tuple) else value


def load(text: str) -> Any:
    """Plain data back into values; lists become tuples."""
    return json.loads(text, object_hook=_revive)


def _revive(plain: dict[str, Any]) -> Any:
    for name, part in plain.items():
        if type(part) is list:
            plain[name] = _frozen(part)
    kind = plain.pop("@", None)
    if kind is None:
        return plain
    return _CLASSES[kind](**plain)


def _frozen(part: list[Any]) -> tuple[Any, ...]:
    return tuple(_frozen(inner) if type(inner) is list else inner for inner in part)


def recall(sha256: str, cases: Callable[[], str]) -> pack.Pack | None:
    """The kept form of the pack with this hash, or None.

    A pack that claims a review was kept with the hash of the golden cases that it was earned with, and counts only
    with the same ones; `cases` tells theirs as they stand now.
    """
    try:
        earned, found = load(unsealed(_file(sha256).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None
    if not isinstance(found, pack.Pack) or found.sha256 != sha256:
        return None
    return found if earned is None or earned == cases() else None


def keep(value: pack.Pack, earned: str | None, *, anew: bool = True) -> None:
    """Keep a form for next time; a folder that cannot be written is no error.

    Without `anew` a form that is there and claims nothing stays as it is: it has the same content.
    """
    path = _file(value.sha256)
    if not anew and earned is None and path.exists():
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        half = path.with_name(f"{path.name}.{os.getpid()}")
        text = json.dumps([earned, dump(value)], ensure_ascii=False, separators=(",", ":"))
        half.write_bytes(sealed(text))
        half.replace(path)
    except OSError:
        return


def sealed(text: str) -> bytes:
    """What is kept of a form: the hash of it, and it."""
    form = text.encode()
    return hashed(form).hexdigest().encode() + b"\n" + form


def unsealed(kept: bytes) -> str:
    """The form that was sealed.

    Errors: ValueError when it is not as it was sealed.
    """
    digest, _, form = kept.partition(b"\n")
    if hashed(form).hexdigest().encode() != digest:
        message = "the kept form was changed"
        raise ValueError(message)
    return form.decode()


def _file(sha256: str) -> Path:
    from sot_engine import __version__

    return folder() / f"pack-{FORM}-{__version__}-{sha256}.json"

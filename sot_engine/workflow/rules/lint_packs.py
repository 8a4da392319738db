"""Look over packs for what is weak in them, as of today."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from sot_engine.packs.lint import lint
from sot_engine.packs.own import open_pack
from sot_engine.packs.remark import Issue
from sot_engine.packs.shelf import pack_ids


class Linted(NamedTuple):
    """A pack that was looked over, and the remarks on it."""

    pack: str
    issues: tuple[Issue, ...]


def lint_packs(names: tuple[str, ...] = ()) -> Iterator[Linted]:
    """Look over each pack, every pack on the shelf when none is named.

    Errors: whatever is wrong with a pack.
    """
    today = datetime.now(UTC).date()
    for name in names or pack_ids():
        own = open_pack(name, fresh=True)
        yield Linted(own.pack.id, lint(own, today))

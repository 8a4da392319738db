"""The packs that assessed something, kept whole, so that an old visit is read with its own."""

import json
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import sha256

from sqlalchemy import Connection, select

from sot_engine.domain.pack import Pack
from sot_engine.errors import PackError, SealBroken
from sot_engine.packs.layers import Layer, layers_hash, pack_layers, read_layers
from sot_engine.packs.shelf import read_pack
from sot_engine.records.ledger import append
from sot_engine.records.row import Draft
from sot_engine.records.tables import PACK

REMEMBERED = 4
_read: "OrderedDict[str, Pack]" = OrderedDict()
"""Packs read last, by hash."""


def keep_pack(connection: Connection, pack: Pack, name: str, with_: Sequence[str], at: str, person: str) -> None:
    """Keep the files of a pack, unless they are there already; `name` and `with_` are how it was read.

    Errors: SealBroken when its files were changed since it was read.
    """
    _remember(pack)
    if connection.execute(select(PACK.c.sha256).where(PACK.c.sha256 == pack.sha256)).scalar():
        return
    layers = pack_layers(name, with_)
    if layers_hash(layers) != pack.sha256:
        message = f"the files of the pack {pack.id} were changed while it was in use"
        raise SealBroken(message, hint="give the command again")
    content = json.dumps([layer._asdict() for layer in layers], ensure_ascii=False)
    kept = {"sha256": pack.sha256, "id": pack.id, "version": pack.version, "content": content}
    connection.execute(PACK.insert(), kept)
    body = json.dumps(kept | {"content": sha256(content.encode()).hexdigest()})
    append(connection, Draft("pack", at, person, body))


def kept_pack(connection: Connection, sha: str) -> Pack:
    """A pack by its hash: the one on the shelf when it is the same, else read from what was kept.

    Errors: SealBroken when it is gone, or what was kept is not what it was.
    """
    if sha in _read:
        return _read[sha]
    found = connection.execute(select(PACK.c.id, PACK.c.content).where(PACK.c.sha256 == sha)).one_or_none()
    if found is None:
        message = f"the pack {sha[:12]} was not kept"
        raise SealBroken(message, hint="`sot records verify` says whether rows are missing")
    try:
        layers = tuple(Layer(**layer) for layer in json.loads(found.content))
        pack = _on_the_shelf(layers, sha) or read_layers(layers)
    except (ValueError, TypeError, AttributeError, RecursionError, PackError):
        pack = None
    if pack is None or pack.sha256 != sha:
        message = f"the pack {found.id} that was kept is not what it was"
        raise SealBroken(message, hint="`sot records verify`, then compare with a backup")
    return _remember(pack)


def _on_the_shelf(layers: Sequence[Layer], sha: str) -> Pack | None:
    """The same pack where it is still installed, because reading files again is slow."""
    below = [layer.id for layer in layers if not layer.added]
    try:
        pack = read_pack(below[-1], [layer.id for layer in layers if layer.added])
    except PackError:
        return None
    return pack if pack.sha256 == sha else None


def _remember(pack: Pack) -> Pack:
    _read[pack.sha256] = pack
    _read.move_to_end(pack.sha256)
    while len(_read) > REMEMBERED:
        _read.popitem(last=False)
    return pack

"""Where packs are found: beside the program, in folders of the user's own, or at a path."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sot_engine.domain.pack import Pack
from sot_engine.errors import MachineLacks, PackFaults, PackNotFound, PackReference, Place, raise_faults
from sot_engine.packs import kept
from sot_engine.packs.content import cases_hash, content_hash
from sot_engine.source.nearest import did_you_mean

if TYPE_CHECKING:
    from sot_engine.packs.cases import Case
    from sot_engine.packs.head import Head

DEFAULT = "sot-core"


def shelves() -> Iterator[Path]:
    """Every folder that may hold packs: those of `SOT_PACKS`, then the packs that come with the program."""
    for name in os.environ.get("SOT_PACKS", "").split(os.pathsep):
        if name:
            yield Path(name)
    package = Path(__file__).parents[1]
    yield from (shelf for shelf in (package / "rules", package.parent / "rules") if shelf.is_dir())


def pack_ids() -> tuple[str, ...]:
    """The packs on the shelves, by id."""
    found = (folder.name for shelf in shelves() if shelf.is_dir() for folder in shelf.iterdir())
    return tuple(sorted({name for name in found if _folder(name)}))


def pack_folder(name: str) -> Path:
    """The folder of a pack, by its id or by a path to it.

    Errors: PackNotFound with the nearest id.
    """
    folder = _folder(name)
    if folder is None:
        message = f'no pack is called "{name}"'
        hint = did_you_mean(name, pack_ids(), "known: " + ", ".join(pack_ids()))
        raise PackNotFound(message, hint=hint)
    return folder


def _folder(name: str) -> Path | None:
    if os.sep in name or name.startswith("."):
        return Path(name) if _is_pack(Path(name)) else None
    # A folder of that name where the user stands comes last: it never takes the place of a pack of ours.
    places = (*(shelf / name for shelf in shelves()), Path(name))
    return next((place for place in places if _is_pack(place)), None)


def _is_pack(folder: Path) -> bool:
    """Whether the folder has a head.

    Errors: MachineLacks for a folder that may not be looked into.
    """
    try:
        return (folder / "pack.yaml").is_file()
    except OSError as error:
        message = f"{folder} cannot be read: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, hint="check the permission of the folder") from None


def read_pack(name: str | Path = DEFAULT, with_: Sequence[str] = (), *, fresh: bool = False) -> Pack:
    """Read a pack, and on top of it each pack that extends it.

    A validated form is kept between runs; `fresh` reads the files themselves.
    Errors: PackNotFound, and whatever is wrong with the pack's files.
    """
    pack = _read(os.fspath(name), (), fresh=fresh)
    for extra in with_:
        folder = pack_folder(extra)
        head = _head(folder) if fresh or _recall(_joint(pack, folder), folder) is None else None
        if head and head.extends not in {pack.id, *pack.with_}:
            message = f"{head.id} extends {head.extends or 'no other pack'}, not {pack.id}"
            hint = f"use --pack {head.extends}" if head.extends else f"leave out --with {extra}"
            raise PackReference(message, where=_said(folder, "extends"), hint=hint)
        pack = with_added(pack, _on_top(pack, folder, fresh=fresh))
    return pack


def with_added(pack: Pack, added: Pack) -> Pack:
    """A pack with another on top, under its own name; reviewed only where both are."""
    status = added.status if pack.status == "reviewed" else pack.status
    return replace(
        added, id=pack.id, version=pack.version, title=pack.title, status=status, purpose=pack.purpose,
        use=pack.use, misuse=pack.misuse, extends=pack.extends, with_=(*pack.with_, added.id),
    )  # fmt: skip


def _read(name: str, above: tuple[str, ...], *, fresh: bool) -> Pack:
    folder = pack_folder(name)
    if folder.name in above:
        message = f"extends goes in a circle: {' → '.join((*above, folder.name))}"
        raise PackReference(message, where=_said(folder, "extends"), hint="let one of them stand alone")
    digest = content_hash(folder)
    found = None if fresh else _recall(digest, folder)
    if found:
        return found
    extends = _head(folder).extends
    if extends is None:
        return _validated(folder, None, fresh=fresh)
    if _folder(extends) is None:
        message = f'no pack is called "{extends}", which {folder.name} extends'
        hint = did_you_mean(extends, pack_ids(), "known: " + ", ".join(pack_ids()))
        raise PackNotFound(message, where=_said(folder, "extends"), hint=hint)
    return _on_top(_read(extends, (*above, folder.name), fresh=fresh), folder, fresh=fresh)


def _on_top(base: Pack, folder: Path, *, fresh: bool) -> Pack:
    found = None if fresh else _recall(_joint(base, folder), folder)
    if found:
        return found
    return _validated(folder, base, fresh=fresh)


def _said(folder: Path, key: str) -> Place:
    """Where `pack.yaml` says something."""
    from sot_engine.packs.content import read_file

    return read_file(folder / "pack.yaml", f"{shown(folder)}/pack.yaml").place(key)


def _head(folder: Path) -> "Head":
    from sot_engine.packs.reader import read_head

    return read_head(folder, shown(folder))


def _validated(folder: Path, base: Pack | None, *, fresh: bool) -> Pack:
    """A pack read from its files whose claims were earned, kept for next time."""
    from sot_engine.packs.reader import read_folder

    pack = read_folder(folder, base, shown(folder))
    own = [rule for rule in pack.rules if base is None or rule.id not in base.rule]
    claims = pack.status == "reviewed" or any(rule.status == "reviewed" for rule in own)
    if claims:
        from sot_engine.packs.earned import unearned

        raise_faults(list(unearned(pack, own, pack_cases(pack, folder), _said(folder, "status"))), PackFaults)
    kept.keep(pack, cases_hash(folder) if claims else None, anew=not fresh)
    return pack


def _recall(sha256: str, folder: Path) -> Pack | None:
    return kept.recall(sha256, lambda: cases_hash(folder))


def pack_cases(pack: Pack, folder: Path) -> "tuple[Case, ...]":
    """The golden cases of a pack's own folder; they may be like cases of the pack that it extends."""
    from sot_engine.packs.cases import read_cases

    extends = _head(folder).extends
    return read_cases(folder, pack, shown(folder), pack_folder(extends) if extends else None)


def _joint(base: Pack, folder: Path) -> str:
    return sha256(f"{base.sha256}+{content_hash(folder)}".encode()).hexdigest()


def shown(folder: Path) -> str:
    """How messages call the folder: as short as is clear from where the user stands."""
    try:
        return folder.resolve().relative_to(Path.cwd().resolve()).as_posix()
    except ValueError:
        return f"{folder.parent.name}/{folder.name}"

"""A pack with what its own folder adds to the one that it extends: its rules and its golden cases."""

from pathlib import Path
from typing import NamedTuple

from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Rule
from sot_engine.packs.cases import Case
from sot_engine.packs.shelf import pack_cases, pack_folder, read_pack


class Own(NamedTuple):
    """A pack, its folder, the pack below it, and what is its own."""

    pack: Pack
    folder: Path
    base: Pack | None
    rules: tuple[Rule, ...]
    cases: tuple[Case, ...]


def open_pack(name: str, *, fresh: bool = False) -> Own:
    """A pack by its id or path, with its own rules and cases.

    `fresh` reads the files themselves: a kept form says where each rule stood when it was kept, and a copy of the pack
    in another folder has the same form.
    Errors: PackNotFound, and whatever is wrong with the pack's files or cases.
    """
    pack, folder = read_pack(name, fresh=fresh), pack_folder(name)
    base = read_pack(pack.extends) if pack.extends else None
    rules = tuple(rule for rule in pack.rules if base is None or rule.id not in base.rule)
    return Own(pack, folder, base, rules, pack_cases(pack, folder))

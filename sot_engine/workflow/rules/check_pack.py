"""Check packs: their files, their claims, their golden cases as written, and what the live engine bears."""

from collections.abc import Iterator
from typing import NamedTuple

from sot_engine.domain.pack import Pack
from sot_engine.errors import SotError
from sot_engine.inference.plan import Plan
from sot_engine.packs.shelf import pack_cases, pack_folder, pack_ids, read_pack


class Checked(NamedTuple):
    """A pack that was checked: what it holds, or what is wrong with it."""

    name: str
    pack: Pack | None
    cases: int
    fault: SotError | None


def check_packs(names: tuple[str, ...] = ()) -> Iterator[Checked]:
    """Read each pack from its files, every pack on the shelf when none is named; a fault does not stop the rest."""
    for name in names or pack_ids():
        yield _check(name)


def _check(name: str) -> Checked:
    try:
        pack = read_pack(name, fresh=True)
        cases = pack_cases(pack, pack_folder(name))
        Plan(pack).stages()
    except SotError as fault:
        return Checked(name, None, 0, fault)
    return Checked(name, pack, len(cases), None)

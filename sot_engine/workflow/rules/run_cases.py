"""Run the golden cases of a pack through both readings."""

from collections.abc import Iterator
from typing import NamedTuple

from sot_engine.inference.assess import readings
from sot_engine.inference.explore import Explorer
from sot_engine.packs.cases import Case, failures
from sot_engine.packs.shelf import pack_cases, pack_folder, read_pack


class Ran(NamedTuple):
    """A case that was run, and what came out of it other than expected."""

    case: Case
    failures: tuple[str, ...]


def run_cases(name: str, *, rule: str | None = None) -> Iterator[Ran]:
    """Run every golden case of a pack, or those of one rule, as the pack's files stand now.

    Errors: EnginesDisagree when the two readings differ on a case, and whatever is wrong with the pack.
    """
    pack = read_pack(name)
    ready = readings(pack)
    for case in pack_cases(pack, pack_folder(name)):
        if rule is None or case.rule == rule:
            reading = ready.agree(case.visit, case.commit)
            yield Ran(case, tuple(failures(case, reading, Explorer(ready.ground, case.visit))))

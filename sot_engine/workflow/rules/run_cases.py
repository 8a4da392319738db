"""Run the golden cases of a pack through both readings."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sot_engine.errors import PackReference
from sot_engine.inference.assess import readings
from sot_engine.inference.explore import Explorer
from sot_engine.packs.cases import Case
from sot_engine.packs.failures import failures
from sot_engine.packs.shelf import pack_cases, pack_folder, pack_ids, read_pack
from sot_engine.source.nearest import did_you_mean


class Ran(NamedTuple):
    """A case that was run, and what came out of it other than expected."""

    case: Case
    failures: tuple[str, ...]


def packs_with(names: Sequence[str], rule: str | None) -> tuple[str, ...]:
    """The packs whose cases are to be run: all of them, or those that have a rule.

    Errors: PackReference for a rule that none of them has; whatever is wrong with a pack.
    """
    names = tuple(names) or pack_ids()
    if rule is None:
        return names
    known = {name: read_pack(name).rule for name in names}
    found = tuple(name for name in names if rule in known[name])
    if not found:
        message = f'no rule is called "{rule}"'
        every = [one for rules in known.values() for one in rules]
        raise PackReference(message, hint=did_you_mean(rule, every, "see `sot rules list`"))
    return found


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

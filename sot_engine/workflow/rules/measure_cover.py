"""Measure what the golden cases of packs catch, and prove that a slip which they let pass says the same."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import PackReference
from sot_engine.packs.cases import ADULT
from sot_engine.packs.cover import Cover, Survivor, cover
from sot_engine.packs.own import Own, open_pack
from sot_engine.packs.shelf import pack_ids
from sot_engine.source.nearest import did_you_mean


def measure_cover(names: tuple[str, ...] = (), *, rule: str | None = None) -> Iterator[Cover]:
    """Cover of each pack's own rules by its own cases, every pack on the shelf when none is named.

    A slip that nothing told apart when it was tried is proved to say the same, where z3-solver is installed.
    Errors: whatever is wrong with a pack; PackReference for a rule that none of them has.
    """
    opened = [open_pack(name) for name in names or pack_ids()]
    if rule:
        opened = [_only(own, rule) for own in opened if any(known.id == rule for known in own.rules)] or _none(
            rule, opened
        )
    for own in opened:
        found = cover(own.pack, own.rules, own.cases)
        yield replace(found, survivors=tuple(proved(found.pack, one) for one in found.survivors))


def proved(pack: Pack, survivor: Survivor) -> Survivor:
    """What a proof says of a slip, over every possible exam; unchanged where trying parted the two, or without Z3."""
    if survivor.same is False:
        return survivor
    try:
        from sot_engine.proofs.difference import difference
        from sot_engine.proofs.prover import Undecided
    except ModuleNotFoundError as error:
        if error.name != "z3":
            raise
        return survivor
    changed = replace(pack.rule[survivor.rule], when=survivor.mutant.condition)
    try:
        parting = difference(pack, pack.with_rule(changed), ("rules",))
    except Undecided:
        return survivor
    if parting is None:
        return survivor._replace(same=True, proved=True)
    return survivor._replace(same=False, parting=_recorded(parting.visits[0]))


def _recorded(visit: Visit) -> dict[str, Any]:
    """What an exam holds, in the words in which trying names what parts two conditions."""
    again = {f"after.{key}": value for key, value in visit.after.items()}
    weeks = visit.patient.pregnancy_weeks
    patient = {"patient.age_years": visit.patient.age_years} if visit.patient.age_years != ADULT else {}
    return {**visit.findings, **again, **patient, **({} if weeks is None else {"patient.pregnancy_weeks": weeks})}


def _only(own: Own, rule: str) -> Own:
    return own._replace(rules=tuple(known for known in own.rules if known.id == rule))


def _none(rule: str, opened: list[Own]) -> list[Own]:
    message = f'no rule is called "{rule}"'
    known = [one.id for own in opened for one in own.rules]
    raise PackReference(message, hint=did_you_mean(rule, known, "see `sot rules list`"))

"""Checks of golden cases, and of rules that say nearly the same."""

from collections.abc import Iterator
from itertools import combinations

from sot_engine.domain import condition as c
from sot_engine.domain.rule import Rule
from sot_engine.domain.step import stepped
from sot_engine.packs.cases import Case
from sot_engine.packs.equivalent import compare
from sot_engine.packs.remark import Check, Issue, Subject, named


def idle_cases(subject: Subject) -> Iterator[Issue]:
    """A case that expects nothing, that was there before, or a near miss of what its rule does not read."""
    known: dict[str, str] = {}
    for case in subject.own.cases:
        again = known.setdefault(_content(case), case.id)
        for said in _idle(subject, case, again):
            yield Issue("idle-case", case.at, case.rule or case.id, f"{case.id} {said}")


def _idle(subject: Subject, case: Case, again: str) -> Iterator[str]:
    if not case.expect:
        yield "expects nothing: say what must come out"
    if again != case.id:
        yield f"is the same exam with the same answer as {again}"
    if case.kind == "near_miss" and not _reads_any(subject, case):
        yield "records nothing that the rule reads: bring it nearer"


def _content(case: Case) -> str:
    patient = (case.visit.patient.age_years, case.visit.patient.pregnancy_weeks)
    recorded = (sorted(case.visit.findings.items()), sorted(case.visit.after.items()))
    return repr((patient, recorded, case.commit, sorted(case.expect.items(), key=str)))


def _reads_any(subject: Subject, case: Case) -> bool:
    """Whether a case records something that its rule reads; a rule that only reads conclusions is left alone."""
    rule = subject.own.pack.rule[case.rule or ""]
    recorded = {key.partition(".")[0] for key in (*case.visit.findings, *case.visit.after)}
    reads = set(named(rule.when))
    asks_more = any(isinstance(node, (c.PatientBounds, *c.CONCLUDED)) for node in c.walk(rule.when))
    return asks_more or bool(recorded & reads)


def near_duplicates(subject: Subject) -> Iterator[Issue]:
    """Two rules of one effect whose conditions say the same, or lie one step apart and count alike."""
    for one, two in combinations(subject.own.pack.rules, 2):
        alike = (one.then.verb, one.then.on) == (two.then.verb, two.then.on)
        ours = one in subject.own.rules or two in subject.own.rules
        if alike and ours and set(named(one.when)) == set(named(two.when)):
            said = _nearness(subject, one, two)
            if said:
                yield Issue("near-duplicate", two.at, two.id, f"{said} {one.id}: keep one of them, or join them")


def _nearness(subject: Subject, one: Rule, two: Rule) -> str:
    pack = subject.own.pack
    if one.when == two.when or (one.stratum != "placement" and compare(pack, one, two.when).same):
        return "fires exactly when this does:"
    steps = {mutant.condition for mutant in stepped(one.when, pack.findings)}
    return "one step from" if two.when in steps and one.then.strength == two.then.strength else ""


CHECKS = (
    Check("idle-case", "A case that tests nothing.", idle_cases),
    Check("near-duplicate", "Two rules that say nearly the same.", near_duplicates),
)

"""The recorded values that a rule reads, where its result does not name them itself."""

from collections.abc import Iterator

from sot_engine.domain import condition as c
from sot_engine.domain.finding import spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Rule
from sot_engine.domain.visit import Visit
from sot_engine.reports.evidence import facts_words


def read_words(rule: Rule, visit: Visit, pack: Pack) -> str:
    """What was recorded of that which a rule asks for; empty where it asks for no finding, as a placement does."""
    facts = tuple(dict.fromkeys(fact for node in c.walk(rule.when) for fact in _facts(node, visit, pack)))
    return facts_words(facts, visit, pack) if facts else ""


def _facts(node: c.Condition, visit: Visit, pack: Pack) -> Iterator[str]:
    if isinstance(node, c.PatientBounds):
        value = getattr(visit.patient, node.field)
        if value is not None:
            yield f"patient.{node.field} = {value}"
    for name in (*getattr(node, "findings", ()), getattr(node, "finding", "")):
        readings, prefix = (visit.after, "after.") if getattr(node, "after", False) else (visit.findings, "")
        for key in pack.findings[name].keys if name in pack.findings else ():
            if key in readings:
                yield f"{prefix}{key} = {spoken(readings[key])}"

"""What came out of a golden case other than expected."""

from collections.abc import Iterator

from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import CATEGORIES
from sot_engine.inference import explain
from sot_engine.inference.explore import Explorer
from sot_engine.packs.cases import Case


def failures(case: Case, reading: Reading, explorer: Explorer | None = None) -> Iterator[str]:
    """What came out of a case other than expected, a sentence each.

    Without an explorer the lines on what is open or was not asked are not looked at.
    """
    firings = {
        firing.rule: firing
        for firings in (reading.stops, reading.contradictions, reading.evidence, reading.gates, reading.guidance)
        for firing in firings
    }
    fired = {*firings, *((reading.placement_rule,) if reading.placement_rule else ())}
    yield from _conclusions(case, reading)
    for rule in case.expect.get("fires") or ():
        if rule not in fired:
            yield f"{rule} did not fire"
    for rule in case.expect.get("not_fires") or ():
        if rule in fired:
            yield f"{rule} fired"
    for rule, sides in (case.expect.get("sides") or {}).items():
        if rule in firings and list(firings[rule].sides) != list(sides):
            yield f"{rule} fired on {list(firings[rule].sides)}, not on {list(sides)}"
    if "fires_only" in case.expect:
        only, came = sorted(case.expect["fires_only"] or ()), sorted(firing.rule for firing in reading.evidence)
        if only != came:
            yield f"of the evidence rules {came} fired, not {only}"
    if explorer:
        yield from _explained(case, explorer)


def _conclusions(case: Case, reading: Reading) -> Iterator[str]:
    for name in ("outcome", "category", "lean", "side"):
        if name in case.expect and getattr(reading, name) != case.expect[name]:
            yield f"{name} is {getattr(reading, name)}, not {case.expect[name]}"
    if "candidates" in case.expect and list(reading.candidates) != list(case.expect["candidates"] or ()):
        yield f"candidates are {list(reading.candidates)}, not {case.expect['candidates']}"
    agrees = case.expect.get("agrees_with")
    agreed = reading.outcome == "insufficient" or (reading.outcome == "supported" and reading.category == agrees)
    if agrees and not agreed:
        yield f"{reading.outcome} {reading.category or ''} does not agree with {agrees}"
    placement = case.expect.get("placement")
    if placement:
        shown = reading.placement_rule if reading.placement in {"suggested", "modify"} else None
        if reading.placement != placement.get("status", reading.placement):
            yield f"the placement is {reading.placement}, not {placement['status']}"
        if "id" in placement and shown != placement["id"]:
            yield f"the placement is {shown}, not {placement['id']}"


def _explained(case: Case, explorer: Explorer) -> Iterator[str]:
    if "open" in case.expect:
        came = {rule.rule for name in CATEGORIES for rule in explorer.open_rules(name)}
        for rule in case.expect["open"] or ():
            if rule not in came:
                yield f"{rule} is not open"
    for name, told in (("not_asked", explain.not_asked), ("rivals_not_examined", explain.rivals_not_examined)):
        if name in case.expect and list(told(explorer)) != list(case.expect[name] or ()):
            yield f"{name} is {list(told(explorer))}, not {case.expect[name]}"

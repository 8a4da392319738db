"""How conditions are spelled in a pack, read into values with every fault named."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding, Vocabulary
from sot_engine.domain.rule import CATEGORIES
from sot_engine.errors import PackError, PackReference, PackShape
from sot_engine.source.document import Document, Path
from sot_engine.source.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

LARGEST = 100_000
"""No number of an exam is larger; the live engine counts in tenths, to a million."""

BOUNDS = ("at_least", "at_most", "above", "below")
PATTERNS = ("starts_with", "ends_with", "contains")
GROUPS = ("all", "any", "n_of")
SIDED = ("each_side", "both_sides", "other_side")
CONCLUSIONS = (
    "unless", "not_recorded", "fired", "not_fired", "no_common_side", "established", "decided", "category_side",
    "block_under", "improved", "none_improved",
)  # fmt: skip
ABSENCES = ("unless", "not_recorded")
"""Of these, what asks for something that was not recorded."""
PATIENT = ("age_years", "pregnancy_weeks")
LANDMARKS = ("greater_trochanter", "asis_iliac_crest", "posterior_iliac_crest")
POSITIONS = ("prone", "supine")
SIDE_WORDS = ("left", "right", "undetermined", "none")
KEYWORDS = (*GROUPS, *SIDED, *CONCLUSIONS)


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a condition stands: in which file, under which rule, and what it may read there."""

    document: Document
    vocabulary: Vocabulary
    rules: frozenset[str]
    faults: list[PackError]
    context: str
    may_read_conclusions: bool = False
    may_ask_absence: bool = False
    on_a_side: bool = False
    in_unless: bool = False
    later: frozenset[str] = frozenset()

    def but(self, **changes: bool) -> "Scope":
        """The same scope, one step further in."""
        here = {name: getattr(self, name) for name in self.__slots__}
        return Scope(**{**here, **changes})

    def fault(self, path: Path, message: str, hint: str, kind: type[PackError] = PackShape) -> None:
        """Note a fault and go on, so that all of a file come out together."""
        self.faults.append(kind(message, where=self.document.place(*path), context=self.context, hint=hint))


def read_condition(raw: Any, path: Path, scope: Scope) -> c.Condition | None:
    """Read one condition; a fault is noted in the scope and gives None."""
    if not isinstance(raw, dict) or len(raw) != 1:
        many = isinstance(raw, dict) and len(raw) > 1
        hint = "join them with all: [...] or any: [...]" if many else "write {finding: value}"
        scope.fault(path, "a condition has one key" if many else "a condition is a key with a value", hint)
        return None
    ((name, inner),) = raw.items()
    below = (*path, name)
    if name in GROUPS:
        return _group(name, inner, below, scope)
    if name in SIDED:
        return _sided(name, inner, below, scope)
    if name in CONCLUSIONS:
        return _conclusion(name, inner, below, scope)
    if name.startswith("patient."):
        return _patient(name.removeprefix("patient."), inner, below, scope)
    return _finding(name, inner, below, scope)


def _children(raw: Any, path: Path, scope: Scope) -> tuple[c.Condition, ...] | None:
    if not isinstance(raw, list) or not raw:
        scope.fault(path, f'"{path[-1]}" holds a list of conditions', "write [condition, condition]")
        return None
    read = [read_condition(child, (*path, number), scope) for number, child in enumerate(raw)]
    return None if any(child is None for child in read) else tuple(child for child in read if child is not None)


def _group(name: str, raw: Any, path: Path, scope: Scope) -> c.Condition | None:
    if name != "n_of":
        of = _children(raw, path, scope)
        return (c.All(of) if name == "all" else c.AnyOf(of)) if of else None
    if not isinstance(raw, dict) or set(raw) != {"at_least", "of"} or not _is_whole(raw["at_least"]):
        scope.fault(path, "n_of needs a number and a list", "write n_of: {at_least: 2, of: [...]}")
        return None
    of = _children(raw["of"], (*path, "of"), scope)
    if of and not 1 <= raw["at_least"] <= len(of):
        scope.fault(path, f"{raw['at_least']} of {len(of)} cannot be", f"ask for 1 to {len(of)}")
        return None
    return c.NOf(raw["at_least"], of) if of else None


def _sided(name: str, raw: Any, path: Path, scope: Scope) -> c.Condition | None:
    if name == "other_side" and not scope.on_a_side:
        scope.fault(path, "other_side stands outside each_side and both_sides", "put it inside one of them")
        return None
    if name != "other_side" and scope.on_a_side:
        scope.fault(path, f"{name} stands inside a side", "take it out, or use other_side")
        return None
    of = read_condition(raw, path, scope.but(on_a_side=True))
    wrap: dict[str, Callable[[c.Condition], c.Condition]] = {
        "each_side": c.EachSide, "both_sides": c.BothSides, "other_side": c.OtherSide,
    }  # fmt: skip
    return wrap[name](of) if of else None


def _patient(field: str, raw: Any, path: Path, scope: Scope) -> c.Condition | None:
    if field not in PATIENT:
        hint = did_you_mean(field, PATIENT, "known: patient.age_years, patient.pregnancy_weeks")
        scope.fault(path, f'nothing is known as "patient.{field}"', hint, PackReference)
        return None
    bounds = _bounds(raw, path, scope)
    return c.PatientBounds(field, **bounds) if bounds else None  # type: ignore[arg-type]  # checked above


def _bounds(raw: Any, path: Path, scope: Scope) -> dict[str, float] | None:
    if not isinstance(raw, dict) or not raw or set(raw) - set(BOUNDS):
        scope.fault(path, "bounds are at_least, at_most, above and below", "write {at_least: 4}")
        return None
    for name, number in raw.items():
        if isinstance(number, bool) or not isinstance(number, int | float) or not _is_plain(number):
            scope.fault((*path, name), f"{name} needs a number with at most one decimal", "write {at_least: 4}")
            return None
    return dict(raw)


def _finding(name: str, raw: Any, path: Path, scope: Scope) -> c.Condition | None:
    after = name.startswith("after.")
    finding = find(name.removeprefix("after."), path, scope)
    if finding is None:
        return None
    if after and not scope.may_read_conclusions:
        scope.fault(path, "only guidance and gates may read a re-test", "drop after.")
        return None
    if not _stands_well(finding, path, scope):
        return None
    return _test(finding, raw, path, scope, after=after)


def find(name: Any, path: Path, scope: Scope) -> Finding | None:
    """The finding of that name, or a fault with the nearest one."""
    finding = scope.vocabulary.get(name) if isinstance(name, str) else None
    if finding is None:
        word = did_you_mean(str(name), KEYWORDS, "see findings.yaml for the closed list")
        hint = did_you_mean(str(name), scope.vocabulary, word)
        scope.fault(path, f'no finding is called "{name}"', hint, PackReference)
    return finding


def _stands_well(finding: Finding, path: Path, scope: Scope) -> bool:
    if finding.sided and not scope.on_a_side:
        hint = "write {each_side: {%s: ...}}" % finding.id  # noqa: UP031  # braces are part of the text
        scope.fault(path, f'"{finding.id}" is recorded per side', hint)
        return False
    return True


def _test(finding: Finding, raw: Any, path: Path, scope: Scope, *, after: bool) -> c.Condition | None:
    if isinstance(raw, dict):
        keys = set(raw)
        if keys and keys <= set(BOUNDS):
            return _number_bounds(finding, raw, path, scope, after=after)
        if len(keys) == 1 and keys <= {"not", "is", *PATTERNS}:
            return _word_test(finding, raw, path, scope, after=after)
        hint = "known: at_least, at_most, above, below, not, is, starts_with, ends_with"
        scope.fault(path, f'"{finding.id}" cannot be tested with {", ".join(map(str, raw)) or "nothing"}', hint)
        return None
    values = _values(finding, raw if isinstance(raw, list) else [raw], path, scope)
    return c.Among(finding.id, values, after) if values else None


def _number_bounds(finding: Finding, raw: Any, path: Path, scope: Scope, *, after: bool) -> c.Condition | None:
    if finding.kind not in NUMBERS:
        scope.fault(path, f'"{finding.id}" holds words and has no bounds', f"it allows {finding.allows()}")
        return None
    bounds = _bounds(raw, path, scope)
    if bounds and finding.kind != "measure" and any(number != int(number) for number in bounds.values()):
        scope.fault(path, f'"{finding.id}" holds whole numbers', "write a bound without a decimal")
        return None
    if bounds and finding.range and not _can_hold(bounds, finding.range):
        scope.fault(path, f'these bounds on "{finding.id}" can never hold', f"it takes {finding.allows()}")
        return None
    return c.Bounds(finding.id, **bounds, after=after) if bounds else None


def _can_hold(bounds: dict[str, float], within: tuple[float, float]) -> bool:
    """Whether some number of the range lies within the bounds."""
    low, high = max(within[0], bounds.get("at_least", within[0])), min(within[1], bounds.get("at_most", within[1]))
    above, below = bounds.get("above", low - 1), bounds.get("below", high + 1)
    return low <= high and above < high and below > low and above < below


def _word_test(finding: Finding, raw: Any, path: Path, scope: Scope, *, after: bool) -> c.Condition | None:
    ((how, words),) = raw.items()
    below = (*path, how)
    listed = words if isinstance(words, list) else [words]
    if how == "not":
        if finding.kind == "sign":
            scope.fault(below, "`not` would let equivocal count for a sign", "name the word: present or absent")
            return None
        values = _values(finding, listed, below, scope)
        return c.Except(finding.id, values, after) if values else None
    if finding.kind != "sequence":
        scope.fault(below, f'"{finding.id}" is not a sequence', f"it allows {finding.allows()}")
        return None
    if how == "is":
        several = listed if listed and isinstance(listed[0], list) else [listed]
        values = _values(finding, several, below, scope)
        return c.Among(finding.id, values, after) if values else None
    wrong = [word for word in listed if word not in finding.values]
    if wrong or not listed:
        scope.fault(below, f'"{finding.id}" has no word {wrong}', f"it allows {finding.allows()}", PackReference)
        return None
    return c.Pattern(finding.id, how, tuple(listed), after)


def _values(finding: Finding, raws: list[Any], path: Path, scope: Scope) -> tuple[c.Value, ...]:
    values: list[c.Value] = []
    if not raws:
        scope.fault(path, f'"{finding.id}" is compared with nothing', f"it allows {finding.allows()}")
    for raw in raws:
        if raw in (c.THIS_SIDE, c.OTHER_SIDE) and finding.names_sides and scope.on_a_side:
            values.append(raw)
            continue
        try:
            values.append(finding.read(raw))
        except ValueError as error:
            close = finding.words if finding.kind != "sequence" else ()
            hint = did_you_mean(str(raw), close, f"it allows {finding.allows()}")
            scope.fault(path, f'"{finding.id}" is never {error}', hint, PackReference)
            return ()
    return tuple(values)


def _conclusion(name: str, raw: Any, path: Path, scope: Scope) -> c.Condition | None:
    absence = scope.may_ask_absence and name in ABSENCES
    if not (scope.may_read_conclusions or absence):
        hint = "evidence, stops and contradictions read recorded values alone"
        hint = "only unless and not_recorded may stand here" if scope.may_ask_absence else hint
        scope.fault(path, f'"{name}" may not stand here', hint)
        return None
    if name == "unless":
        return _unless(raw, path, scope)
    words = [raw] if isinstance(raw, str) else raw
    if not isinstance(words, list) or not words or not all(isinstance(word, str) for word in words):
        scope.fault(path, f'"{name}" names one word or a list of them', "see the pack language, `when`")
        return None
    return _named(name, words, path, scope)


def _unless(raw: Any, path: Path, scope: Scope) -> c.Condition | None:
    if scope.in_unless:
        scope.fault(path, "an unless stands inside another", "say it positively")
        return None
    of = read_condition(raw, path, scope.but(in_unless=True))
    return c.Unless(of) if of else None


def _named(name: str, words: list[str], path: Path, scope: Scope) -> c.Condition | None:
    if name in {"not_recorded", "improved", "none_improved"}:
        return _about_findings(name, words, path, scope)
    if name in {"fired", "not_fired", "no_common_side"}:
        return _about_rules(name, words, path, scope)
    known: Mapping[str, Iterable[str]] = {
        "established": CATEGORIES, "decided": CATEGORIES, "category_side": SIDE_WORDS, "block_under": LANDMARKS,
    }  # fmt: skip
    unknown = [word for word in words if word not in known[name]]
    if unknown or (len(words) > 1 and name != "category_side"):
        hint = f"one of: {', '.join(known[name])}"
        scope.fault(path, f'"{name}" cannot be {", ".join(words)}', hint, PackReference)
        return None
    if name == "block_under" and not scope.on_a_side:
        scope.fault(path, "block_under stands outside each_side and both_sides", "put it inside one of them")
        return None
    if name == "category_side":
        return c.CategorySide(tuple(words))
    if name == "block_under":
        return c.BlockUnder(words[0])
    return c.Established(words[0]) if name == "established" else c.Decided(words[0])


def _about_findings(name: str, words: list[str], path: Path, scope: Scope) -> c.Condition | None:
    findings = [find(word, path, scope) for word in words]
    if any(finding is None for finding in findings):
        return None
    known = [finding for finding in findings if finding]
    if name != "not_recorded" and any(finding.retest is None for finding in known):
        unready = next(finding.id for finding in known if finding.retest is None)
        scope.fault(path, f'"{unready}" declares no retest', "add retest: to its entry in findings.yaml", PackReference)
        return None
    if name != "none_improved" and not all(_stands_well(finding, path, scope) for finding in known):
        return None
    if name == "improved":
        return c.Improved(words[0])
    return c.NotRecorded(tuple(words)) if name == "not_recorded" else c.NoneImproved(tuple(words))


def _about_rules(name: str, words: list[str], path: Path, scope: Scope) -> c.Condition | None:
    for word in words:
        if word not in scope.rules:
            earlier = "only evidence, stops and contradictions can have fired before"
            hint = did_you_mean(word, () if word in scope.later else scope.rules, earlier)
            scope.fault(path, f'no earlier rule is called "{word}"', hint, PackReference)
            return None
    if name == "no_common_side":
        if len(words) != len(("first", "second")):
            scope.fault(path, "no_common_side compares two rules", "write [C2-03, C2-04]")
            return None
        return c.NoCommonSide(words[0], words[1])
    return c.Fired(tuple(words)) if name == "fired" else c.NotFired(tuple(words))


def _is_plain(number: float) -> bool:
    return abs(number) <= LARGEST and round(number, 1) == number


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)

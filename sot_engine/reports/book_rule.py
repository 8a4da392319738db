"""One rule in the book: under the sentence of its source, with what a reviewer needs to agree or not."""

from collections.abc import Iterable, Iterator

from sot_engine.domain import condition as c
from sot_engine.domain.figure import figure_of
from sot_engine.domain.finding import Finding, spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import Block, Rule
from sot_engine.domain.wording import Said, Wording, effect_said
from sot_engine.packs.cases import Case
from sot_engine.packs.remark import named
from sot_engine.reports.figure_svg import figure_svg
from sot_engine.reports.markup import Markup, el, join, listed, prose

BASIS_SAID = {
    "stated": "A source says it.",
    "inferred": "Drawn from what the sources say; no source says it in so many words.",
    "project": "This project's own; the source cited is what led to it.",
}
KINDS_SAID = {"fires": "Fires", "near_miss": "Just misses", "unrecorded": "Not recorded, so silent"}
LANDMARK_SAID = {
    "greater_trochanter": "greater trochanter",
    "asis_iliac_crest": "ASIS or iliac crest",
    "posterior_iliac_crest": "posterior iliac crest",
}
SHOWN = 4
"""How many cases of a kind are printed; the rest are counted."""
MOST = 6
"""How many findings of one case are printed."""


class RulePrinter:
    """Prints the rules of one pack, each finding's method where it is first read."""

    def __init__(self, pack: Pack, cases: Iterable[Case]) -> None:
        """Nothing is printed yet."""
        self._pack, self._wording = pack, Wording(pack.findings)
        self._told: dict[str, str] = {}
        self._cases: dict[str, list[Case]] = {}
        for case in cases:
            self._cases.setdefault(case.rule or "", []).append(case)

    def rule(self, rule: Rule) -> Markup:
        """The whole entry of one rule."""
        parts = [
            el("h3", el("span", rule.id, class_="id"), f" {rule.title}", id=rule.id),
            el("p", rule.why, class_="source"),
            el("p", el("b", "Says: "), rule.says, class_="says"),
            self._terms(rule),
            *self._placement(rule),
            *self._methods(rule),
            *self._examples(rule),
            _sign(rule),
        ]
        return el("section", *parts, class_="rule")

    def _terms(self, rule: Rule) -> Markup:
        """When, then, grade, basis, cautions, sources: the terms of the rule in two columns."""
        rows = [
            ("When", condition(self._wording.outline(rule.when))),
            ("Then", el("span", effect_said(rule.then))),
            ("Grade", join((el("b", rule.evidence.grade), ". ", rule.evidence.note))),
            ("Basis", join((el("b", rule.basis), ". ", BASIS_SAID[rule.basis]))),
            *((("Cautions", listed(rule.cautions)),) if rule.cautions else ()),
            ("Sources", join(cited(rule.cite))),
            ("Status", el("span", rule.status)),
        ]
        return el("dl", *(part for name, told in rows for part in (el("dt", name), el("dd", told))))

    def _placement(self, rule: Rule) -> Iterator[Markup]:
        placed = rule.then.placement
        if placed is None:
            return
        yield el("figure", figure_svg(figure_of(rule.id, placed)))
        yield listed(map(_block, placed.blocks))
        told = {
            "Confidence": placed.confidence,
            "Monitor": placed.monitor,
            "Time": placed.time,
            "End": placed.end_point,
        }
        yield el("dl", *(part for name, text in told.items() for part in (el("dt", name), el("dd", text))))
        if placed.variants:
            yield el("p", el("b", "Variants"), class_="head")
            yield listed(join((variant.says, " ", *cited(variant.cite))) for variant in placed.variants)

    def _methods(self, rule: Rule) -> Iterator[Markup]:
        """How each finding is done: in full where it is first read, and by page after that."""
        names = list(dict.fromkeys(name for name in named(rule.when)))
        fresh = [name for name in names if name not in self._told]
        for name in fresh:
            self._told[name] = rule.id
            yield method(self._pack.findings[name])
        again = [name for name in names if name not in fresh]
        if again:
            yield el("p", el("b", "How it is done: "), *_see(self._pack, self._told, again), class_="see")

    def _examples(self, rule: Rule) -> Iterator[Markup]:
        cases = self._cases.get(rule.id, [])
        yield el("p", el("b", f"Cases: {len(cases)}"), class_="head")
        for kind, said in KINDS_SAID.items():
            of_kind = [case for case in cases if case.kind == kind]
            if of_kind:
                shown = [recorded(case, rule, self._pack) for case in of_kind[:SHOWN]]
                more = [f"and {len(of_kind) - SHOWN} more"] if len(of_kind) > SHOWN else []
                yield el("p", el("i", f"{said}: "), "; ".join((*dict.fromkeys(shown), *more)), ".", class_="case")


def condition(said: Said) -> Markup:
    """A condition as nested lists."""
    if not said.parts:
        return el("span", said.text)
    return join((el("span", f"{said.text}:"), el("ul", *(el("li", condition(part)) for part in said.parts))))


def method(finding: Finding) -> Markup:
    """How a finding is done and recorded, and what is known of its reliability."""
    rows = {"Done": finding.how, "Recorded": finding.recorded, "Reliability": finding.reliability}
    parts = (el("p", el("b", f"{name}. "), prose(text)) for name, text in rows.items())
    head = el("p", el("b", finding.name), f" ({finding.position})", class_="head", id=f"finding-{finding.id}")
    return el("div", head, *parts, class_="method")


def recorded(case: Case, rule: Rule, pack: Pack) -> str:
    """What a case records, in words: what its rule reads first, the rest counted."""
    reads = set(named(rule.when))
    told = [_value(pack, key, str(spoken(value))) for key, value in case.visit.findings.items() if _base(key) in reads]
    told += [f"after blocking {_value(pack, key, spoken(value))}" for key, value in case.visit.after.items()]
    told += _patient(case, rule)
    others = sum(_base(key) not in reads for key in case.visit.findings)
    rest = others + max(len(told) - MOST, 0)
    told = told[:MOST] + ([f"{rest} other finding{'s' if rest > 1 else ''}"] if rest else [])
    return ", ".join(told) or "nothing recorded"


def _patient(case: Case, rule: Rule) -> Iterator[str]:
    fields = {node.field for node in c.walk(rule.when) if isinstance(node, c.PatientBounds)}
    if "age_years" in fields:
        yield f"{case.visit.patient.age_years} years old"
    if case.visit.patient.pregnancy_weeks is not None:
        yield f"{case.visit.patient.pregnancy_weeks} weeks pregnant"
    if case.commit:
        yield f"Category {case.commit} chosen"


def _base(key: str) -> str:
    return key.partition(".")[0]


def _value(pack: Pack, key: str, value: str) -> str:
    name, _, side = key.partition(".")
    return f"{pack.findings[name].name}{f' {side}' if side else ''} {value.replace('_', ' ')}"


def _see(pack: Pack, told: dict[str, str], names: list[str]) -> Iterator[str]:
    for number, name in enumerate(names):
        yield ", " if number else ""
        yield pack.findings[name].name
        yield Markup(" ")
        yield el("a", f"(under {told[name]})", href=f"#finding-{name}", class_="page")
    yield "."


def _block(block: Block) -> str:
    where = LANDMARK_SAID.get(block.landmark, block.landmark)
    low, high = block.range_deg
    angle = f"thin edge at {block.direction_deg} degrees (documented or inferred range {low} to {high})"
    return f"{block.side} {where}: {angle}. {block.basis}"


def cited(keys: Iterable[str]) -> Iterator[str]:
    """The keys of sources, each leading to its entry."""
    for number, key in enumerate(keys):
        yield ", " if number else ""
        yield el("a", key, href=f"#source-{key}")


def _sign(rule: Rule) -> Markup:
    boxes = "\u2610 agree   \u2610 agree, changed as written   \u2610 do not agree"
    return el("p", el("b", rule.id), f"   {boxes}   ", el("span", "Name, date:", class_="line"), class_="sign")

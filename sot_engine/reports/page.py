"""The pages of `sot learn`: a finding, a rule, a category, a source, and the list of all there is."""

from collections.abc import Callable, Iterable, Iterator

from sot_engine.domain import condition as c
from sot_engine.domain.figure import figure_of
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Apart, Pack, Promise
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Category, Placement, Rule, Stratum
from sot_engine.domain.wording import Wording, alternatives, concluded_said, retest_said, said
from sot_engine.reports import wording as w
from sot_engine.reports.error_pages import PAGES
from sot_engine.reports.names import listed
from sot_engine.reports.sheet import Entry, Section, Sheet


def finding_page(finding: Finding, pack: Pack) -> Sheet:
    """How a finding is asked, done and recorded, how reliable it is, and which rules read it."""
    glance = [
        ("Id", finding.id),
        ("Asked as", finding.asks),
        ("Position", w.POSITIONS[finding.position]),
        ("Kind", finding.kind + (", on each side" if finding.sided else "")),
        ("Takes", finding.allows()),
    ]
    if finding.asked_when:
        glance.append(("Asked when", said(finding.asked_when, pack.findings)))
    if finding.retest:
        glance.append(("Re-test", f"{retest_said(finding, pack.findings)}."))
    sections = (
        _said("How it is done", finding.how),
        _said("How it is recorded", finding.recorded),
        _said("Reliability", finding.reliability),
        Section("Rules that read it", _rule_entries(reads(finding.id, pack)) or _none("No rule reads it.")),
        *_practised(finding.id, pack),
        _sources(finding.cite, pack),
    )
    return Sheet("FINDING", finding.name, glance=tuple(glance), sections=sections, footer=_pack_line(pack))


def _practised(finding: str, pack: Pack) -> Iterator[Section]:
    """What cases for practice never hold together with a finding, where there is any."""
    apart = [one for one in pack.apart if any(finding in _named(node) for node in c.walk(one.when))]
    if apart:
        yield Section("Kept apart in cases for practice", tuple(Entry(one.title, "", one.id) for one in apart))


def reads(finding: str, pack: Pack) -> tuple[Rule, ...]:
    """The rules that ask for a finding, before or after blocking."""
    return tuple(rule for rule in pack.rules if any(finding in _named(node) for node in c.walk(rule.when)))


def _named(node: c.Condition) -> tuple[str, ...]:
    return (*getattr(node, "findings", ()), getattr(node, "finding", ""))


def _when(when: c.Condition, pack: Pack) -> Entry:
    """The condition: a heading with its parts below it, or one sentence."""
    wording = Wording(pack.findings)
    outline = wording.outline(when)
    parts = tuple(f"- {wording.say(part)}" for part in alternatives(when)) if outline.parts else ()
    return Entry(f"{outline.text}:" if parts else outline.text, body=parts)


def rule_page(rule: Rule, pack: Pack, cases: int | None) -> Sheet:
    """A rule under the headings that every rule has; `cases` is how many golden cases are its own, None if unread."""
    sections = (
        _said("What it says", rule.says),
        _said("Why", rule.why),
        Section("When it fires", (_when(rule.when, pack),)),
        Section("What it does", (Entry(w.effect_words(rule)), *_strength(rule))),
        *(_placement(rule.id, rule.then.placement) if rule.then.placement else ()),
        _said("Evidence", f"Grade {rule.evidence.grade}. {rule.evidence.note}"),
        _said("Basis", f"{rule.basis}: {w.BASIS[rule.basis]}."),
        Section("Cautions", tuple(Entry(text, "!") for text in rule.cautions) or _none("None is given.")),
        _sources(rule.cite, pack),
        _said("Golden cases", _cases_words(cases)),
    )
    glance = (("Status", rule.status), ("Sides", "names the side" if rule.is_sided else "without sides"))
    word = "PLACEMENT" if rule.then.placement else "RULE"
    return Sheet(word, f"{rule.id} {rule.title}", glance=glance, sections=sections, footer=_pack_line(pack))


def theorem_page(one: Promise, pack: Pack) -> Sheet:
    """What a pack states of every possible exam."""
    concluded = concluded_said(one)
    sections = (
        Section("In every exam in which", (_when(one.when, pack),)),
        _said("What holds", f"{concluded[0].upper()}{concluded[1:]}. `sot rules prove --theorem {one.id}` proves it."),
        _said("Why", one.why),
    )
    return Sheet("THEOREM", f"{one.id} {one.title}", sections=sections, footer=_pack_line(pack))


def apart_page(one: Apart, pack: Pack) -> Sheet:
    """What no case for practice holds together."""
    sections = (
        _said("Where it counts", "Only in cases that are invented for practice. No assessment reads it: of a patient "
              "everything is recorded as it was found."),
        Section("What is never drawn", (_when(one.when, pack),)),
        _said("Why", one.why),
        _sources(one.cite, pack),
    )  # fmt: skip
    return Sheet("KEPT APART IN PRACTICE", f"{one.id} {one.title}", sections=sections, footer=_pack_line(pack))


def _cases_words(cases: int | None) -> str:
    if cases is None:
        return "The golden cases of the pack cannot be read; `sot rules check` says why."
    return f"{w.number(cases, 'golden case').capitalize()} of this rule's own."


def _strength(rule: Rule) -> Iterator[Entry]:
    if rule.then.strength:
        yield Entry(f"{rule.then.strength}: {w.STRENGTH[rule.then.strength]}. The strengths are this project's.")


def _placement(name: str, placement: Placement) -> Iterator[Section]:
    blocks = [
        Entry(
            w.block_words(block.side, block.landmark, block.direction_deg), ">", "block",
            (f"Range of the sources: {w.range_words(block)}.", block.basis),
        )
        for block in placement.blocks
    ]  # fmt: skip
    parts = (("how sure", placement.confidence), ("watch", placement.monitor), ("time", placement.time))
    more = [Entry(text, ">", label) for label, text in (*parts, ("end point", placement.end_point))]
    variants = [Entry(f"{one.says} ({', '.join(one.cite)})", ">", "variant") for one in placement.variants]
    title = f"{w.REVIEW}, {w.FACING[placement.position]}"
    yield Section(title, (*blocks, *more, *variants), figure_of(name, placement))


def category_page(name: Category, pack: Pack) -> Sheet:
    """What a category is described as, and its rules: the strongest first, then against and contrast."""
    page = pack.categories[name]
    own = [rule for rule in pack.rules if rule.then.on == name]
    groups: list[tuple[str, Callable[[Rule], bool]]] = [
        *((f"For it: {strength}", _is_strength(strength)) for strength in STRENGTHS),
        ("Against it: cancels one hallmark", lambda rule: rule.then.verb == "opposes"),
        ("Contrast: shown, never counted", lambda rule: rule.then.verb == "contrasts"),
        ("Placements and gates", lambda rule: rule.stratum in {"placement", "gate"}),
    ]
    sections = [Section(title, _rule_entries(filter(fits, own)) or _none("None.")) for title, fits in groups]
    said = _said("What it is described as", page.says)
    notices = Section("To keep in mind", tuple(Entry(text) for text in pack.notices))
    return Sheet("CATEGORY", page.name, sections=(said, *sections, notices, _sources(page.cite, pack)),
                 footer=_pack_line(pack))  # fmt: skip


def _is_strength(strength: str) -> Callable[[Rule], bool]:
    return lambda rule: rule.then.strength == strength


def source_page(key: str, pack: Pack) -> Sheet:
    """A source: who, what, where, how much of it was seen, and what cites it."""
    source = pack.sources[key]
    glance = (
        ("Author", source.author),
        ("Year", str(source.year)),
        ("Address", source.address),
        ("Kind", source.kind),
        ("Seen", source.seen),
    )
    findings = tuple(Entry(one.name, "", one.id) for one in pack.findings.values() if key in one.cite)
    categories = tuple(Entry(page.name) for page in pack.categories.values() if key in page.cite)
    sections = (
        Section("Rules that cite it", _rule_entries(rule for rule in pack.rules if key in rule.cite) or _none("None.")),
        Section("Findings that cite it", findings or _none("None.")),
        *((Section("Categories that cite it", categories),) if categories else ()),
    )
    return Sheet(f"SOURCE {key}", source.title, glance=glance, sections=sections, footer=_pack_line(pack))


def index_page(pack: Pack) -> Sheet:
    """Everything that has a page, by kind."""
    sections = [Section("Categories", tuple(Entry(pack.categories[name].name, "", name) for name in CATEGORIES))]
    for position, words in w.POSITIONS.items():
        found = [one for one in pack.findings.values() if one.position == position]
        if found:
            sections.append(Section(f"Findings: {words}", tuple(Entry(one.name, "", one.id) for one in found)))
    for stratum, title in _STRATA.items():
        if pack.strata[stratum]:
            sections.append(Section(title, _rule_entries(pack.strata[stratum])))
    for title, listed_ in (("Theorems", pack.theorems), ("Kept apart in cases for practice", pack.apart)):
        if listed_:
            sections.append(Section(title, tuple(Entry(one.title, "", one.id) for one in listed_)))
    sections += [
        Section("Sources", (Entry(", ".join(pack.sources)),)),
        Section("Error codes", tuple(Entry(page.title, "", code) for code, page in sorted(PAGES.items()))),
    ]
    counts = (
        ("Findings", str(len(pack.findings))),
        ("Rules", str(len(pack.rules))),
        ("Sources", str(len(pack.sources))),
    )
    return Sheet("LEARN", "Give any of these ids to `sot learn`.", glance=counts, sections=tuple(sections),
                 footer=_pack_line(pack))  # fmt: skip


_STRATA: dict[Stratum, str] = {
    "stop": "Rules: stops",
    "contradiction": "Rules: contradictions",
    "evidence": "Rules: evidence",
    "placement": "Placements",
    "gate": "Rules: what withholds, changes or cautions a placement",
    "guidance": "Rules: guidance",
}


def _said(title: str, text: str) -> Section:
    return Section(title, (Entry(text),))


def _none(text: str) -> tuple[Entry, ...]:
    return (Entry(text),)


def _rule_entries(rules: Iterable[Rule]) -> tuple[Entry, ...]:
    return tuple(Entry(f"{rule.title} ({rule.status})", "", rule.id) for rule in rules)


def _sources(keys: tuple[str, ...], pack: Pack) -> Section:
    """The sources in full: author, title, year, address, and what of them was seen."""
    entries = []
    for key in keys:
        one = pack.sources[key]
        body = (f"Author: {one.author}; year: {one.year}; kind: {one.kind}", one.address, f"Seen: {one.seen}")
        entries.append(Entry(one.title, "", key, body))
    return Section("Sources", tuple(entries) or _none("None is cited."))


def _pack_line(pack: Pack) -> tuple[str, ...]:
    extended = f" with {listed(pack.with_)}" if pack.with_ else ""
    return (f"Pack {pack.id} {pack.version}{extended}, sha256 {pack.sha256[:12]}; {w.review_words(pack)}.",)

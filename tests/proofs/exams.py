"""Exams drawn at random: a golden case with some of its findings changed, added or taken away."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from sot_engine.domain.condition import Value
from sot_engine.domain.finding import NUMBERS, Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES, Category
from sot_engine.domain.visit import Patient, Readings, Visit
from sot_engine.packs.shelf import pack_cases, pack_folder, read_pack

AGES = (0, 11, 12, 17, 18, 40, 130)
WEEKS = (None, None, None, 0, 1, 19, 20, 45)


@cache
def pack_named(name: str) -> Pack:
    return read_pack(name)


@cache
def golden(name: str) -> tuple[tuple[Visit, Category | None], ...]:
    cases = pack_cases(pack_named(name), pack_folder(name))
    return tuple((case.visit, case.commit) for case in cases)


def values(finding: Finding) -> st.SearchStrategy[Value]:
    """Anything that a finding can hold."""
    if finding.kind in NUMBERS and finding.range:
        low, high = (int(end) for end in finding.range)
        if finding.kind != "measure":
            return st.integers(low, high)
        return st.integers(low * 10, high * 10).map(lambda tenths: finding.read(tenths / 10))
    if finding.kind == "sequence" and finding.length:
        low, high = finding.length
        return st.lists(st.sampled_from(finding.values), min_size=low, max_size=high).map(tuple)
    return st.sampled_from(finding.words)


_entries: dict[tuple[str, ...], st.SearchStrategy[tuple[str, Value | None]]] = {}


def entries(pack: Pack) -> st.SearchStrategy[tuple[str, Value | None]]:
    """A key of the pack with a value, or with nothing in its place; made once for the same findings of a pack."""
    findings = (pack.sha256, *pack.findings)
    if findings not in _entries:
        keys = pack.keys.by_key.items()
        each = [st.tuples(st.just(key), st.none() | values(finding)) for key, (finding, _) in keys]
        _entries[findings] = st.one_of(each)
    return _entries[findings]


def changed(known: Readings, changes: Mapping[str, Value | None]) -> Readings:
    return {key: value for key, value in {**known, **changes}.items() if value is not None}


@st.composite
def exams(draw: st.DrawFn, name: str) -> tuple[Visit, Category | None]:
    """A visit under a pack, and the category that the practitioner commits, if any."""
    visit, _ = draw(st.sampled_from(golden(name)))
    return draw(exams_of(pack_named(name), visit))


BLANK = Visit(examined_at="2026-01-05T09:00:00Z", examiner="Nobody", patient=Patient(ref="drawn", age_years=40))


@st.composite
def exams_of(draw: st.DrawFn, pack: Pack, visit: Visit = BLANK) -> tuple[Visit, Category | None]:
    """A visit with some entries changed, and the category that the practitioner commits, if any."""
    more = draw(st.sampled_from((2, 5, 40)))
    before = draw(st.lists(entries(pack), max_size=more).map(dict))
    after = draw(st.lists(entries(pack), max_size=more).map(dict))
    patient = Patient(ref="drawn", age_years=draw(st.sampled_from(AGES)), pregnancy_weeks=draw(st.sampled_from(WEEKS)))
    made = replace(visit, findings=changed(visit.findings, before), after=changed(visit.after, after), patient=patient)
    return made, draw(st.sampled_from((None, *CATEGORIES)))

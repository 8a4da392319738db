"""Whatever text stands in a pack, PackError comes out, or a pack that both readings read alike."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from sot_engine.domain.pack import Pack
from sot_engine.errors import PackError, PackLimit
from sot_engine.inference.assess import Readings
from sot_engine.inference.plan import Plan
from sot_engine.packs.cases import read_cases
from sot_engine.packs.failures import failures
from sot_engine.packs.reader import read_folder
from tests.fuzz.damage import damaged, odd
from tests.fuzz.test_visit_reader import check_refusal
from tests.known_packs import MORE, finding, rule, tiny, visit
from tests.strategies import few

FINDINGS = (
    finding("pinch", "pain", sided="true", range="[0, 10]", retest="{positive: {at_least: 1}, improves: down}")
    + finding("turn", "choice", values="[none, left, right]", negative="none", mirrors="[[left, right]]")
    + finding("steps", "sequence", values="[same, worse]", length="[1, 2]")
)
APART = "{each_side: {all: [{pinch: {at_least: 4}}, {other_side: {pinch: {below: 2}}}]}}"
RULES = (
    rule("T-1", APART, "{supports: I, as: weak}")
    + rule("T-2", "{any: [{turn: {not: none}}, {steps: {starts_with: [worse]}}]}", "{opposes: II}")
    + rule("T-3", "{all: [{fired: T-1}, {not_fired: [T-2]}, {unless: {turn: left}}]}")
    + rule("T-4", "{n_of: {at_least: 1, of: [{each_side: {improved: pinch}}, {decided: I}]}}", "{withholds: prone}")
)
CASES = """
- id: one
  findings: {pinch: {left: 5, right: 0}, turn: left}
  after_blocking: {pinch: {left: 1}}
  patient: {age_years: 12}
  expect: {outcome: insufficient, fires: [T-1], open: [E1-1], placement: {status: none, id: null}}
- rule: T-2
  like: one
  fires: [{turn: right, sides: []}]
  near_miss: [{turn: none}]
  unrecorded: [{without: [turn]}]
"""
SOURCES = (
    "OTHER: {author: A, title: T, year: 1990, address: not shown, kind: trial, seen: Nothing.}\n"
    "THIRD:\n  author: B\n  title: T\n  year: not shown\n  address: not shown\n  kind: none\n  seen: >\n    All.\n"
)
FILES = {"pack": MORE, "findings": FINDINGS, "rules": RULES, "sources": SOURCES}
EXAMS = [
    visit(),
    visit({"pinch.left": 5, "pinch.right": 0, "turn": "left", "steps": ("worse",)}, {"pinch.left": 1}),
    visit({"pinch.right": 9, "turn": "none", "rigid": "present", "heel.left": 2, "short_leg": "left"}),
    visit({"rib.left": 5, "drift": 20, "turn": "right", "short_leg": "right"}, age=9, weeks=3),
]


def read(folder: Path, **files: str) -> Pack | None:
    for name, text in (FILES | files).items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
    try:
        return read_folder(folder, tiny(), "more")
    except PackError as error:
        check_refusal(error)
        return None


def use(pack: Pack) -> None:
    """A pack that was read must be read alike by both readings, or be refused for its size."""
    try:
        Plan(pack).stages()
        ready = Readings(pack)
    except PackLimit:
        return
    for exam in EXAMS:
        known = {key: value for key, value in exam.findings.items() if key in pack.keys.by_key}
        fitting = {key: value for key, value in known.items() if _fits(pack, key, value)}
        ready.agree(visit(fitting, age=exam.patient.age_years, weeks=exam.patient.pregnancy_weeks))
    ready.durable.close()


def _fits(pack: Pack, key: str, value: object) -> bool:
    try:
        return pack.keys.by_key[key][0].read(value) == value
    except ValueError:
        return False


def test_what_is_damaged_below_is_whole_here(tmp_path: Path) -> None:
    pack = read(tmp_path, **FILES)
    assert pack
    use(pack)


@pytest.mark.no_cover
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_read_or_refused(name: str) -> None:
    @settings(few, max_examples=60)
    @given(damaged((FILES[name],)))
    def read_damaged(text: str) -> None:
        with TemporaryDirectory() as folder:
            pack = read(Path(folder), **{name: text})
        if pack:
            use(pack)

    read_damaged()


@pytest.mark.no_cover
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_odd_text_is_read_or_refused(name: str) -> None:
    @few
    @given(odd())
    def read_odd(text: str) -> None:
        with TemporaryDirectory() as folder:
            read(Path(folder), **{name: text})

    read_odd()


def test_damaged_cases_are_read_or_refused(tmp_path: Path) -> None:
    pack = read(tmp_path)
    assert pack
    ready = Readings(pack)
    (tmp_path / "cases").mkdir()

    @settings(few, max_examples=60)
    @given(damaged((CASES,)))
    def read_damaged(text: str) -> None:
        (tmp_path / "cases" / "cases.yaml").write_text(text, encoding="utf-8", errors="surrogatepass")
        try:
            cases = read_cases(tmp_path, pack, "more")
        except PackError as error:
            check_refusal(error)
            return
        for case in cases:
            list(failures(case, ready.agree(case.visit, case.commit)))

    read_damaged()

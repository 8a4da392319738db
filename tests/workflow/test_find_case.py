"""Cases are found by wish, by name, or in a teacher's file, whose faults are told with their line."""

from pathlib import Path

import pytest

from sot_engine.errors import CaseRefused, PracticeFaults, SotError, UnknownFinding
from sot_engine.practice.case import Case
from sot_engine.practice.difficulty import DIFFICULTIES
from sot_engine.workflow.practice.find_case import Wish, find_case, list_cases, read_own_case
from tests.known_packs import core
from tests.reports.shown import ROOT

EXAM = (ROOT / "examples/category-ii-left.yaml").read_text(encoding="utf-8")
MORE = """
case:
  title: The piano mover
  history: Nothing else is told.
  note: The first rib settles it.
  difficulty: spring term
  expect: {outcome: supported, category: II, side: left, placement: C2-L}
"""


def found(**wish: object) -> Case:
    return find_case(core(), "sot-core", Wish(**wish))  # type: ignore[arg-type]


def written(folder: Path, more: str = MORE, exam: str = EXAM) -> Path:
    file = folder / "piano.yaml"
    file.write_text(exam + more, encoding="utf-8")
    return file


def test_a_case_is_drawn_when_none_is_named() -> None:
    assert found().origin == "drawn"
    assert found(difficulty="mixed", seed=4).id == "mixed-4"


def test_a_number_gives_the_same_case_and_numbers_give_every_difficulty() -> None:
    assert len({found(seed=3).id for _ in range(20)}) == 1
    assert {found(seed=seed).difficulty for seed in range(60)} == set(DIFFICULTIES)


def test_a_drawn_case_is_found_again_by_its_id() -> None:
    for wish in ({"difficulty": "clear", "seed": 9}, {"difficulty": "noisy", "category": "III", "seed": 9}):
        case = found(**wish)
        assert found(case=case.id) == case


def test_a_published_case_is_found_and_its_title_is_for_afterwards() -> None:
    case = found(case="pack/G01")
    assert (case.origin, case.cite, case.says.outcome) == ("pack", ("BLUM04",), "insufficient")
    assert "Category III" in case.title
    assert "Category" not in case.complaint + case.history


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("pack/G99", 'has no case "G99" to practise'),
        ("pack/stop-questions-absent", "has no case"),
        ("cleer-7", 'no case is called "cleer-7"'),
        ("clear-IV-7", "no case is called"),
        ("nowhere.yaml", "cannot be read"),
        ("own/piano", 'no case is called "own/piano"'),
    ],
)
def test_a_case_that_nobody_knows_is_refused_with_what_to_do(name: str, says: str) -> None:
    with pytest.raises(CaseRefused, match=says) as refused:
        found(case=name)
    assert refused.value.hint


def test_any_visit_file_is_a_case() -> None:
    case = read_own_case(ROOT / "examples/mixed.yaml", core())
    assert (case.id, case.says.outcome, case.origin) == ("own/mixed", "mixed", "own")
    assert case.complaint.startswith("Invented for this example")


def test_a_teacher_can_add_a_title_a_history_a_note_and_what_is_expected(tmp_path: Path) -> None:
    case = read_own_case(written(tmp_path), core())
    assert (case.title, case.history, case.note) == (
        "The piano mover", "Nothing else is told.", "The first rib settles it.",
    )  # fmt: skip
    assert (case.difficulty, case.says.placement) == ("spring term", "C2-L")


@pytest.mark.parametrize(
    ("change", "says", "at"),
    [
        (("category: II", "category: III"), "category is II, not III", "expect:"),
        (("side: left, placement", "side: right, placement"), "side is left, not right", "expect:"),
        (("placement: C2-L", "placement: C2-R"), "placement is C2-L, not C2-R", "expect:"),
        (("outcome: supported", "outcome: cured"), 'expect.outcome cannot be "cured"', "expect:"),
        (("  title:", "  titel:"), 'unknown key "titel"', "titel:"),
        (("note: The first rib settles it.", "note: [1]"), "note is text", "note:"),
        (("case:\n", "case: [1]\n# "), "a map of keys", "case:"),
    ],
)
def test_a_case_that_is_not_what_it_claims_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str], says: str, at: str
) -> None:
    more = MORE if "[1]\n#" not in change[1] else "\ncase: [1]\n"
    with pytest.raises(CaseRefused) as refused:
        read_own_case(written(tmp_path, more.replace(*change)), core())
    assert says in refused.value.message
    assert refused.value.where is not None
    file = tmp_path / "piano.yaml"
    text = file.read_text(encoding="utf-8")
    line = text[: text.rindex(at)].count("\n") + 1
    assert (refused.value.where.file, refused.value.where.line) == (file.as_posix(), line)


def test_all_faults_of_a_case_come_out_together(tmp_path: Path) -> None:
    with pytest.raises(PracticeFaults, match="2 faults"):
        read_own_case(written(tmp_path, MORE.replace("title", "titel").replace("note", "nota")), core())


def test_a_fault_of_the_exam_itself_is_told_as_in_any_visit(tmp_path: Path) -> None:
    with pytest.raises(UnknownFinding) as unknown:
        read_own_case(written(tmp_path, exam=EXAM.replace("medial_knee_pain: {", "medial_kne_pain: {")), core())
    assert unknown.value.where is not None
    assert unknown.value.where.line == EXAM[: EXAM.index("medial_knee_pain")].count("\n") + 1


def test_a_text_that_could_steer_a_terminal_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CaseRefused, match=r'"note" holds the character U\+001B') as refused:
        read_own_case(written(tmp_path, MORE.replace("The first rib settles it.", '"\\e[2J"')), core())
    assert refused.value.where is not None
    assert refused.value.where.line == (tmp_path / "piano.yaml").read_text().partition("note:")[0].count("\n") + 1


@pytest.mark.parametrize("raw", [b"- a list", b"a: [", b"\xff\xfe", b"x" * 300_000])
def test_what_is_no_case_is_refused(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "x.yaml"
    file.write_bytes(raw)
    with pytest.raises(SotError):
        read_own_case(file, core())


def test_everything_that_can_be_practised_is_listed() -> None:
    names = [one.name for one in list_cases(core(), "sot-core")]
    assert names[0] == "clear-SEED"
    assert "pack/G01" in names
    assert "pack/S03" in names
    assert "pack/stop-questions-absent" not in names


def test_each_file_of_a_folder_is_tried_and_one_that_is_wrong_does_not_stop_the_rest(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "broken.yaml").write_text("- x")
    (tmp_path / "large.yml").write_text("x" * 300_000)
    listed = {Path(one.name).name: one for one in list_cases(core(), "sot-core", tmp_path)}
    assert listed["piano.yaml"].case is not None
    assert isinstance(listed["broken.yaml"].fault, CaseRefused)
    assert f"{tmp_path}/large.yml is larger than" in str(listed["large.yml"].fault)
    assert [one.case for one in list_cases(core(), "sot-core", tmp_path / "piano.yaml")] == [listed["piano.yaml"].case]
    with pytest.raises(CaseRefused, match="is no folder"):
        list(list_cases(core(), "sot-core", tmp_path / "none"))


def test_a_category_alone_draws_only_what_can_be_of_it() -> None:
    for seed in range(12):
        case = find_case(core(), "sot-core", Wish(category="II", seed=seed))
        assert case.says.outcome in {"supported", "mixed", "insufficient"}

"""An exam under way: begun, gone on with after the power went, written."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sot_engine.errors import (
    EnginesDisagree,
    ImpossibleValue,
    JournalForeign,
    MachineLacks,
    Place,
)
from sot_engine.inference import assess as assessing
from sot_engine.intake import step
from sot_engine.intake.visit_file import read_visit
from sot_engine.intake.visit_text import visit_yaml
from sot_engine.workflow.exams import interview as verbs
from sot_engine.workflow.exams.exam_folder import drop_exam, exam_folder, open_exams
from sot_engine.workflow.exams.finish_exam import finish_exam
from sot_engine.workflow.exams.interview import Exam, Wish, begin_exam, likely, resume_exam
from tests.known_packs import core, visit
from tests.reports.shown import ROOT
from tests.unwatched import unwatched
from tests.workflow.exams import HEAD, begun, pressed

pytestmark = pytest.mark.usefixtures("folder")


# --- Kept ---


def test_an_exam_goes_on_where_it_was_killed() -> None:
    exam = pressed(begun(), "n", "n", "enter", "y", ">", "n", "u", "s")
    exam.journal.close()
    again = resume_exam(exam.journal.path)
    assert again.now == exam.now
    assert again.now.visit == exam.now.visit
    assert again.running == exam.running
    pressed(again, "y", "u", "u")

    assert list(again.now.visit.findings) == ["bladder_bowel_change", "saddle_numbness"]


def test_a_key_that_could_not_be_taken_is_not_kept() -> None:
    exam = begun()
    before = exam.journal.path.read_bytes()
    pressed(exam, "k")
    assert exam.now.is_refused
    assert exam.journal.path.read_bytes() == before


def test_half_an_answer_and_the_head_are_kept_too() -> None:
    exam = begin_exam(Wish(), {"ref": "P-0042", "age": "37"})
    exam.close()
    again = resume_exam(exam.journal.path)
    assert again.now.about == {"ref": "P-0042", "age": "37"}
    assert again.now.asks_first
    for name in ("weeks", "examiner", "complaint"):
        again.press(step.ABOUT, f"{name}={HEAD[name]}")
    again.press(step.FIND, "first_rib_pain")
    again.press("6")
    again.close()
    once_more = resume_exam(exam.journal.path)
    once_more.press("0")
    assert once_more.now.visit.findings == {"first_rib_pain.left": 6, "first_rib_pain.right": 0}


def test_exams_under_way_are_listed_the_newest_first() -> None:
    assert open_exams() == ()
    one = pressed(begun(), "n", "n", "u")
    two = begin_exam(Wish(), {**HEAD, "ref": "P-0043"})
    os.utime(one.journal.path, (1, 1))
    listed = open_exams()
    assert [(found.patient, found.findings) for found in listed] == [("P-0043", 0), ("P-0042", 1)]
    assert listed[1].begun[:4] == one.head["begun"][:4]
    two.close()
    assert drop_exam(two.journal.path).exists()
    assert [found.patient for found in open_exams()] == ["P-0042"]
    assert len(list(exam_folder().iterdir())) == 2


def test_a_journal_that_holds_nothing_yet_is_not_listed() -> None:
    begun().close()
    (exam_folder() / "nothing.exam").write_bytes(b'{"schema"')
    assert len(open_exams()) == 1


def test_the_data_folder_of_the_user_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    from platformdirs import user_data_path

    monkeypatch.delenv("SOT_DATA_DIR")
    assert exam_folder() == user_data_path("sot-engine") / "exams"


KEYS = "nnlb5u.yrn0u"
TAPPER = f"""
import sys
from sot_engine.workflow.exams.interview import Wish, begin_exam
exam = begin_exam(Wish(), {HEAD!r})
for number in range(100_000):
    exam.press({KEYS!r}[number % {len(KEYS)}].replace(".", "enter"))
    sys.stdout.write(f"{{number}} {{len(exam.now.visit.findings)}}\\n")
    sys.stdout.flush()
"""


@pytest.mark.parametrize("told", [1, 7, 18, 40, 61])
def test_killed_at_any_moment_no_key_is_lost_whose_result_was_shown(told: int, folder: Path) -> None:
    words = [sys.executable, "-c", TAPPER]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=unwatched()) as tapper:
        assert tapper.stdout
        lines = [tapper.stdout.readline() for _ in range(told)]
        tapper.kill()
        lines += tapper.stdout.read().rpartition("\n")[0].splitlines()
    exam, alone = resume_exam(open_exams()[0].path), begun()
    for kept in range(len(lines)):
        alone.press(key(kept))
    if stands(alone) != stands(exam):  # the last key was on the disk and its result not yet shown
        alone.press(key(len(lines)))
    assert stands(alone) == stands(exam)


def key(number: int) -> str:
    return KEYS[number % len(KEYS)].replace(".", "enter")


def stands(exam: Exam) -> tuple[object, ...]:
    return exam.now.recorded, exam.now.place, exam.now.entry


# --- The result so far ---


def outcome(exam: Exam) -> str:
    assert exam.running.found
    return exam.running.found.outcome


def test_the_result_follows_every_key() -> None:
    exam = begun()
    assert outcome(exam) == "insufficient"
    assert outcome(pressed(exam, "y")) == "refer"
    assert not exam.running.next
    assert outcome(pressed(exam, "u")) == "insufficient"
    assert exam.running.next[0].finding in core().findings


def test_there_is_no_result_before_the_head_is_answered() -> None:
    assert begin_exam(Wish()).running.found is None


def test_what_was_asked_for_and_not_done_is_not_the_next_test() -> None:
    exam = begun()
    first = exam.running.next[0].finding
    exam.press(step.FIND, first)
    exam.press(step.REASON, "pain")
    assert exam.running.next[0].finding != first


def test_the_result_is_the_same_as_that_of_the_visit_file(folder: Path) -> None:
    exam = pressed(begun(), *"nnnnnnnnnn", ">", ">", "n", "l", ">", "6", "0", "w", "y")
    found = exam.running.found
    written = exam.finish()
    assert read_visit(written.path) == exam.now.visit
    assert found
    assert assessing.assess(core(), read_visit(written.path), explained=False) == found
    assert written.path.name.startswith("visit-P-0042-")
    assert open_exams() == ()


def test_engines_that_disagree_are_said_and_the_exam_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    exam = begun()

    def disagree(*_: object, **__: object) -> None:
        raise EnginesDisagree("they differ")  # noqa: EM101, TRY003 # any error of the house

    monkeypatch.setattr(verbs, "assess", disagree)
    pressed(exam, "n")
    assert exam.running.fault == "E010 they differ"
    assert exam.running.found is None
    assert exam.now.visit.findings == {"bladder_bowel_change": "absent"}


# --- From the last visit, and after blocking ---


@pytest.fixture
def earlier(folder: Path) -> Path:
    path = folder / "earlier.yaml"
    found = visit({"first_rib_pain.left": 6, "first_rib_pain.right": 0, "heel_tension.left": 2}, weeks=12)
    path.write_text(visit_yaml(found, core()), encoding="utf-8")
    return path


def test_the_last_visit_gives_the_patient_and_carries_nothing_without_a_key(earlier: Path) -> None:
    exam = begin_exam(Wish(last=str(earlier)))
    assert exam.now.about == {"ref": "P"}
    assert likely(exam) == {"ref": "P", "age": "40", "examiner": "E", "complaint": ""}
    assert exam.now.recorded == {}
    earlier.unlink()
    exam.close()
    again = resume_exam(exam.journal.path)
    again.press(step.FIND, "first_rib_pain")
    again.press("=")
    assert again.now.recorded == {"first_rib_pain.left": 6, "first_rib_pain.right": 0}


def test_a_date_of_birth_is_taken_from_the_last_visit(earlier: Path) -> None:
    text = earlier.read_text("utf-8").replace("age_years: 40", "birth_date: '1986-01-01'")
    earlier.write_text(text, encoding="utf-8")
    assert begin_exam(Wish(last=str(earlier))).now.about == {"ref": "P", "age": "1986-01-01"}


def test_no_other_patient_takes_over_what_the_last_visit_had(earlier: Path) -> None:
    exam = begin_exam(Wish(last=str(earlier)), {name: HEAD[name] for name in ("age", "weeks", "examiner", "complaint")})
    exam.press(step.FIND, "first_rib_pain")
    exam.press("=")
    exam.press(step.ABOUT, "ref=OTHER")
    exam.close()
    again = resume_exam(exam.journal.path)
    again.press(step.ABOUT, "ref=OTHER")
    assert again.now.visit == exam.now.visit
    assert again.now.patient.ref == "P"
    again.close()
    assert finish_exam(exam.journal.path).visit == exam.now.visit
    assert again.now.recorded == {"first_rib_pain.left": 6, "first_rib_pain.right": 0}


def test_the_last_visit_of_another_patient_is_refused(earlier: Path) -> None:
    with pytest.raises(ImpossibleValue, match="the last visit is of another patient"):
        begin_exam(Wish(last=str(earlier)), {"ref": "P-0043"})
    assert open_exams() == ()


def test_a_last_visit_of_the_records_is_not_told_when_it_is_refused(earlier: Path) -> None:
    """No word of what was recorded stands in a message."""
    with pytest.raises(ImpossibleValue) as refused:
        begin_exam(Wish(last=read_visit(earlier)), {"ref": "P-0043"})
    assert refused.value.where == Place("the records")


def test_a_re_test_is_written_beside_its_visit_and_the_visit_stays(earlier: Path) -> None:
    before = earlier.read_bytes()
    exam = pressed(begun(retested=str(earlier)), "3", "0", "1", "enter", "2", "w", "y")
    written = exam.finish()
    assert written.path == earlier.with_name("earlier-retest.yaml")
    found = read_visit(written.path)
    assert found.findings == read_visit(earlier).findings
    assert found.after == {
        "first_rib_pain.left": 3, "first_rib_pain.right": 0, "heel_tension.left": 1, "pain_on_blocks": "less",
    }  # fmt: skip
    assert earlier.read_bytes() == before
    assert open_exams() == ()


def test_a_re_test_under_way_is_listed_as_one(earlier: Path) -> None:
    pressed(begun(retested=str(earlier)), "3", "0").close()
    (found,) = open_exams()
    assert (found.patient, found.is_retest, found.findings) == ("P", True, 1)


# --- Written ---


def test_a_visit_is_never_written_over_another(folder: Path) -> None:
    first = pressed(begun(), "n", "w", "y").finish().path
    second = pressed(begun(), "y", "w", "y").finish().path
    assert second.name == f"{first.stem}-2.yaml"
    assert read_visit(first).findings != read_visit(second).findings
    assert first.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in folder.iterdir()) == sorted(["data", first.name, second.name])


def test_a_name_that_was_chosen_and_is_taken_loses_nothing(folder: Path) -> None:
    exam = pressed(begun(out="mine.json"), "n", "w", "y")
    (folder / "mine.json").write_text("{}", encoding="utf-8")
    with pytest.raises(MachineLacks, match="a file of that name is there already"):
        exam.finish()
    exam.close()
    assert (folder / "mine.json").read_text("utf-8") == "{}"
    written = finish_exam(open_exams()[0].path, "other.json")
    assert json.loads(written.path.read_text("utf-8"))["findings"] == {"bladder_bowel_change": "absent"}


def test_a_power_cut_between_the_file_and_the_end_of_the_journal_does_no_harm(folder: Path) -> None:
    exam = pressed(begun(), "n", "w", "y")
    journal = exam.journal.path.read_bytes()
    first = exam.finish().path
    exam.journal.path.write_bytes(journal)
    again = resume_exam(exam.journal.path)
    assert again.now.is_written
    assert again.finish().path == first


def test_a_folder_that_cannot_be_written_is_said_and_the_exam_goes_on(folder: Path) -> None:
    exam = pressed(begun(out="gone/visit.yaml"), "n", "w", "y")
    with pytest.raises(MachineLacks, match="the visit cannot be written: no such file or directory"):
        exam.finish()
    exam.close()
    (folder / "gone").mkdir()
    assert resume_exam(open_exams()[0].path).finish().path == folder / "gone" / "visit.yaml"


def test_a_name_that_another_takes_meanwhile_is_not_written_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exam = pressed(begun(), "n", "w", "y")
    real = os.link
    taken: list[Path] = []

    def link(source: Path, target: Path) -> None:
        if not taken:
            taken.append(target)
            target.write_text("another's", encoding="utf-8")
        real(source, target)

    monkeypatch.setattr(os, "link", link)
    assert exam.finish().path.stem == f"{taken[0].stem}-2"
    assert taken[0].read_text("utf-8") == "another's"


def test_a_file_system_without_second_names_will_do(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_link(source: Path, target: Path) -> None:
        if target.stem.endswith("-2"):
            target.write_text("another's", encoding="utf-8")
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_link)
    first = pressed(begun(), "n", "w", "y").finish().path
    assert read_visit(first).findings == {"bladder_bowel_change": "absent"}
    second = pressed(begun(), "y", "w", "y").finish().path
    assert second.stem == f"{first.stem}-3"
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".yaml") == ["data"]


def test_the_command_to_go_on_with_names_the_packs(folder: Path) -> None:
    finished = pressed(begun(with_=("ak-variants",)), "n", "w", "y").finish()
    assert finished.options == ("--with", "ak-variants")
    assert pressed(begun(), "n", "w", "y").finish().options == ()


# --- Finished without a terminal ---


def test_what_an_exam_holds_is_written_without_asking_more() -> None:
    exam = pressed(begun(), "n", "m", "y")
    exam.press(step.FIND, "soto_test")
    pressed(exam, "1", "2", "enter", "enter")
    exam.press(step.FIND, "heel_tension")
    pressed(exam, "m", "2", "0")
    exam.press(step.FIND, "ely")
    exam.press(step.REASON, "knee")
    pressed(exam, "up", "c", "u")
    exam.close()
    assert finish_exam(exam.journal.path).visit == exam.now.visit


def test_a_re_test_is_finished_too(earlier: Path) -> None:
    exam = pressed(begun(retested=str(earlier)), "3", "0")
    exam.close()
    assert finish_exam(exam.journal.path).visit == exam.now.visit


def test_an_exam_of_nobody_cannot_be_finished() -> None:
    exam = begin_exam(Wish(), {"ref": "P"})
    exam.close()
    with pytest.raises(JournalForeign, match="age in years, or date of birth, examiner not answered"):
        finish_exam(exam.journal.path)
    resume_exam(exam.journal.path).close()

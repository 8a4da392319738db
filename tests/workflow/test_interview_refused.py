"""An exam under way that cannot go on: every refusal."""

from pathlib import Path
from shutil import copytree

import pytest

from sot_engine.errors import (
    ImpossibleValue,
    JournalDamaged,
    JournalForeign,
    JournalInUse,
    MachineLacks,
    UnknownFinding,
    VisitError,
)
from sot_engine.intake import step
from sot_engine.workflow.exams import interview as verbs
from sot_engine.workflow.exams.exam_folder import exam_folder, open_exams
from sot_engine.workflow.exams.finish_exam import finish_exam
from sot_engine.workflow.exams.interview import Wish, begin_exam, resume_exam
from tests.known_packs import TINY
from tests.reports.shown import ROOT
from tests.workflow.exams import begun, pressed

pytestmark = pytest.mark.usefixtures("folder")


# --- Refused ---


def test_a_wrong_answer_of_the_head_is_refused_before_anything_is_kept() -> None:
    with pytest.raises(ImpossibleValue, match='"age_years" cannot be 200'):
        begin_exam(Wish(), {"age": "200"})
    assert not exam_folder().exists()


def test_a_wrong_age_is_not_told_of_another_answer() -> None:
    with pytest.raises(ImpossibleValue) as told:
        begin_exam(Wish(), {"ref": "P-1", "age": "1989-02-30"})
    assert told.value.context == "in --age"


def test_a_visit_that_does_not_read_is_refused(folder: Path) -> None:
    with pytest.raises(VisitError):
        begin_exam(Wish(last="none.yaml"))


def test_a_read_only_folder_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOT_DATA_DIR", "/proc/none")
    with pytest.raises(MachineLacks, match="the exam cannot be kept"):
        begun()


def test_an_exam_that_is_open_in_another_window_is_refused() -> None:
    exam = begun()
    for verb in (resume_exam, finish_exam):
        with pytest.raises(JournalInUse):
            verb(exam.journal.path)


def test_a_damaged_journal_is_refused_listed_and_left_as_it_is() -> None:
    exam = pressed(begun(), "n", "y")
    exam.close()
    path = exam.journal.path
    damaged = path.read_bytes().replace(b'"present"', b'"absent" ')
    path.write_bytes(damaged)
    for verb in (resume_exam, finish_exam):
        with pytest.raises(JournalDamaged, match="this line was changed"):
            verb(path)
    assert path.read_bytes() == damaged
    (found,) = open_exams()
    assert "this line was changed" in found.fault


@pytest.fixture
def pack(folder: Path) -> Path:
    return Path(copytree(TINY, folder / "packs" / "tiny"))


def test_a_pack_that_changed_is_refused_and_what_was_recorded_can_be_written(pack: Path) -> None:
    exam = pressed(begun(pack=str(pack)), "y")
    exam.close()
    text = (pack / "rules.yaml").read_text("utf-8")
    (pack / "rules.yaml").write_text(text.replace("says: ", "says: Now ", 1), encoding="utf-8")
    with pytest.raises(JournalForeign, match=r"begun under .*tiny .*, which has changed since") as refused:
        resume_exam(exam.journal.path)
    assert "sot exam --finish" in refused.value.hint
    assert finish_exam(exam.journal.path).visit == exam.now.visit


def test_a_finding_that_the_pack_no_longer_has_is_said_and_nothing_is_lost(pack: Path) -> None:
    exam = pressed(begun(pack=str(pack)), "y")
    name = next(iter(exam.now.recorded)).partition(".")[0]
    exam.close()
    for file in pack.glob("*.yaml"):
        file.write_text(file.read_text("utf-8").replace(name, "another_name"), encoding="utf-8")
    with pytest.raises(UnknownFinding, match=name):
        finish_exam(exam.journal.path)
    assert len(open_exams()) == 1


def test_a_program_whose_keys_mean_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    exam = pressed(begun(), "n")
    exam.close()
    real = step.apply
    monkeypatch.setattr(
        verbs, "apply", lambda now, event: real(now, event._replace(key={"n": "y"}.get(event.key, event.key)))
    )
    with pytest.raises(JournalForeign, match="begun under sot-engine"):
        resume_exam(exam.journal.path)
    monkeypatch.undo()


def test_an_event_that_is_no_longer_taken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gone on with without it, the findings of one patient would stand under the reference of another."""
    about = {"age": "37", "weeks": "", "examiner": "E", "complaint": ""}
    exam = begin_exam(Wish(last=str(ROOT / "examples" / "retest.yaml")), about)
    with monkeypatch.context() as before:
        before.setattr(step, "is_another", lambda *_: False)
        exam.press(step.ABOUT, "ref=OTHER")
    exam.close()
    with pytest.raises(JournalForeign, match="begun under sot-engine"):
        resume_exam(exam.journal.path)


def test_a_relative_path_of_a_pack_is_found_from_elsewhere(pack: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exam = begun(pack="packs/tiny")
    exam.close()
    monkeypatch.chdir(ROOT)
    assert finish_exam(exam.journal.path, str(pack / "visit.yaml")).options == ("--pack", str(pack))

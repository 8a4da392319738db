"""What the exam's screen shows, line by line."""

from dataclasses import replace
from pathlib import Path

import pytest

from sot_engine.cli.exams import view
from sot_engine.cli.exams.cells import cells, wrap
from sot_engine.cli.exams.rows import Line, fitted
from sot_engine.cli.exams.view import ALWAYS, LEAST, MORE, draw, fits, overview
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, spoken
from sot_engine.errors import VisitError
from sot_engine.intake.step import FIND, REASON
from sot_engine.intake.visit_text import visit_yaml
from sot_engine.reports.names import value_words
from sot_engine.workflow.exams.interview import Exam, Running, Wish, begin_exam
from tests.cli.exams import HEAD, begun, text
from tests.known_packs import core, visit, with_ak
from tests.reports.shown import EXAMPLES, ROOT, forbidden


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lines(exam: Exam, columns: int = 80, rows: int = 24) -> list[str]:
    drawn = text(draw(exam, columns, rows))
    assert len(drawn) == rows
    assert max(map(cells, drawn)) <= columns
    return [line.rstrip() for line in drawn]


def pressed(exam: Exam, *keys: str) -> Exam:
    for key in keys:
        exam.press(key)
    return exam


def at(exam: Exam, finding: str) -> Exam:
    exam.press(FIND, finding)
    return exam


def row(exam: Exam, name: str, **size: int) -> str:
    return next(line for line in lines(exam, **size)[3:] if line[3:].startswith(name))


def test_the_picture_in_the_documents_is_the_screen() -> None:
    exam = pressed(begun(), *"nnnnnnnnnn", ">", ">", "n", "l", "n", ">", "6", "0", ">", "l")
    page = (ROOT / "docs" / "exam.md").read_text("utf-8")
    assert page.split("```text\n")[1].split("```")[0] == "\n".join(lines(exam)) + "\n"


def test_every_key_of_the_screen_stands_in_the_documents() -> None:
    page = (ROOT / "docs" / "exam.md").read_text("utf-8")
    keys = [part.split(" ")[0] for part in f"{ALWAYS}  {MORE}".split("  ")]
    assert [key for key in keys if f"| `{key}`" not in page] == []


def test_every_finding_starts_visibly_empty() -> None:
    exam = at(begun(), "lateral_sway")
    assert (
        row(exam, "Lateral pelvic sway, eyes open")
        == " > Lateral pelvic sway, eyes open       L ____              R ____"
    )
    assert row(exam, "Antalgic posture") == "   Antalgic posture                     ____"


def test_left_stands_left_of_right_each_with_its_letter_whatever_the_position() -> None:
    exam = pressed(at(begun(), "heel_tension"), "2", "0")
    assert row(exam, "Heel tension") == "   Heel tension                         L 2 of 3            R 0 of 3"
    assert " PRONE " in "".join(lines(exam))


def test_half_an_answer_shows_which_side_comes_next() -> None:
    exam = pressed(at(begun(), "heel_tension"), "2")
    assert row(exam, "Heel tension").endswith("L 2 of 3            R ____")
    assert any(line.startswith("  RIGHT  0-3") for line in lines(exam))
    exam = pressed(at(exam, "soto_test"), "1", "2")
    assert any("LEFT  same, better_  1 same" in line for line in lines(exam))
    exam = pressed(at(exam, "lateral_sway_mm"), "1", "2")
    assert any("12_  0 to 150 mm, then Enter" in line for line in lines(exam))


def test_what_was_not_done_is_unsure_or_does_not_apply_says_so_in_words() -> None:
    exam = at(begun(), "ely")
    exam.press(REASON, "sore knee")
    assert row(exam, "Ely test", rows=40).endswith("not done: sore knee")
    exam = pressed(at(exam, "heel_tension"), "m")
    assert row(exam, "Heel tension").endswith("L ____ unsure       R ____ unsure"), "a mark is shown before the answer"
    exam = pressed(exam, "2", "0")
    assert row(exam, "Heel tension").endswith("L 2 of 3 unsure     R 0 of 3 unsure")
    assert row(at(exam, "myelopathy_signs"), "Obstetric warning signs").endswith("does not apply")


def test_a_side_that_was_not_done_says_so_beside_the_side_that_was() -> None:
    exam = pressed(at(begun(), "heel_tension"), "l", "2", "up")
    exam.press(REASON, "cast")
    assert row(exam, "Heel tension").endswith("L 2 of 3            R not done: cast")
    assert row(exam, "Heel tension", columns=120).endswith("L 2 of 3                        R not done: cast")
    exam = pressed(at(exam, "heel_tension"), "l", "enter")
    assert row(exam, "Heel tension").endswith("L ____              R not done: cast"), "the left is not tested again"


@pytest.mark.parametrize("columns", [64, 80, 99, 120])
@pytest.mark.parametrize("mark", ["", "m"])
def test_sequences_that_differ_look_different_in_the_list(columns: int, mark: str) -> None:
    exam = pressed(at(begun(), "soto_test"), *mark)
    seen = set()
    for number in range(27):
        digits = [number // 9, number // 3 % 3, number % 3]
        pressed(at(exam, "soto_test"), "r", *(str(digit + 1) for digit in digits))
        told = row(at(exam, "soto_test"), "SOTO", columns=columns, rows=40)
        assert ("..." not in told[30:], "unsure" in told) == (True, bool(mark))
        seen.add(told)
    assert len(seen) == 27


def test_a_sequence_is_whole_where_there_is_room_and_else_shortened_word_by_word() -> None:
    exam = pressed(at(begun(), "soto_test"), *"332222")
    assert row(exam, "SOTO", columns=120, rows=40).endswith("L worse, worse, better          R better, better, better")
    assert row(exam, "SOTO", rows=40).endswith("L wor., wor., bet.  R bet., bet., bet.")
    exam = pressed(at(exam, "soto_test"), "m")
    assert row(exam, "SOTO", rows=40).endswith("L w., w., b. unsure R b., b., b. unsure")
    assert any("worse, worse, better unsure" in line for line in text(overview(exam, 120)))


def test_words_that_cannot_be_told_apart_when_they_are_short_are_cut_with_a_sign_that_they_are() -> None:
    alike = replace(core().findings["soto_test"], values=("much_more", "much_less"))
    assert fitted(alike, ("much_more", "much_less"), 17) == "much m., much l."
    assert fitted(alike, ("much_more", "much_less", "much_less"), 17) == "much more, muc..."


def test_the_keys_that_always_work_fit_on_a_line_of_eighty() -> None:
    shown = lines(begun())
    assert shown[-2:] == [f" {ALWAYS}", f" {MORE}"]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60), LEAST])
def test_the_screen_fills_the_window_and_no_line_is_cut_that_must_be_read(size: tuple[int, int]) -> None:
    exam = begun()
    while exam.now.finding:
        shown = lines(exam, *size)
        assert any(f" {exam.now.finding.name}" in line for line in shown)
        assert any(exam.now.finding.asks[:50] in line for line in shown)
        assert len(shown) == size[1]
        assert [key for key in f"{ALWAYS}  {MORE}".split("  ") if not any(key in line for line in shown)] == []
        exam.press("down")
    assert any("This was the last question. 105 findings not tested." in line for line in lines(exam, *size))


@pytest.mark.parametrize("packs", [(), ("ak-variants",)])
@pytest.mark.parametrize("kind", ["last", "retested"])
def test_each_question_and_what_was_found_before_are_whole_in_the_smallest_window(
    kind: str, packs: tuple[str, ...], folder: Path
) -> None:
    pack = with_ak() if packs else core()
    longest = visit({key: _longest(one) for one in pack.findings.values() for key in one.keys})
    (folder / "last.yaml").write_text(visit_yaml(longest, pack), "utf-8")
    about = {} if kind == "retested" else {**HEAD, "ref": longest.patient.ref}
    exam = begin_exam(Wish(with_=packs, **{kind: str(folder / "last.yaml")}), about)  # type: ignore[arg-type]  # as begun
    while exam.now.finding:
        for key in ("%", "down"):
            shown = lines(exam, *LEAST)
            told = " ".join(line.strip() for line in shown[3:])
            assert exam.now.finding.asks in told
            before = exam.now.earlier(exam.now.finding).values()
            assert [value for value in before if _words(exam.now.finding, value) not in told] == []
            assert told.count("= the same now") == bool(before), "the key that confirms it ends the line"
            assert exam.now.said in told
            assert shown[-1].endswith("v all" if exam.now.is_retest else "a patient")
            exam.press(key)


def _longest(finding: Finding) -> Value:
    if finding.range:
        return finding.range[1]
    word = max(finding.values, key=len) if finding.values else "equivocal"
    return (word,) * finding.length[1] if finding.length else word


def _words(finding: Finding, value: Value) -> str:
    return value_words(finding, spoken(value))


def test_where_all_cannot_be_shown_the_next_test_is_not_told_and_the_rest_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def told(running: Running, *_: object) -> list[Line]:
        return [[("", " the result")]] * (13 if running.next else 6)

    monkeypatch.setattr(view, "result", told)
    shown = lines(at(begun(), "infection_warning"), *LEAST)
    assert shown.count(" the result") == 6
    assert any(line.startswith(" > ") for line in shown)


def test_a_window_that_is_too_small_says_so_and_nothing_is_asked() -> None:
    exam = begun()
    assert not fits(exam, 63, 24)
    assert not fits(exam, 80, 21)
    assert lines(exam, 63, 24)[0] == "Make this window larger."


def test_the_result_so_far_and_the_most_useful_test_are_shown() -> None:
    exam = begun()
    assert any(line.startswith(" INSUFFICIENT  The findings recorded are not enough") for line in lines(exam))
    assert any("Stop questions not asked: 10." in line for line in lines(exam))
    assert any(line.startswith(" j next: ") for line in lines(exam))


def test_a_stop_is_said_in_full_and_no_next_test_is_shown() -> None:
    exam = pressed(begun(), "y")
    shown = " ".join(line.strip() for line in lines(exam))
    assert exam.running.found
    assert f"REFER  Refer: {exam.running.found.stops[0].send}." in shown
    assert "A stop finding was recorded. No category is named and no placement is shown." in shown
    assert not any(line.startswith(" j next") for line in lines(exam))


def test_colour_is_never_the_only_sign() -> None:
    exam = pressed(begun(), "y")
    plain = text(draw(exam, 80, 24))
    assert any("REFER" in line for line in plain)
    assert any(line.startswith(" > ") for line in plain)
    assert any(line.startswith(" ! ") for line in text(draw(pressed(exam, "k"), 80, 24)))


def test_the_act_for_the_rest_lists_every_finding_that_it_sets_and_what_it_leaves() -> None:
    exam = pressed(at(begun(), "pelvic_rigidity"), "y", "s")
    shown = " ".join(line.strip() for line in lines(exam))
    assert "The rest of standing, set as tested and negative: 10 findings" in shown
    for finding in exam.now.rest():
        assert finding.name in shown
    assert "Higher iliac crest, standing: level" in shown
    assert "Not set, these stay as they are Lateral pelvic sway, measured" in shown
    assert lines(exam)[-1] == " y yes   any other key no"


def test_an_act_that_cannot_be_listed_whole_is_not_offered() -> None:
    exam = pressed(begun(), "s")
    assert fits(exam, 80, 24)
    assert not fits(exam, 64, 15)


def test_before_writing_the_screen_says_how_much_of_each_position_is_recorded() -> None:
    exam = pressed(begun(), "n", "w")
    shown = lines(exam)
    assert " Write the visit with 1 finding recorded?" in shown
    assert "   Asked before the exam     1 of 26 recorded" in shown
    assert "   Face down (prone)         0 of 22 recorded" in shown


def test_half_an_answer_is_told_before_a_visit_is_written_and_is_there_after_a_no() -> None:
    exam = pressed(at(begun(), "heel_tension"), "2", "w")
    shown = lines(exam)
    assert " Heel tension is only half answered; a yes writes it as it was before." in shown
    assert " Heel tension is only half answered" not in "".join(lines(pressed(exam, "x")))
    assert row(exam, "Heel tension") == " > Heel tension                         L 2 of 3            R ____"
    assert pressed(exam, "0", "w").now.recorded["heel_tension.left"] == 2
    assert not [line for line in lines(exam) if "half answered" in line]


def test_what_the_last_visit_had_is_shown_with_its_date_and_the_key_that_confirms_it() -> None:
    exam = at(_from_last(), "first_rib_pain")
    assert " On 2026-01-15: left 0 of 10, right 6 of 10.  = the same now" in lines(exam)
    assert row(exam, "First rib tubercle, pain").endswith("L ____              R ____")


def _from_last() -> Exam:
    about = {"age": "37", "weeks": "", "examiner": "A. Example, DC", "complaint": ""}
    return begin_exam(Wish(last=str(ROOT / "examples" / "retest.yaml")), about)


def test_after_blocking_the_screen_says_so_and_shows_what_was_before() -> None:
    exam = begun(retested=str(ROOT / "examples" / "retest.yaml"))
    shown = lines(exam)
    assert any(line.startswith(" SEATED AFTER BLOCKING  First rib tubercle, pain") for line in shown)
    assert any(line.startswith(" Before blocking: left 0 of 10, right 6 of 10.") for line in shown)
    assert any("Take the blocks away" in line for line in shown)


def test_the_overview_lists_all_that_is_recorded_and_the_acts_with_their_time() -> None:
    exam = begun()
    assert text(overview(exam, 80))[1] == " Nothing is recorded yet."
    shown = text(overview(pressed(exam, "s", "y"), 80))
    assert sum("absent" in line or "none" in line for line in shown) == 24
    assert shown[-1].endswith("the rest of safety set to tested, negative: 24 findings")


def test_text_from_outside_cannot_steer_the_terminal() -> None:
    exam = begun()
    for sign in ("\x1b[2J\x07", "\u202e"):
        with pytest.raises(VisitError, match="cannot be seen"):
            exam.press("about", f"ref=P{sign}")
    exam.press("about", "ref=P\u200b0042")
    assert "P?0042" in lines(exam)[0]


@pytest.mark.parametrize("size", [(80, 24), LEAST])
def test_a_name_in_letters_of_two_cells_leaves_the_count_where_it_is(size: tuple[int, int]) -> None:
    exam = begun()
    exam.press("about", "ref=王小明")
    exam.press("about", "examiner=" + "陳醫師" * 12)
    head = text(draw(exam, *size))[0]
    assert head.startswith(" 王小明, 37 years; 陳醫師")
    assert head.endswith(("...  recorded 0 of 107 ", "... recorded 0 of 107 "))
    assert cells(head) == size[0]


def test_a_reason_in_letters_of_two_cells_is_shortened_with_a_sign_that_it_is() -> None:
    exam = at(begun(), "ely")
    exam.press(REASON, "疼" * 40)
    assert row(exam, "Ely test", rows=40).endswith("not done: " + "疼" * 13 + "...")


def test_letters_of_two_cells_are_wrapped_by_what_they_take() -> None:
    told = "腿" * 9 + " leg"
    assert wrap(told, 11) == ["腿" * 5, "腿" * 4, "leg"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_word_is_shown_that_the_house_does_not_use(name: str) -> None:
    exam = begun(retested=str(ROOT / "examples" / f"{name}.yaml"))
    assert forbidden("\n".join(lines(exam))) == []
    exam = pressed(begun(), "s")
    assert forbidden("\n".join(lines(exam))) == []


def test_the_position_that_is_asked_is_whole_in_the_smallest_window() -> None:
    exam = pressed(begun(), *"nnnnnnnnnn", ">", ">", ">", ">", ">")
    line = lines(exam, *LEAST)[1]
    assert line.endswith(" Supine [Prone 0 of 22]"), line
    assert lines(exam)[1].startswith("  Safety 10  History 0 ")

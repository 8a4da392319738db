"""An exam on the disk, its sealed result and its marks."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.errors import (
    BlueprintRefused,
    CaseRefused,
    MachineLacks,
    PracticeError,
    PracticeFaults,
    ResultBroken,
    ResultUnreadable,
)
from sot_engine.practice.attempt import Answer
from sot_engine.practice.marks import marks
from sot_engine.practice.paper import CaseItem, ChoiceItem
from sot_engine.practice.sealed import check, digest, last_seal
from sot_engine.practice.sitting_file import sitting_file
from sot_engine.workflow.practice.grade_exam import (
    Marked,
    essays,
    mark_essays,
    read_cases_again,
    read_result,
    wrong_questions,
)
from sot_engine.workflow.practice.sit_exam import part_file, write_result
from tests.practice.at_an_exam import BLUEPRINT, handed_in, sat
from tests.reports.shown import ROOT
from tests.strategies import few

# --- What is on the disk ---


def test_a_line_that_was_cut_short_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "x.part"
    with sitting_file(path) as file:
        file.keep({"kind": "one"})
    path.write_bytes(path.read_bytes() + b'{"kind": "tw')
    with sitting_file(path) as file:
        assert file.events == [{"kind": "one"}]
        file.keep({"kind": "three"})
    with sitting_file(path) as file:
        assert file.events == [{"kind": "one"}, {"kind": "three"}]


@pytest.mark.parametrize("change", [(b"one", b"oen"), (b'{"kind": "one"', b'["kind"'), (b"1", b"")])
def test_a_line_that_was_changed_is_refused_with_its_number(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    path = tmp_path / "x.part"
    with sitting_file(path) as file:
        for number in ("one", "two"):
            file.keep({"kind": number, "n": 1})
    path.write_bytes(path.read_bytes().replace(*change, 1))
    with pytest.raises(ResultBroken) as broken, sitting_file(path):
        pass
    assert broken.value.where is not None
    assert broken.value.where.line == 1


def test_a_line_that_was_taken_out_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "x.part"
    with sitting_file(path) as file:
        for number in range(3):
            file.keep({"n": number})
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    with pytest.raises(ResultBroken), sitting_file(path):
        pass


KILLED = """
import sys
from pathlib import Path
from sot_engine.packs.shelf import read_pack
from sot_engine.workflow.practice.sit_exam import sit_exam
blueprint = Path(sys.argv[1])
with sit_exam(blueprint, read_pack(), blueprint.with_name("ann.json"), "Ann Example", seed=7) as sitting:
    for number in range(100000):
        sitting.choose("question 1", number)
        print(number, flush=True)
"""


def test_no_answer_that_was_taken_is_lost_when_the_program_is_killed(blueprint: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(blueprint)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as running:
        assert running.stdout is not None
        for _ in range(20):
            running.stdout.readline()
        os.kill(running.pid, signal.SIGKILL)
        told = [20, *(int(line) + 1 for line in running.stdout if line.strip())]
    time.sleep(0.01)
    with sat(blueprint, lambda: datetime.now(UTC)) as sitting:
        assert sitting.exam.chosen["question 1"] + 1 >= told[-1]


# --- The sealed result ---


def test_a_result_is_what_it_was_sealed_as(blueprint: Path) -> None:
    result = handed_in(blueprint)
    assert check(json.loads(json.dumps(result))) == result
    assert len(result["seal"]) == 64


def test_the_order_of_keys_is_no_change() -> None:
    assert digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from leaves(part, (*path, place))
    else:
        yield path


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A result with its essays marked, as text."""
    file = tmp_path_factory.mktemp("exam") / "spring.yaml"
    file.write_text(BLUEPRINT)
    result, out = handed_in(file), file.with_name("ann.json")
    given = {"essay 1": Marked((2, 0), "An example is missing.")}
    return json.dumps(mark_essays(result, given, "T. Teacher", out, attests="I marked it: T. Teacher"))


@few
@given(st.data())
def test_any_change_of_any_part_is_noticed(marked: str, data: st.DataObject) -> None:
    result = json.loads(marked)
    path = data.draw(st.sampled_from(list(leaves(result))))
    *above, last = path
    place = result
    for step in above:
        place = place[step]
    before = place[last]
    place[last] = data.draw(
        st.sampled_from(["x", 0, 1, 17, None, True]).filter(lambda one: json.dumps(one) != json.dumps(before))
    )
    with pytest.raises(ResultBroken):
        check(result)


def test_points_that_were_sealed_wrong_are_noticed(blueprint: Path) -> None:
    result = handed_in(blueprint)
    for kind in ("choice", "case"):
        changed = json.loads(json.dumps(result))
        next(item for item in changed["items"] if item["kind"] == kind)["points"] = 0
        changed["seal"] = digest({name: part for name, part in changed.items() if name not in {"seal", "markings"}})
        with pytest.raises(ResultBroken, match="are not what its answer earns"):
            check(changed)


def sealed_anew(result: dict[str, Any]) -> dict[str, Any]:
    return {**result, "seal": digest({name: part for name, part in result.items() if name not in {"seal", "markings"}})}


def test_a_part_that_is_missing_or_of_another_kind_is_refused_whoever_sealed_it(blueprint: Path) -> None:
    result = json.loads(json.dumps(handed_in(blueprint)))
    for name in ("title", "candidate", "ended_at", "pack", "blueprint", "items", "markings"):
        for changed in ({key: part for key, part in result.items() if key != name}, {**result, name: 7}):
            with pytest.raises(ResultBroken, match=name):
                check(sealed_anew(changed))


def test_what_the_rubric_does_not_give_is_refused_whoever_sealed_it(blueprint: Path) -> None:
    result = json.loads(json.dumps(handed_in(blueprint)))
    for points, name in (([99, 99], "essay 1"), ([1], "essay 1"), ([1, 1], "essay 9")):
        marking = {"by": "T", "at": "", "attestation": "", "essays": {name: {"points": points, "note": ""}}}
        changed = {**result, "markings": [{**marking, "seal": digest([result["seal"], marking])}]}
        with pytest.raises(ResultBroken, match=f"marking 1: the points of {name} do not fit"):
            check(changed)
    question, essay = result["items"][0], result["items"][-1]
    for item, change in ((question, {"given": 9, "points": 0}), (essay, {"of": 1})):
        items = [{**one, **change} if one is item else one for one in result["items"]]
        with pytest.raises(ResultBroken, match=f"{item['item']}: a number in it"):
            check(sealed_anew({**result, "items": items}))
    with pytest.raises(ResultBroken, match="not those that its blueprint asks for"):
        check(sealed_anew({**result, "items": result["items"][1:]}))


def test_a_question_that_the_pack_answers_otherwise_is_noticed(blueprint: Path) -> None:
    result = json.loads(json.dumps(handed_in(blueprint)))
    assert list(wrong_questions(result)) == []
    question = result["items"][0]["question"]
    question["right"] = (question["right"] + 1) % len(question["options"])
    result["items"][1]["question"]["id"] = "supports:GONE"
    assert list(wrong_questions(result)) == ["question 1", "question 2"]
    result["pack"]["sha256"] = "0" * 64
    assert list(wrong_questions(result)) == []


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"schema": "sot-exam-result/1"}', "\x00", "[" * 100_000])
def test_what_is_no_result_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "x.json"
    file.write_text(text)
    with pytest.raises(ResultBroken) as broken:
        read_result(file)
    assert broken.value.where is not None


def test_a_result_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultUnreadable, match="cannot be read"):
        read_result(tmp_path / "none.json")


def test_writing_a_result_lets_go_of_the_exam_under_way(blueprint: Path) -> None:
    out = blueprint.with_name("ann.json")
    result = handed_in(blueprint)
    assert part_file(out).exists()
    write_result(result, out)
    assert not part_file(out).exists()
    assert read_result(out) == result
    with pytest.raises(MachineLacks):
        write_result(result, blueprint.with_name("gone") / "x.json")


# --- The teacher ---


def test_cases_are_drawn_and_read_again(blueprint: Path) -> None:
    result = handed_in(blueprint)
    assert [one.same for one in read_cases_again(result)] == [True, True]


def test_a_case_that_is_claimed_to_be_another_is_noticed(blueprint: Path) -> None:
    result = json.loads(json.dumps(handed_in(blueprint)))
    for item in result["items"]:
        if item["kind"] == "case":
            item["attempt"]["says"]["outcome"] = "mixed"
    assert [one.same for one in read_cases_again(result)] == [False, False]


def test_a_case_that_nobody_could_have_drawn_is_noticed(blueprint: Path) -> None:
    result = json.loads(json.dumps(handed_in(blueprint)))
    for item in result["items"]:
        if item["kind"] == "case":
            item["attempt"]["case"] = "clear-99999999999"
    told = list(read_cases_again(result))
    assert [one.same for one in told] == [False, False]
    assert told[0].why == 'no case is called "clear-99999999999"'


def test_under_another_pack_the_cases_are_not_read_again(blueprint: Path) -> None:
    result = json.loads(json.dumps(handed_in(blueprint)))
    result["pack"]["sha256"] = "0" * 64
    assert {one.same for one in read_cases_again(result)} == {None}
    result["pack"]["id"] = "gone"
    assert {one.same for one in read_cases_again(result)} == {None}


def test_marks_count_and_earlier_ones_stay(blueprint: Path) -> None:
    out, result = blueprint.with_name("ann.json"), handed_in(blueprint)
    once = mark_essays(result, {"essay 1": Marked((1, 0))}, "T. Teacher", out, attests="T")
    twice = mark_essays(once, {"essay 1": Marked((2, 1), "Better than I thought.")}, "T. Teacher", out, attests="T")
    assert (marks(once).earned, marks(twice).earned) == (7, 9)
    assert len(twice["markings"]) == 2
    assert len({result["seal"], last_seal(once), last_seal(twice)}) == 3
    assert read_result(out) == json.loads(json.dumps(twice))


def test_a_marking_that_was_taken_out_is_noticed(blueprint: Path) -> None:
    out, result = blueprint.with_name("ann.json"), handed_in(blueprint)
    once = mark_essays(result, {"essay 1": Marked((1, 0))}, "T. Teacher", out, attests="T")
    twice = mark_essays(once, {"essay 1": Marked((2, 1))}, "T. Teacher", out, attests="T")
    with pytest.raises(ResultBroken, match="marking 1"):
        check({**twice, "markings": twice["markings"][1:]})


@pytest.mark.parametrize("points", [(3, 0), (0, -1), (1,), (1, 1, 1)])
def test_points_that_the_rubric_does_not_give_are_refused(blueprint: Path, points: tuple[int, ...]) -> None:
    result = handed_in(blueprint)
    with pytest.raises(ResultBroken, match="do not fit its rubric"):
        mark_essays(result, {"essay 1": Marked(points)}, "T", blueprint.with_name("ann.json"), attests="T")
    assert [item["item"] for item in essays(result)] == ["essay 1"]


def test_walking_past_a_stop_fails_the_exam_unless_the_teacher_says_otherwise(blueprint: Path) -> None:
    for said, passed in (("", False), ("stop_fails: false\n", True)):
        blueprint.write_text(BLUEPRINT.replace("pass_mark: 60", "pass_mark: 20") + said)
        out = blueprint.with_name(f"{passed}.json")
        with sat(blueprint, out=out) as sitting:
            for item in sitting.exam.paper.items:
                if isinstance(item, CaseItem):
                    sitting.answered(item.id, Answer(outcome="insufficient", confidence=50))
                elif isinstance(item, ChoiceItem):
                    sitting.choose(item.id, item.question.right)
            found = marks(sitting.end("handed in"))
        assert (found.passed_stop, found.passed) == (True, passed)


def test_every_refusal_of_practice_has_its_page() -> None:
    from sot_engine.reports.error_pages import PAGES

    assert {kind.code for kind in (BlueprintRefused, CaseRefused, ResultBroken, PracticeFaults)} <= set(PAGES)
    assert issubclass(PracticeFaults, PracticeError)

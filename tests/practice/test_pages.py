"""What the pages on practice show is read by the program, and every word of theirs that it must know it knows."""

import re
from pathlib import Path

import pytest

from sot_engine.practice.blueprint import ENDS
from sot_engine.practice.difficulty import DIFFICULTIES
from sot_engine.practice.path import WORTH
from sot_engine.workflow.practice.find_case import read_own_case
from sot_engine.workflow.practice.sit_exam import load_blueprint
from tests.known_packs import core
from tests.reports.shown import ROOT

STUDENTS = (ROOT / "docs/practice-students.md").read_text(encoding="utf-8")
TEACHERS = (ROOT / "docs/practice-teachers.md").read_text(encoding="utf-8")
YAML = re.findall(r"```yaml\n(.*?)```", TEACHERS, re.DOTALL)


def test_the_case_of_the_page_is_one(tmp_path: Path) -> None:
    file = tmp_path / "piano.yaml"
    file.write_text(YAML[0], encoding="utf-8")
    case = read_own_case(file, core())
    assert (case.title, case.says.label) == ("The piano mover", "II")


def test_the_blueprint_of_the_page_is_one(tmp_path: Path) -> None:
    file = tmp_path / "spring.yaml"
    file.write_text(YAML[1], encoding="utf-8")
    assert set(load_blueprint(file).cases) == set(ENDS)


@pytest.mark.parametrize("difficulty", DIFFICULTIES)
def test_every_difficulty_is_on_both_pages(difficulty: str) -> None:
    assert f"`{difficulty}`" in STUDENTS
    assert f"| `{difficulty}` |" in TEACHERS


def test_the_parts_of_the_path_and_their_points_are_on_the_page() -> None:
    table = STUDENTS.partition("| Part | Points |")[2]
    for part, worth in WORTH.items():
        row = next(line for line in table.splitlines() if part in line)
        assert re.search(rf"\b{worth}\b", row), part

"""What the bundled exams look like, kept as files.

After a change that is meant, renew them and read the difference::

    SOT_RENEW_SNAPSHOTS=1 pytest tests/reports/test_snapshots.py

The hash and the versions are left out, so that a change of the pack shows only where it changes a sentence.
"""

import os
import re
from pathlib import Path

import pytest

from sot_engine.domain.rule import Category
from sot_engine.reports.markdown import sheet_markdown
from sot_engine.reports.text import sheet_text
from tests.reports.shown import EXAMPLES, on_screen, sheet

SNAPSHOTS = Path(__file__).parent / "snapshots"


def same(name: str, text: str, folder: Path = SNAPSHOTS) -> None:
    text = re.sub(r"sha256 [0-9a-f]{12}|(sot-core|sot-engine) \d+\.\d+\.\d+", lambda found: found[0].split()[0], text)
    path = folder / name
    if os.environ.get("SOT_RENEW_SNAPSHOTS") == "1":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{name} differs; the head of this file says how to renew it"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_screen_at_80_columns(name: str) -> None:
    same(f"{name}.screen.txt", on_screen(sheet(name, with_exam=False)))


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_text(name: str) -> None:
    same(f"{name}.text.txt", sheet_text(sheet(name)))


@pytest.mark.parametrize("commit", ["II", "III"])
def test_a_committed_category(commit: Category) -> None:
    same(f"mixed-commit-{commit}.text.txt", sheet_text(sheet("mixed", commit)))


def test_the_markdown() -> None:
    same("category-ii-left.markdown.md", sheet_markdown(sheet("category-ii-left")))


def test_no_snapshot_is_left_over() -> None:
    kept = {path.name.split(".")[0] for path in SNAPSHOTS.iterdir()}
    assert kept == {*EXAMPLES, "mixed-commit-II", "mixed-commit-III"}

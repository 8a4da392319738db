"""What notes look like in every form, kept as files; the head of test_snapshots.py says how to renew them."""

import re
from pathlib import Path

import pytest

from sot_engine.reports.note import draft_note
from sot_engine.reports.note_html import note_html
from sot_engine.reports.note_json import note_json
from sot_engine.reports.note_markdown import note_markdown
from sot_engine.reports.note_text import note_text
from tests.known_packs import core
from tests.reports.charts import amended, draft, signed
from tests.reports.shown import EXAMPLES
from tests.reports.test_snapshots import same

FOLDER = Path(__file__).parent / "note_snapshots"


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_draft_of_each_bundled_exam_as_text(name: str) -> None:
    same(f"draft-{name}.txt", note_text(draft_note(draft(name), core())), FOLDER)


def test_an_amended_note_as_text() -> None:
    same("amended.txt", note_text(draft_note(amended(), core())), FOLDER)


def test_a_signed_note_as_markdown() -> None:
    same("signed.md", note_markdown(draft_note(signed(), core())), FOLDER)


def test_a_signed_note_as_html() -> None:
    page = re.sub(r"(?<=<style>\n).*?(?=</style>)", "", note_html(draft_note(signed(), core())), flags=re.DOTALL)
    same(
        "signed.html",
        re.sub(r"(?<=>)(?=<(?:h\d|div|p|dt|footer|svg|article|head|body|meta))", "\n", page),
        FOLDER,
    )


def test_a_signed_note_as_json() -> None:
    same("signed.json", note_json(draft_note(signed(), core())), FOLDER)


def test_no_snapshot_is_left_over() -> None:
    drafts = {f"draft-{name}.txt" for name in EXAMPLES}
    assert {path.name for path in FOLDER.iterdir()} == {
        *drafts,
        "amended.txt",
        "signed.md",
        "signed.html",
        "signed.json",
    }

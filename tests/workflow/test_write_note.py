"""Writing notes: every form, whole or not at all."""

from pathlib import Path

import pytest

from sot_engine.errors import MachineLacks, PackDiffers
from sot_engine.reports.note import draft_note
from sot_engine.reports.note_html import note_html
from sot_engine.reports.note_json import note_json
from sot_engine.reports.note_markdown import note_markdown
from sot_engine.reports.note_text import note_text
from sot_engine.workflow.charts.write_note import NOTE_FORMATS, note_bytes, write_note
from tests.known_packs import core, tiny
from tests.reports.charts import signed

pytestmark = pytest.mark.filterwarnings("ignore:HarfBuzz-Subset will be required:DeprecationWarning")
"""Of WeasyPrint, on a machine without that library; the fonts are then cut by fontTools."""

DRAWN = {"text": note_text, "markdown": note_markdown, "html": note_html, "json": note_json}


@pytest.mark.parametrize("form", NOTE_FORMATS)
def test_every_form_is_written_to_a_file(form: str, tmp_path: Path) -> None:
    out = tmp_path / "note"
    write_note(signed(), core(), form, str(out))  # type: ignore[arg-type]  # one of the forms
    content = out.read_bytes()
    assert content == note_bytes(signed(), core(), form)  # type: ignore[arg-type]  # one of the forms
    if form == "pdf":
        assert content.startswith(b"%PDF-")
    else:
        assert content.decode() == DRAWN[form](draft_note(signed(), core()))
    assert [path.name for path in tmp_path.iterdir()] == ["note"]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(MachineLacks, match="the note cannot be written") as error:
        write_note(signed(), core(), "text", str(tmp_path / "none" / "note.txt"))
    assert "none/note.txt" in str(error.value)


def test_nothing_is_written_when_the_pack_is_another(tmp_path: Path) -> None:
    with pytest.raises(PackDiffers):
        write_note(signed(), tiny(), "text", str(tmp_path / "note.txt"))
    assert list(tmp_path.iterdir()) == []

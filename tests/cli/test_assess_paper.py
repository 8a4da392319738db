"""`sot assess` as HTML and as PDF."""

from pathlib import Path

import pytest

from sot_engine.cli.main import main

pytestmark = pytest.mark.filterwarnings("ignore:HarfBuzz-Subset will be required:DeprecationWarning")
"""Of WeasyPrint, on a machine without that library; the fonts are then cut by fontTools."""

EXAMPLES = Path(__file__).parents[2] / "examples"


def visit(name: str) -> str:
    return str(EXAMPLES / f"{name}.yaml")


def test_html_is_one_page_with_every_visit(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", visit("category-ii-left"), visit("refer"), "--format", "html"]) == 0
    page = capsys.readouterr().out
    assert page.startswith("<!doctype html>")
    assert page.count("<article>") == 2
    assert page.count("<svg") == 1
    assert 'content="2026-01-15T10:00:00+00:00"' in page


def test_pdf_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a.pdf"
    assert main(["assess", visit("category-ii-left"), "--format", "pdf", "--out", str(out)]) == 0
    assert out.read_bytes().startswith(b"%PDF-")
    assert capsys.readouterr().out == ""


def test_pdf_goes_into_a_pipe_when_it_is_asked_for(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["assess", visit("category-i"), "--format", "pdf", "--out", "-"]) == 0
    assert capfdbinary.readouterr().out.startswith(b"%PDF-")


def test_pdf_without_a_place_is_a_wrong_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["assess", visit("category-i"), "--format", "pdf"]) == 2
    assert "--out PATH" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["html", "pdf"])
def test_a_visit_that_is_wrong_does_not_stop_the_rest(
    form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "bad.yaml").write_text("{}", encoding="utf-8")
    out = tmp_path / f"a.{form}"
    words = ["assess", str(tmp_path / "bad.yaml"), visit("refer"), "--format", form, "--out", str(out)]
    assert main(words) == 3
    assert out.stat().st_size > 1000
    assert "bad.yaml" in capsys.readouterr().err


def test_a_pdf_that_cannot_be_written_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["assess", visit("refer"), "--format", "pdf", "--out", str(tmp_path / "none" / "a.pdf")]
    assert main(words) == 6
    assert "M010 the result cannot be written" in capsys.readouterr().err

"""The line that says how far a search is."""

import sys

import pytest

from sot_engine.cli.rules.searching import CLEAR, Searching


def test_a_terminal_sees_how_many_and_the_line_is_gone_at_the_end(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with Searching("exams read under both") as line:
        line.told(1_234)
        line.told(1_235)
    seen = capsys.readouterr()
    assert seen.err == f"{CLEAR}1,234 exams read under both ...{CLEAR}", "not drawn anew within a blink"
    assert seen.out == ""


def test_a_pipe_sees_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with Searching("exams read under both") as line:
        line.told(1)
    assert capsys.readouterr() == ("", "")

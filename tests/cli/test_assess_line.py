"""The quick reader of `sot assess` and typer come to the same answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sot_engine.cli import answer as answering
from sot_engine.cli.app import run_app
from sot_engine.cli.assess_line import AssessLine, read_plainly
from tests.strategies import few

VALUES = ["a.yaml", "b.json", "-", "--", "", "ü", "I", "II", "IV", "json", "jsonl", "pdf", "o.txt", "sot-core"]
OPTIONS = ["--format", "--out", "--pack", "--with", "--commit", "--explain", "--format=json", "--exp", "-x", "--help"]
WORDS = st.sampled_from(VALUES + OPTIONS)


def by_typer(words: list[str]) -> tuple[int, AssessLine | None]:
    """The exit code, and the line as typer reads it."""
    read: list[AssessLine] = []

    def remember(line: AssessLine) -> int:
        read.append(line)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answering, "answer", remember)
        code = run_app(["assess", *words])
    return code, read[0] if read else None


@few
@given(st.lists(WORDS, max_size=7))
def test_what_is_read_plainly_is_what_typer_reads(words: list[str]) -> None:
    plain = read_plainly(words)
    if plain is not None:
        assert by_typer(words) == (0, plain)


@pytest.mark.parametrize(
    "words",
    [
        ["a.yaml"],
        ["a.yaml", "b.yaml", "--format", "json"],
        ["--format", "jsonl", "-"],
        ["-", "--format", "text", "--out", "o.txt", "--pack", "x", "--with", "y", "--with", "z", "--explain"],
        ["a.yaml", "--commit", "II"],
        ["a.yaml", "--format", "json", "--format", "text"],
    ],
)
def test_a_well_formed_line_needs_no_typer(words: list[str]) -> None:
    plain = read_plainly(words)
    assert plain is not None
    assert by_typer(words) == (0, plain)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--format", "json"],
        ["a.yaml", "--format", "pdf"],
        ["a.yaml", "--format"],
        ["a.yaml", "--commit", "IV"],
        ["a.yaml", "--unknown"],
        ["a.yaml", "b.yaml", "--commit", "II"],
        ["-", "--format", "jsonl", "--commit", "II"],
        ["-", "a.yaml"],
    ],
)
def test_a_wrong_line_is_left_to_typer_which_refuses_it(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert read_plainly(words) is None
    assert by_typer(words) == (2, None)
    told = capsys.readouterr()
    assert told.out == ""
    assert "Error: " in told.err


@pytest.mark.parametrize("words", [["a.yaml", "--format=json"], ["--help"], ["--", "-x"]])
def test_a_line_that_takes_more_to_read_is_left_to_typer(words: list[str]) -> None:
    assert read_plainly(words) is None
    assert by_typer(words)[0] == 0


def test_what_does_not_go_together_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    for words, fault in (
        (["-", "a.yaml"], "`-` is standard input and stands alone"),
        (["a.yaml", "b.yaml", "--commit", "I"], "--commit is for one visit"),
        (["a.yaml", "--out", "./a.yaml"], "--out would write over the exam itself: ./a.yaml"),
        (["a.yaml", "--with", "ak-variants", "--with", "ak-variants"], "--with names a pack twice"),
    ):
        by_typer(words)
        assert fault in capsys.readouterr().err

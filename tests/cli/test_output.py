"""A result is written whole or not at all."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sot_engine.cli.main import main
from sot_engine.cli.output import Write, output
from sot_engine.errors import MachineLacks
from tests.reports.shown import ROOT

EXAM = str(ROOT / "examples" / "category-i.yaml")


def test_a_file_holds_what_the_screen_would(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "note.txt"
    assert main(["assess", EXAM, "--format", "text", "--out", str(out)]) == 0
    assert capsys.readouterr().out == ""
    main(["assess", EXAM, "--format", "text", "--out", "-"])
    assert out.read_text(encoding="utf-8") == capsys.readouterr().out


def test_a_result_for_the_screen_is_text_in_a_file(tmp_path: Path) -> None:
    out = tmp_path / "note.txt"
    assert main(["assess", EXAM, "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").isascii()


def interrupted(write: Write) -> None:
    write("half")
    raise KeyboardInterrupt


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    out = tmp_path / "note.txt"
    out.write_text("before", encoding="utf-8")
    with pytest.raises(KeyboardInterrupt), output(str(out)) as write:
        interrupted(write)
    assert out.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]


def test_a_visit_that_is_wrong_writes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "note.txt"
    assert main(["assess", str(tmp_path / "missing.yaml"), "--out", str(out)]) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_permissions(tmp_path: Path) -> None:
    out = tmp_path / "private"
    out.touch(mode=0o600)
    with output(str(out)) as write:
        write("after")
    assert (out.read_text(encoding="utf-8"), out.stat().st_mode & 0o777) == ("after", 0o600)


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    with output(str(tmp_path / "new")) as write:
        write("of a patient")
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("before", encoding="utf-8")
    link = tmp_path / "link"
    link.symlink_to("real")
    with output(str(link)) as write:
        write("after")
    assert link.is_symlink()
    assert (tmp_path / "real").read_text(encoding="utf-8") == "after"


def test_a_device_is_written_to_and_not_replaced() -> None:
    with output(os.devnull) as write:
        write("gone")
    assert Path(os.devnull).is_char_device()


def test_the_output_of_this_process_can_be_named_when_it_is_a_pipe() -> None:
    script = "from sot_engine.cli.output import output\nwith output('/dev/stdout') as write: write('through')"
    ran = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, check=True)
    assert ran.stdout == b"through"


@pytest.mark.parametrize("place", ["missing/note.txt", "", "file/note.txt", "folder/"])
def test_a_place_that_cannot_be_written_to_says_so(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MachineLacks, match="the result cannot be written"), output(f"{tmp_path}/{place}"):
        pass


def test_text_that_no_file_can_hold_is_spelled_out(tmp_path: Path) -> None:
    with output(str(tmp_path / "x")) as write:
        write("\ud800")
    assert (tmp_path / "x").read_text(encoding="utf-8") == "\\ud800"

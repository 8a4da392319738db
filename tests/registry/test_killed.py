"""A run that is killed goes on where it was, and its result is the one of a run that was not."""

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from sot_engine.errors import MachineLacks, RunConflict
from sot_engine.registry.resume import folder_of
from tests.registry.runs import Quiet, agree, run, whole_table

SOT = Path(sys.executable).with_name("sot")
WORDS = ("registry", "assess", "in.csv", "--out", "out.parquet")


@pytest.fixture
def exams(tmp_path: Path) -> Path:
    """Enough exams for several parts."""
    many = pl.concat([whole_table()] * 160).with_columns(exam_id=pl.int_range(pl.len()).cast(pl.String))
    many.write_csv(tmp_path / "in.csv")
    return tmp_path


def small_parts(folder: Path) -> dict[str, str]:
    """Make the parts of any `sot` that is started there small."""
    (folder / "sitecustomize.py").write_text(
        "import sys\n"
        "class Smaller:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'sot_engine.registry.opening':\n"
        "            import sot_engine.registry.csv_source as source\n"
        "            source.BYTES = 1_000_000\n"
        "sys.meta_path.insert(0, Smaller())\n"
    )
    return {**os.environ, "PYTHONPATH": str(folder)}


def test_a_killed_run_goes_on_with_what_it_had_done(exams: Path) -> None:
    environment = small_parts(exams)
    running = subprocess.Popen((SOT, *WORDS), cwd=exams, env=environment)
    folder = folder_of(exams / "out.parquet")
    wait_for(lambda: len(list(folder.glob("part-*.json"))) >= 2)
    running.send_signal(signal.SIGKILL)
    assert running.wait() == -signal.SIGKILL
    assert not (exams / "out.parquet").exists()
    kept = {note.name: note.stat().st_mtime_ns for note in folder.glob("part-*.json")}
    assert len(kept) >= 2

    seen = Quiet()
    ran = subprocess.Popen((SOT, *WORDS), cwd=exams, env=environment, stderr=subprocess.PIPE, text=True)
    assert "going on with an earlier run" in ran.communicate()[1]
    assert ran.returncode == 0
    assert not folder.exists()
    run(exams / "in.csv", exams / "other.parquet", seen)
    one, two = (pl.read_parquet(exams / name) for name in ("out.parquet", "other.parquet"))
    assert one.equals(two.select(one.columns))


def wait_for(true: object, most: float = 60) -> None:
    end = time.monotonic() + most
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def test_parts_that_are_done_are_not_done_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sot_engine.registry.parquet_source.ROWS", 40)
    whole_table().write_parquet(tmp_path / "in.parquet")

    class Stops(Quiet):
        def step(self, done: object) -> None:
            super().step(done)
            if len(self.parts) == 2:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "in.parquet", tmp_path / "out.parquet", Stops())
    first = folder_of(tmp_path / "out.parquet") / "part-000000.parquet"
    kept = first.stat().st_mtime_ns
    times: list[int] = []

    class Looks(Quiet):
        def step(self, done: object) -> None:
            super().step(done)
            times.append(first.stat().st_mtime_ns)

    seen = Looks()
    run(tmp_path / "in.parquet", tmp_path / "out.parquet", seen)
    assert seen.resumed
    assert set(times) == {kept}


class Stops(Quiet):
    """Interrupts a run when its first part is done."""

    def step(self, done: object) -> None:
        super().step(done)
        raise KeyboardInterrupt


def test_a_run_that_replaces_a_result_leaves_it_until_it_is_whole_and_goes_on_without_a_flag(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sot_engine.registry.parquet_source.ROWS", 40)
    whole_table().write_parquet(tmp_path / "in.parquet")
    out = tmp_path / "out.parquet"
    out.write_text("of an earlier run")
    with pytest.raises(RunConflict, match="there already"):
        run(tmp_path / "in.parquet", out)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "in.parquet", out, Stops(), replace=True)
    assert out.read_text() == "of an earlier run"
    with pytest.raises(RunConflict, match="there already"):
        run(tmp_path / "in.parquet", out, fresh=True)
    run(tmp_path / "in.parquet", out)
    agree(out)


def test_a_result_that_cannot_be_put_together_leaves_no_half_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole_table().write_parquet(tmp_path / "in.parquet")

    def full(one: Path, two: Path) -> None:
        Path(two).write_bytes(Path(one).read_bytes()[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("sot_engine.registry.gather.shutil.copyfile", full)
    with pytest.raises(MachineLacks, match="the disk is full"):
        run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet.parts"]
    monkeypatch.undo()
    run(tmp_path / "in.parquet", tmp_path / "out.parquet")
    agree(tmp_path / "out.parquet")


def test_a_full_disk_is_said_and_what_was_done_is_kept(exams: Path) -> None:
    """A file may not grow past what the shell allows, which is how a full disk looks to a program."""
    environment = small_parts(exams)
    command = f"ulimit -f 30; exec {SOT} {' '.join(WORDS)}"
    ran = subprocess.run(
        ["bash", "-c", command], cwd=exams, env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 6, ran.stderr
    assert "M010 the disk is full" in ran.stderr
    assert not (exams / "out.parquet").exists()
    again = subprocess.run((SOT, *WORDS), cwd=exams, env=environment, capture_output=True, text=True, check=False)
    assert again.returncode == 0, again.stderr

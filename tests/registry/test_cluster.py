"""A run on a real scheduler with two workers, each a process of its own on this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from sot_engine import __version__
from sot_engine.cli.main import main
from sot_engine.errors import ClusterLost, extra
from sot_engine.registry import cluster as of_cluster
from sot_engine.registry.cluster import assess_there
from sot_engine.registry.job import Job
from sot_engine.registry.layout import Layout
from sot_engine.registry.opening import Opening, open_source
from sot_engine.workflow.registry.assess_on_cluster import assess_on_cluster
from sot_engine.workflow.registry.assess_registry import Asked
from tests.known_packs import core
from tests.registry.runs import Quiet, agree, run, whole_table

DASK = Path(sys.executable).with_name("dask")
PARTS = 12


def wait_for(true: Callable[[], object], most: float = 60) -> None:
    """Wait until something is so."""
    end = time.monotonic() + most
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


class Machines:
    """A scheduler and its workers, as somebody would start them in a shell."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._started = folder, []  # type: ignore[var-annotated] # processes
        self.file = folder / "scheduler.json"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", self.file)
        wait_for(self.file.exists)

    def start(self, *words: object) -> "subprocess.Popen[bytes]":
        """Start one of Dask's commands."""
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [str(word) for word in (DASK, *words, "--no-dashboard")]
        process = subprocess.Popen(command, cwd=self._folder, **quiet)  # type: ignore[call-overload] # as it is meant
        self._started.append(process)
        return process  # type: ignore[no-any-return] # a process

    def worker(self, seen: int) -> "subprocess.Popen[bytes]":
        """Start a worker without a nanny that would start it again, and wait until it is the one of that number."""
        words = ("worker", "--scheduler-file", self.file, "--nthreads", "1", "--no-nanny", "--host", "127.0.0.1")
        started = self.start(*words, "--local-directory", self._folder / f"space-{seen}")
        address = str(self.file)
        wait_for(lambda: workers(address) == seen)
        return started

    def stop(self) -> None:
        """End everything that was started."""
        for process in self._started:
            process.kill()
            process.wait()


def workers(address: str) -> int:
    """How many workers a scheduler has."""
    try:
        found = of_cluster.Cluster(address, "looks")
    except ClusterLost:
        return 0
    try:
        return found.workers
    finally:
        found.close()


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[Machines]:
    found = Machines(tmp_path)
    try:
        yield found
    finally:
        found.stop()


@pytest.fixture
def exams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A table that is cut into a dozen parts."""
    rows = whole_table()
    monkeypatch.setattr("sot_engine.registry.parquet_source.ROWS", -(-rows.height // PARTS))
    rows.write_parquet(tmp_path / "in.parquet")
    return tmp_path


def asked(exams: Path, out: str = "out.parquet") -> Asked:
    return Asked(str(exams / "in.parquet"), exams / out, sides=True)


class Meddles(Quiet):
    """Does something when so many parts are done."""

    def __init__(self, after: int, act: Callable[[], Any]) -> None:
        super().__init__()
        self._after, self._act = after, act

    def step(self, done: Any) -> None:
        super().step(done)
        if len(self.parts) == self._after:
            self._act()


def test_two_workers_of_whom_one_is_killed_give_what_one_machine_gives_row_for_row(
    machines: Machines, exams: Path
) -> None:
    machines.worker(1)
    second = machines.worker(2)
    seen = Meddles(3, lambda: os.kill(second.pid, signal.SIGKILL))
    found = assess_on_cluster(asked(exams), seen, str(machines.file))
    assert second.wait() == -signal.SIGKILL
    assert len(seen.parts) == PARTS
    assert found.exams == whole_table().height
    run(exams / "in.parquet", exams / "alone.parquet")
    assert pl.read_parquet(exams / "out.parquet").equals(pl.read_parquet(exams / "alone.parquet"))
    agree(exams / "out.parquet")


def test_a_run_that_lost_all_its_workers_says_so_and_goes_on_with_new_ones(
    machines: Machines, exams: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_cluster, "LOOK", 0.5)
    monkeypatch.setattr(of_cluster, "LONELY", 1.0)
    only = machines.worker(1)
    with pytest.raises(ClusterLost, match=r"all workers at .* are gone|lost a part of the work"):
        assess_on_cluster(asked(exams), Meddles(2, only.kill), str(machines.file))
    assert not (exams / "out.parquet").exists()
    only.wait()
    wait_for(lambda: workers(str(machines.file)) == 0)
    machines.worker(1)
    seen = Quiet()
    assess_on_cluster(asked(exams), seen, str(machines.file))
    assert seen.resumed
    agree(exams / "out.parquet")


def test_a_scheduler_that_is_gone_in_the_middle_is_told(
    machines: Machines, exams: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(of_cluster, "LOOK", 0.5)
    monkeypatch.setattr(of_cluster, "LONELY", 1.0)
    machines.worker(1)
    with pytest.raises(ClusterLost):
        assess_on_cluster(asked(exams), Meddles(2, machines.scheduler.kill), str(machines.file))
    assert not (exams / "out.parquet").exists()


def test_a_scheduler_without_workers_is_refused(
    machines: Machines, exams: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["registry", "assess", str(exams / "in.parquet"), "--out", str(exams / "out.parquet")]
    assert main([*words, "--engine", "dask", "--scheduler", str(machines.file)]) == 6
    told = capsys.readouterr().err
    assert "M020 the scheduler at" in told
    assert "has no workers" in told


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:9", "nowhere", "none.json"])
def test_where_no_scheduler_answers_that_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setattr(of_cluster, "PATIENCE", "1s")
    with pytest.raises(ClusterLost, match="no Dask scheduler answers"):
        assess_on_cluster(asked(tmp_path), Quiet(), address)


@pytest.mark.parametrize("words", [["--engine", "dask"], ["--scheduler", "tcp://127.0.0.1:8786"]])
def test_the_engine_and_its_scheduler_belong_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str]
) -> None:
    assert main(["registry", "assess", "in.parquet", "--out", str(tmp_path / "out.parquet"), *words]) == 2
    assert "belong together" in capsys.readouterr().err


def test_a_worker_of_another_version_or_without_the_folder_refuses_its_part(exams: Path) -> None:
    source = open_source(str(exams / "in.parquet"), Opening(Layout.of(core()), exams))
    job = Job(core(), source, exams / "not-there")
    part = next(iter(source.parts()))
    with pytest.raises(ClusterLost, match=r"a worker has sot-engine .*, and this is 0\.0\.0"):
        assess_there(job, part, "0.0.0")
    with pytest.raises(ClusterLost, match="does not see the folder"):
        assess_there(job, part, __version__)


def test_without_dask_the_command_that_installs_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "sot_engine.registry.cluster", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = ["registry", "assess", "in.parquet", "--out", str(tmp_path / "out.parquet")]
    assert main([*words, "--engine", "dask", "--scheduler", "tcp://127.0.0.1:9"]) == 6
    assert extra("cluster") in capsys.readouterr().err

"""The benchmarks run, and every engine in them answers as the direct reading does."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks.peers import PEERS
from tests.unwatched import unwatched

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def quick() -> dict[str, Any]:
    """What a quick run says of its contestants; it ends with an error when one of them answers differently."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks", "--quick", "--json"]
    done = subprocess.run(command, cwd=ROOT, env=unwatched(), capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("name", [kind.name for kind in PEERS])
def test_every_peer_answers_as_the_direct_reading_does(name: str, quick: dict[str, Any]) -> None:
    if name in quick["left_out"]:
        pytest.skip(f"{name} was not compared: {quick['left_out'][name]}")
    assert name in quick["timed"]


def test_a_registry_is_read_in_every_way_and_all_answer_alike(quick: dict[str, Any]) -> None:
    """The run ends with an error when one of them answers otherwise than `sot registry assess`."""
    wanted = {"NumPy written by hand, Parquet to Parquet", "generated Python, Parquet to Parquet"}
    assert wanted <= set(quick["registry"])


def test_ours_is_timed_with_both_readings(quick: dict[str, Any]) -> None:
    assert quick["timed"][0] == "sot-engine, one assessment"

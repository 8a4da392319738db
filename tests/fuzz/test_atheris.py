"""A short run of atheris, which looks for texts that lead the visit reader where no text led it before."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.intake.test_bad_visits import MUSEUM
from tests.unwatched import unwatched

ROOT = Path(__file__).parents[2]
TURNS = 4000


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris is not installed; there is none for this Python")
def test_thousands_of_made_up_texts_are_read_or_refused(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for path in (*MUSEUM.iterdir(), *(ROOT / "examples").glob("*.yaml")):
        kind = b"\x00" if path.suffix == ".json" else b"\xff"
        (corpus / path.name).write_bytes(kind + path.read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "tests.fuzz.visit_target", f"-runs={TURNS}", "-seed=1", "-max_len=4000", corpus],
        cwd=ROOT,
        env=unwatched(),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]

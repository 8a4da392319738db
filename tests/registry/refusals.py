"""A table that is refused, as a whole."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from sot_engine.errors import SotError
from tests.registry.runs import run

Change = Callable[[pl.DataFrame], pl.DataFrame]


def refused(tmp_path: Path, name: str, content: bytes) -> SotError:
    """What is said of a file that cannot be read at all; nothing is left behind."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(SotError) as found:
        run(tmp_path / name, tmp_path / "out.parquet")
    assert not (tmp_path / "out.parquet").exists()
    assert found.value.exit_code == 3
    return found.value


def parquet(frame: pl.DataFrame, tmp_path: Path) -> bytes:
    frame.write_parquet(tmp_path / "whole.parquet")
    return (tmp_path / "whole.parquet").read_bytes()

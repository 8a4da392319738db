"""The parts of a run put together: the result appears under its name when it is whole, and not before."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from sot_engine.registry.job import Done, Job
from sot_engine.registry.machine import writing
from sot_engine.registry.rejects import HEAD

CSV, PARQUET = ".csv", ".parquet"


def gather(job: Job, done: Sequence[Done], out: Path, rejects: Path) -> None:
    """Write the result, and the rejects where there are any.

    Errors: MachineLacks.
    """
    half = out.with_name(f".{out.name}.half")
    parts = [job.table(one.number) for one in done]
    with writing(out), _nothing_left(half):
        table = pl.scan_parquet(parts, glob=False)
        if out.suffix == CSV:
            table.sink_csv(half)
        elif len(parts) == 1:
            shutil.copyfile(parts[0], half)
        else:
            table.sink_parquet(half)
        _gather_rejects([job.rejects(one.number) for one in done if one.rejects], rejects)
        half.replace(out)


@contextmanager
def _nothing_left(half: Path) -> Iterator[None]:
    """A file that did not become whole goes away: the disk may be full because of it."""
    try:
        yield
    finally:
        half.unlink(missing_ok=True)


def _gather_rejects(parts: Sequence[Path], path: Path) -> None:
    if not parts:
        path.unlink(missing_ok=True)
        return
    half = path.with_name(f".{path.name}.half")
    with _nothing_left(half), half.open("wb") as whole:
        whole.write(f"{','.join(HEAD)}\r\n".encode())
        for part in parts:
            with part.open("rb") as file:
                shutil.copyfileobj(file, whole)
        whole.flush()
        half.replace(path)

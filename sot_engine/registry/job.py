"""One part of a table assessed: read, made regular, weighed, written beside the result with a note that it is done."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from sot_engine.domain.pack import Pack
from sot_engine.registry.layout import EXAM, Layout
from sot_engine.registry.machine import TROUBLE, look_into, reading, writing
from sot_engine.registry.plan import Plan
from sot_engine.registry.polars_algebra import follow, polars_plan
from sot_engine.registry.regular import BAD, regular
from sot_engine.registry.rejects import rejects_of, write_rejects
from sot_engine.registry.source import Batch, Part, Source


class Done(NamedTuple):
    """A part that is written: how many exams were assessed, how many lines became rejects, and its size."""

    number: int
    exams: int
    rejects: int
    size: int
    kept: bool = False
    """Whether an earlier run had done it."""


@dataclass(frozen=True)
class Job:
    """What is done to every part of a table, and the folder in which the parts are written."""

    pack: Pack
    source: Source
    folder: Path
    sides: bool = False

    @cached_property
    def layout(self) -> Layout:
        """The columns of the pack."""
        return Layout.of(self.pack)

    @cached_property
    def plan(self) -> Plan[pl.Expr]:
        """The pack in Polars."""
        return polars_plan(self.pack, self.layout)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the result."""
        return (EXAM, *self.plan.results, *(self.plan.sides if self.sides else ()))

    def table(self, number: int) -> Path:
        """Where the result of one part stands."""
        return self.folder / f"part-{number:06}.parquet"

    def rejects(self, number: int) -> Path:
        """Where the rejects of one part stand; there is no such file where there are none."""
        return self.folder / f"part-{number:06}.rejects.csv"

    def note(self, number: int) -> Path:
        """Where it stands that one part is done."""
        return self.folder / f"part-{number:06}.json"

    def done(self, part: Part) -> Done | None:
        """What an earlier run noted of a part; None where it did none, or the part began or ended elsewhere then."""
        note = self.note(part.number)
        found = json.loads(note.read_text("utf-8")) if note.exists() else None
        return Done(**found["done"])._replace(kept=True) if found and found.get("ends") == _ends(part) else None


def assess_part(job: Job, part: Part) -> Done:
    """Assess one part; it counts only when its note is written, which is done last.

    Errors: TableUnreadable, MachineLacks.
    """
    half = job.table(part.number).with_suffix(f".half-{os.getpid()}")
    with reading(job.source.name):
        batch = job.source.read(part)
    exams = _write(job, batch, half)
    number = 0
    if exams < batch.rows or batch.rejects:
        rejects = rejects_of(batch, job.layout)
        write_rejects(rejects, job.rejects(part.number))
        number = len({reject.line for reject in rejects})
    half.replace(job.table(part.number))
    done = Done(part.number, exams, number, part.size)
    _note(job.note(part.number), {"done": done._asdict(), "ends": _ends(part)})
    return done


def _ends(part: Part) -> list[str]:
    """Where a part begins and ends; rows that come and go in a database while a run is stopped move these."""
    return [str(part.start), str(part.stop)]


def _write(job: Job, batch: Batch, half: Path) -> int:
    """Write what a batch says and count its exams; reading and writing are one stream, so that a fault is looked into.

    Errors: TableUnreadable when the batch cannot be read, else MachineLacks.
    """
    try:
        assessed(job, batch).sink_parquet(half)
        return int(pl.scan_parquet(half).select(pl.len()).collect().item())
    except TROUBLE:
        half.unlink(missing_ok=True)
        look_into(batch, job.source.name)
        with writing(half):
            raise


def assessed(job: Job, batch: Batch) -> pl.LazyFrame:
    """The rows of a batch that can be read, as rows of the result."""
    table = regular(batch.table, job.layout, batch.kinds).filter(~pl.col(BAD))
    return follow(table, job.plan).select(job.columns)


def _note(path: Path, noted: Mapping[str, Any]) -> None:
    half = path.with_suffix(f".half-{os.getpid()}")
    half.write_text(json.dumps(noted), "utf-8")
    half.replace(path)

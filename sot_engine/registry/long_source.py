"""The long layout: one row for each recorded value, `exam_id, finding, value`, turned into one row an exam.

`finding` holds a column of the table, a key (`heel_tension.left`), or a finding's id with the side in a column `side`;
a column `when` may say `before` or `after` blocking. The rows of an exam need not stand together: the table is first
dealt into buckets by exam, each small enough to be turned on its own.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from sot_engine.errors import Place, TableShape
from sot_engine.registry.layout import BETWEEN, EXAM, Layout
from sot_engine.registry.machine import using, writing
from sot_engine.registry.source import LINE, Batch, Part, Reject, check_once
from sot_engine.registry.takes import takes
from sot_engine.registry.text_rows import text_batch
from sot_engine.source.nearest import did_you_mean

FINDING, VALUE, SIDE, WHEN = "finding", "value", "side", "when"
NEEDED = (EXAM, FINDING, VALUE)
HEAD = (LINE, EXAM, FINDING, VALUE)
BUCKET = {"bytes": 20_000_000, "exams": 400_000}
"""How much of the table, about, makes one bucket, by the unit in which it tells its size; each row is one value."""


def is_long(names: list[str]) -> bool:
    """Whether a heading is that of the long layout."""
    return FINDING in names and VALUE in names


class Tall(Protocol):
    """A table in the long layout, read in parts like any other."""

    name: str
    unit: str
    size: int
    mark: Any
    names: list[str]

    def parts(self) -> Iterator[Part]:
        """The parts in order."""

    def read(self, part: Part) -> Batch:
        """One part."""


class LongSource:
    """A long table, dealt into buckets below a folder; the parts are the buckets."""

    def __init__(self, tall: Tall, folder: Path, layout: Layout) -> None:
        """Look at the heading; the table is dealt when its parts are asked for.

        Errors: TableShape for a heading that lacks a column or has one too many.
        """
        self.name, self._tall, self._layout, self._folder = tall.name, tall, layout, folder
        _check(tall.names, tall.name)
        self.mark: Mapping[str, Any] = {**tall.mark, "layout": "long"}
        self.size = tall.size
        self.unit = "values" if tall.unit == "exams" else tall.unit
        self._buckets = max(1, -(-tall.size // BUCKET[tall.unit]))

    def parts(self) -> Iterator[Part]:
        """The buckets, in the order of their numbers; an earlier run of the same table may have dealt them."""
        if not self._is_dealt():
            self._deal(self._tall)
        for number in range(self._buckets):
            yield Part(number, number, None, self.size // self._buckets)

    def read(self, part: Part) -> Batch:
        """One bucket, a row for each of its exams in the order in which they were met."""
        tall = pl.read_csv(self._bucket(int(part.start)), schema=dict.fromkeys(HEAD, pl.String), has_header=False)
        return _turned(tall.with_columns(pl.col(LINE).cast(pl.UInt32)), self._layout)

    def _bucket(self, number: int) -> Path:
        return self._folder / f"bucket-{number:05}.csv"

    def _seal(self) -> Path:
        return self._folder / "dealt.json"

    def _is_dealt(self) -> bool:
        return self._seal().exists() and json.loads(self._seal().read_text("utf-8")) == json.loads(
            json.dumps(self.mark)
        )

    def _deal(self, tall: Tall) -> None:
        with writing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            for number in range(self._buckets):
                self._bucket(number).write_bytes(b"")
        for part in tall.parts():
            batch = tall.read(part)
            with using(batch, tall.name):
                table = _keyed(batch.table, tall.names).collect()
            with writing(self._folder):
                self._deal_rows(table)
                self._deal_rejects(batch.rejects)
        with writing(self._folder):
            self._seal().write_text(json.dumps(self.mark), "utf-8")

    def _deal_rows(self, table: pl.DataFrame) -> None:
        at = (table[EXAM].fill_null("").hash(seed=1) % self._buckets).alias("_bucket")
        for (number,), rows in table.with_columns(at).partition_by("_bucket", as_dict=True).items():
            with self._bucket(int(number)).open("ab") as file:
                rows.select(HEAD).write_csv(file, include_header=False)

    def _deal_rejects(self, rejects: tuple[Reject, ...]) -> None:
        """A line that is no row of the table has no exam; it waits in the first bucket for its turn."""
        with self._bucket(0).open("a", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows((one.line, "", "", one.reason) for one in rejects)


def _check(names: list[str], where: str) -> None:
    """See to it that the heading is that of the long layout.

    Errors: TableShape.
    """
    known = (*NEEDED, SIDE, WHEN)
    check_once(names, where)
    for name in names:
        if name not in known:
            message = f'no column of the long layout is called "{name}"'
            hint = did_you_mean(name, known, f"it has {', '.join(known)}")
            raise TableShape(message, where=Place(where), hint=hint)
    missing = [name for name in NEEDED if name not in names]
    if missing:
        message = f"the column {', '.join(missing)} is missing"
        raise TableShape(message, where=Place(where), hint=f"the long layout has {', '.join(known)}")


def _keyed(table: pl.LazyFrame, names: list[str]) -> pl.LazyFrame:
    """The rows with the column of the table of exams that each speaks of."""
    name = pl.col(FINDING).cast(pl.String).str.replace_all(".", BETWEEN, literal=True)
    if SIDE in names:
        name = pl.when(pl.col(SIDE).is_null()).then(name).otherwise(pl.concat_str(name, pl.lit(BETWEEN), SIDE))
    if WHEN in names:
        after = pl.concat_str(pl.lit(f"after{BETWEEN}"), name)
        name = (
            pl.when(pl.col(WHEN) == "after")
            .then(after)
            .when(pl.col(WHEN).is_null() | (pl.col(WHEN) == "before"))
            .then(name)
            .otherwise(pl.concat_str(name, pl.lit(" "), WHEN))
        )
    text = [pl.col(column).cast(pl.String) for column in (EXAM, VALUE)]
    return table.select(LINE, text[0], name.alias(FINDING), text[1])


def _turned(tall: pl.DataFrame, layout: Layout) -> Batch:
    """One row for each exam; an exam of which one row cannot be read is not read at all."""
    rejects = list(_faults(tall, layout))
    bad = {reject.exam for reject in rejects}
    good = tall.filter(pl.col(EXAM).is_not_null(), ~pl.col(EXAM).is_in(list(bad - {None})))
    lines = good.group_by(EXAM, maintain_order=True).agg(pl.col(LINE).min())
    if good.is_empty():
        empty = pl.DataFrame(schema={EXAM: pl.String})
        return text_batch(empty, pl.Series([], dtype=pl.UInt32), rejects)
    wide = good.pivot(on=FINDING, index=EXAM, values=VALUE, maintain_order=True)
    return text_batch(wide, lines[LINE], rejects)


def _faults(tall: pl.DataFrame, layout: Layout) -> Iterator[Reject]:
    """The rows that name no exam or no column, hold nothing, or say something a second time."""
    known = [name for name in layout.by_name if name != EXAM]
    strange = tall.filter(pl.col(FINDING).is_null() | ~pl.col(FINDING).is_in(known) | pl.col(EXAM).is_null())
    for line, exam, finding, value in strange.select(HEAD).iter_rows():
        if finding is None and exam is None:
            yield Reject(line, None, None, None, value or "it names neither an exam nor a finding")
        elif exam is None:
            yield Reject(line, None, finding, value, "it names no exam")
        else:
            hint = did_you_mean(finding or "", known, "sot registry schema lists the columns")
            yield Reject(line, exam, finding, value, f"no column is called so; {hint}")
    empty = tall.filter(pl.col(FINDING).is_in(known), pl.col(EXAM).is_not_null(), pl.col(VALUE).is_null())
    for line, exam, finding, _ in empty.select(HEAD).iter_rows():
        yield Reject(
            line,
            exam,
            finding,
            None,
            f"leave the row out when it was not tested; it takes {takes(layout.by_name[finding])}",
        )
    again = tall.filter(
        pl.struct(EXAM, FINDING).is_duplicated(), pl.col(FINDING).is_in(known), pl.col(EXAM).is_not_null()
    )
    for line, exam, finding, value in again.select(HEAD).iter_rows():
        yield Reject(line, exam, finding, value, "this exam records it more than once")

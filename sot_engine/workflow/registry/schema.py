"""The columns of a table of exams, for people and for programs."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from sot_engine.packs.shelf import read_pack
from sot_engine.registry.layout import AGE, COMMITTED, EXAM, WEEKS, Layout, retested
from sot_engine.registry.takes import takes

FORMATS = ("text", "csv", "json")
ABOUT = {
    EXAM: "What the exam is called; give it a name that says nothing about the patient",
    AGE: "Age in years at the exam",
    WEEKS: "Weeks of pregnancy; 0 for not pregnant, empty for not asked",
    COMMITTED: "The category that the practitioner chose among the candidates of a mixed exam",
}


class Shown(NamedTuple):
    """One column as it is shown."""

    column: str
    takes: str
    about: str


def registry_schema(pack: str, with_: tuple[str, ...], output_format: str) -> Iterator[str]:
    """The columns of the table of a pack, in lines.

    `csv` is the heading of an empty table, `json` a list of what each column takes.
    Errors: whatever is wrong with the pack.
    """
    shown = list(_columns(pack, with_))
    if output_format == "csv":
        yield ",".join(column.column for column in shown)
    elif output_format == "json":
        yield json.dumps([column._asdict() for column in shown], indent=1, ensure_ascii=False)
    else:
        wide = max(len(column.column) for column in shown)
        yield from (f"{column.column:<{wide}}  {column.takes}" for column in shown)


def _columns(name: str, with_: tuple[str, ...]) -> Iterator[Shown]:
    """What a visit can record; re-tests only of findings that a rule looks at again."""
    pack = read_pack(name, with_)
    again = retested(pack)
    for column in Layout.of(pack).columns:
        if column.role == "beside" or (column.role == "after" and column.key.partition(".")[0] not in again):
            continue
        finding = pack.findings.get(column.key.partition(".")[0])
        about = finding.name if finding else ABOUT[column.name]
        yield Shown(column.name, takes(column), about)

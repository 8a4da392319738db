"""The table of exams: one row an exam, one column for everything that can be recorded, empty for not recorded.

::

    exam_id · age_years · pregnancy_weeks · committed · heel_tension__left · … · after__heel_tension__left · …

Two underscores stand where a key has a dot, so that SQL and CSV bear the names. The words of a sequence are joined
with `>` in the order observed: `same>same>better`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal, NamedTuple, TypeAlias

from sot_engine.domain import condition as c
from sot_engine.domain.finding import NUMBERS, Finding, Keys, Vocabulary
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.visit import LONGEST, OLDEST
from sot_engine.errors import PackLimit

Role: TypeAlias = Literal["exam", "patient", "choice", "finding", "after", "beside"]

EXAM = "exam_id"
AGE = "age_years"
WEEKS = "pregnancy_weeks"
COMMITTED = "committed"
BESIDE = ("patient", "examiner", "examined_at")
"""Columns that a table may have beside the exam; no rule reads them and no result carries them."""

CONCLUDED = ("outcome", "category", "lean", "side", "candidates", "placement", "placement_id")
"""Columns of a result that no finding may be called after."""

BETWEEN = "__"
ARROW = ">"
TENTHS = 10


class Column(NamedTuple):
    """One column: what it holds, and for a number its ends and how many parts of a whole it is counted in."""

    name: str
    role: Role
    key: str = ""
    words: tuple[str, ...] = ()
    low: int = 0
    high: int = 0
    parts: int = 1
    needed: bool = False
    """Whether a table without it is refused unless it is said to be partial."""

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, in whole parts between `low` and `high`."""
        return self.high > self.low


def column_name(key: str, *, after: bool = False) -> str:
    """The column of a key: `heel_tension.left` is `heel_tension__left`, after blocking `after__heel_tension__left`."""
    name = key.replace(".", BETWEEN)
    return f"after{BETWEEN}{name}" if after else name


def sequences(finding: Finding) -> Iterator[tuple[str, ...]]:
    """Every sequence that a finding can hold, from the shortest to the longest."""
    low, high = finding.length or (1, 0)
    for size in range(low, high + 1):
        yield from product(finding.values, repeat=size)


def words_of(finding: Finding) -> tuple[str, ...]:
    """What a finding in words can hold, each as one word; nothing for a finding in numbers."""
    if finding.kind == "sequence":
        return tuple(ARROW.join(words) for words in sequences(finding))
    return finding.words


def word_of(value: c.Value) -> str:
    """One recorded word or sequence as the table holds it."""
    return ARROW.join(value) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True)
class Layout:
    """The columns of the table of one vocabulary, in their order."""

    columns: tuple[Column, ...]

    @classmethod
    def of(cls, pack: Pack) -> "Layout":
        """The columns in which exams of a pack are recorded.

        Errors: PackLimit when two things that can be recorded would share a column.
        """
        return cls.over(pack.findings)

    @classmethod
    def over(cls, findings: Vocabulary) -> "Layout":
        """The columns of a vocabulary."""
        columns = (*_of_the_exam(), *_findings(findings, after=False), *_findings(findings, after=True))
        beside = (*(Column(name, "beside") for name in BESIDE), *(_confidence(name) for name in findings))
        found = cls((*columns, *beside))
        names = [column.name for column in found.columns] + list(CONCLUDED)
        if len(set(names)) < len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            message = f"two things would share the column {', '.join(twice)}"
            raise PackLimit(message, hint="no finding may be named like another with its side")
        return found

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    def of_key(self, key: str, *, after: bool = False) -> Column:
        """The column of a recorded key."""
        return self.by_name[column_name(key, after=after)]


def retested(pack: Pack) -> frozenset[str]:
    """The findings that some rule looks at again after blocking, or that say what counts as better."""
    nodes = (node for rule in pack.rules for node in c.walk(rule.when))
    again = {node.finding for node in nodes if isinstance(node, c.LEAVES) and node.after}
    return frozenset(again | {finding.id for finding in pack.findings.values() if finding.retest})


def _of_the_exam() -> Iterator[Column]:
    yield Column(EXAM, "exam", needed=True)
    yield Column(AGE, "patient", "patient.age_years", high=OLDEST, needed=True)
    yield Column(WEEKS, "patient", "patient.pregnancy_weeks", high=LONGEST)
    yield Column(COMMITTED, "choice", words=CATEGORIES)


def _findings(findings: Vocabulary, *, after: bool) -> Iterator[Column]:
    for key, (finding, _) in Keys.of(findings).by_key.items():
        name = column_name(key, after=after)
        base = Column(name, "after" if after else "finding", key, needed=not after)
        if finding.kind in NUMBERS and finding.range:
            parts = TENTHS if finding.kind == "measure" else 1
            low, high = (round(end * parts) for end in finding.range)
            yield base._replace(low=low, high=high, parts=parts)
        else:
            yield base._replace(words=words_of(finding))


def _confidence(finding: str) -> Column:
    """How sure the examiner was of a finding, as a visit file may say; no rule reads it."""
    return Column(f"confidence{BETWEEN}{finding}", "beside", finding, words=("sure", "unsure"))

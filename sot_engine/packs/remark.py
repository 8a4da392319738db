"""What `sot rules lint` works with: a remark, the pack under its eyes, and a check that makes remarks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding
from sot_engine.errors import Place
from sot_engine.packs.own import Own
from sot_engine.packs.shelf import shown


@dataclass(frozen=True, slots=True)
class Issue:
    """One remark: which check makes it, where, about what, and what it sees; accepted with a reason, or not."""

    check: str
    where: Place
    about: str
    message: str
    accepted: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.where}: {self.check}: {self.about}: {self.message}"


@dataclass(frozen=True)
class Subject:
    """A pack under the eyes of the checks, on a given day."""

    own: Own
    today: date

    def file(self, name: str) -> Place:
        """A file of the pack, where no line is known."""
        return Place(f"{shown(self.own.folder)}/{name}")

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The findings that are the pack's own."""
        base = self.own.base.findings if self.own.base else {}
        return tuple(finding for finding in self.own.pack.findings.values() if finding.id not in base)

    @cached_property
    def read(self) -> frozenset[str]:
        """Every finding that a rule reads, or that decides whether another is asked."""
        asked = (finding.asked_when for finding in self.own.pack.findings.values() if finding.asked_when)
        conditions = (*(rule.when for rule in self.own.pack.rules), *asked)
        return frozenset(name for condition in conditions for name in named(condition))


class Check(NamedTuple):
    """A check: its name, what it looks for in one sentence, and the function that looks."""

    name: str
    says: str
    look: Callable[[Subject], Iterator[Issue]]


def named(condition: c.Condition) -> Iterator[str]:
    """Every finding that a condition names, before blocking or after."""
    for node in c.walk(condition):
        if isinstance(node, c.NotRecorded | c.NoneImproved):
            yield from node.findings
        elif isinstance(node, (*c.LEAVES, c.Improved)):
            yield node.finding

"""One row of the ledger, and the hash that ties it to the row before."""

from hashlib import sha256
from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal[
    "patient", "merged", "erased", "person", "pack",
    "opened", "exam", "written", "assessment", "review", "attested", "sealed", "addendum",
]  # fmt: skip

FIRST = "0" * 64
"""What the first row names as the hash of the row before it."""


class Draft(NamedTuple):
    """What is to be recorded: about which visit or patient, when, by whom, and the body as JSON text."""

    kind: Kind
    at: str
    person: str
    body: str
    visit: str | None = None
    patient: str | None = None


class Row(NamedTuple):
    """One row as it stands in the ledger.

    `step` counts the rows of a visit; `follows` is the visit of the row before, so that a row that was taken away
    can still be named.
    """

    number: int
    visit: str | None
    step: int | None
    patient: str | None
    kind: Kind
    at: str
    person: str
    body: str
    follows: str | None
    previous: str
    hash: str


def hash_of(row: Row) -> str:
    """SHA-256 over everything in a row but its hash. The body comes last, as it alone may hold the separator."""
    parts = (
        str(row.number), row.visit or "", str(row.step or ""), row.patient or "", row.kind, row.at, row.person,
        row.follows or "", row.previous, row.body,
    )  # fmt: skip
    return sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()


def sealed(draft: Draft, number: int, step: int | None, follows: str | None, previous: str) -> Row:
    """The row that a draft becomes at its place in the ledger."""
    row = Row(
        number, draft.visit, step, draft.patient, draft.kind, draft.at, draft.person, draft.body, follows, previous, "",
    )  # fmt: skip
    return row._replace(hash=hash_of(row))

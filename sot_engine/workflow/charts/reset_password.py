"""Give somebody a password in the place of a forgotten one: another practitioner does, or the owner of the database."""

from collections.abc import Iterator
from dataclasses import dataclass

from sot_engine.domain.chart import Person
from sot_engine.errors import SigningRefused
from sot_engine.records import people
from sot_engine.store.database import Database
from sot_engine.store.owner import owns
from sot_engine.workflow.moment import now


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """Who gives the password: a practitioner, with their own; or with `by` left out, the owner of the database."""

    reason: str
    by: str | None = None
    password: str = ""


def reset_password(records: Database, name: str, new: str, reset: Reset) -> None:
    """Keep a password that is good for once; with it, only another can be chosen. The ledger says who did it, and why.

    Errors: NotFound; SigningRefused with everything that is missing.
    """
    with records.reading() as connection:
        by = people.person_of(connection, reset.by) if reset.by else None
        if by:
            people.check_password(connection, by.id, reset.password)
    lacks = list(_lacks(records, name, by, reset))
    if lacks:
        message = f"the password of {name} cannot be reset like this"
        raise SigningRefused(message, context="\n  ".join(lacks), hint="nothing was changed")
    with records.writing() as connection:
        people.reset_password(connection, name, new, now(), by.id if by else people.OWNER, reset.reason.strip())


def _lacks(records: Database, name: str, by: Person | None, reset: Reset) -> Iterator[str]:
    if not reset.reason.strip():
        yield "the reason is not written"
    if by and by.id == name:
        yield "another person resets it; who knows the old one changes it"
    if by and by.role != "practitioner":
        yield "a practitioner resets it, not a student"
    if by is None and not owns(records, "person"):
        yield "this account does not own the database"

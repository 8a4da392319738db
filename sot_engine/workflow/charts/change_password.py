"""Give somebody a new password, by their own choice."""

from sot_engine.errors import SigningRefused
from sot_engine.records import people
from sot_engine.store.database import Database
from sot_engine.workflow.moment import now


def change_password(records: Database, name: str, old: str, new: str) -> None:
    """Take the old password and keep the new one.

    Errors: NotFound; SigningRefused for a wrong old password, or a new one that is too short or is the old one, which
    whoever reset it knows.
    """
    with records.writing() as connection:
        people.person_of(connection, name)
        people.check_password(connection, name, old, is_to_choose=True)
        if new == old:
            message = "the new password is the old one"
            raise SigningRefused(message, hint="choose another; nothing was changed")
        people.change_password(connection, name, new, now())

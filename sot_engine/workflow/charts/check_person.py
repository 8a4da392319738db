"""Whether it is the person, before anything that takes their password is done."""

from sot_engine.records.people import check_password, person_of
from sot_engine.store.database import Database


def check_person(records: Database, by: str, password: str, *, is_to_choose: bool = False) -> None:
    """Let only somebody through who knows the password; a good check takes its time, and so nothing is locked for it.

    With `is_to_choose` one that was given for once, and opens only the choice of another, will do.
    Errors: NotFound; SigningRefused.
    """
    with records.reading() as connection:
        check_password(connection, person_of(connection, by).id, password, is_to_choose=is_to_choose)

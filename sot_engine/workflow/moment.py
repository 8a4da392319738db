"""The time, and new names for what is recorded: only here, so that everything below can be told what to take."""

import secrets
from datetime import datetime, timedelta

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Digits and small letters that are not taken for one another when read aloud."""
LEEWAY = timedelta(days=1)
"""How far ahead of now a day may be: a clock may be set to another zone."""


def now() -> str:
    """This second, with the offset of the place where it is."""
    return datetime.now().astimezone().isoformat(timespec="seconds")


def new_visit_id() -> str:
    """Eight letters that name a visit; the first few are usually enough."""
    return "".join(secrets.choice(_LETTERS) for _ in range(8))


def new_salt() -> str:
    """What a hash is made with, so that nothing can be tried against it by who has not this too."""
    return secrets.token_hex(16)


def new_patient_key() -> str:
    """Twelve letters that name a patient and say nothing of who it is."""
    return "p" + "".join(secrets.choice(_LETTERS) for _ in range(12))

"""Open the records where the settings say, with the key from the keyring or from whoever is asked."""

from collections.abc import Callable
from contextlib import suppress

from sot_engine.errors import MachineLacks, extra
from sot_engine.store.address import Address, read_address, records_address
from sot_engine.store.database import Database
from sot_engine.store.opening import open_database

SERVICE = "sot-engine"
"""What our keys stand under in the keyring."""


def open_records(address: str | None = None, ask_key: Callable[[str], str] | None = None) -> Database:
    """Open the records; a database that is not there yet is made.

    `ask_key` is given the address of an encrypted database whose key no keyring holds.
    Errors: StoreUnavailable, MachineLacks.
    """
    place = read_address(address) if address else records_address()
    return open_with(place, _key(place, ask_key) if place.kind == "sqlcipher" else None)


def open_with(place: Address, key: str | None) -> Database:
    """Open the records with this key, whatever a keyring holds.

    Errors: StoreUnavailable, MachineLacks.
    """
    from sot_engine.records.tables import SCHEMA

    return open_database(place, SCHEMA, key=key, in_use=True)


def _key(address: Address, ask_key: Callable[[str], str] | None) -> str | None:
    """The key of an encrypted database: never an argument, never a file."""
    kept = kept_key(str(address))
    return kept or (ask_key(str(address)) if ask_key else None)


def kept_key(address: str) -> str | None:
    """The key that the keyring of this user holds, if there is one."""
    with suppress(Exception):  # another program's store, which may fail in its own ways: then the key is asked for
        import keyring

        return keyring.get_password(SERVICE, address)
    return None


def keep_key(address: str, key: str) -> None:
    """Put a key into the keyring of this user.

    Errors: MachineLacks when there is no keyring that takes it.
    """
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError as error:
        message = f"keeping a key needs keyring: {error}"
        raise MachineLacks(message, hint=extra("encrypted")) from None
    hint = "unlock or install one, or type the key each time"
    try:
        keyring.set_password(SERVICE, address, key)
        kept = keyring.get_password(SERVICE, address)
    except KeyringError as error:
        message = "this machine has no keyring that takes a key"
        raise MachineLacks(message, hint=hint) from error
    if kept != key:  # the one that stands for none takes everything and keeps nothing
        message = "the keyring of this machine did not keep the key"
        raise MachineLacks(message, hint=hint)

"""The key of encrypted records in a keyring: the library itself, with a keyring of the test behind it."""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from sot_engine.cli.main import main
from sot_engine.errors import MachineLacks
from sot_engine.workflow.charts.open_records import SERVICE, keep_key, kept_key, open_records

KEY = "a key of several words"


class Kept(KeyringBackend):
    """A keyring that keeps what it is given as long as the test runs."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring says nothing of it
        self.there: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.there.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.there[service, username] = password


class Locked(KeyringBackend):
    """A keyring that nobody unlocks."""

    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        del service, username
        raise KeyringLocked

    def set_password(self, service: str, username: str, password: str) -> None:
        del service, username, password
        raise KeyringLocked


class Broken(Locked):
    """A keyring that fails in its own way."""

    def get_password(self, service: str, username: str) -> str | None:
        del service, username
        message = "org.freedesktop.DBus.Error"
        raise RuntimeError(message)


@pytest.fixture
def kept() -> Iterator[Kept]:
    """The keyring of the test in the place of that of the machine."""
    before, mine = keyring.get_keyring(), Kept()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the encrypted records of the test are."""
    monkeypatch.setenv("SOT_DATABASE", f"sqlcipher://{tmp_path}/hidden.db")
    return f"{tmp_path}/hidden.db"


def refused(_: str) -> str:
    """Nobody is to be asked."""
    raise AssertionError


def send(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("SOT_KEY_STDIN", "1")
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{key}\n"))


def test_a_key_in_the_keyring_is_not_asked_for(
    kept: Kept, place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    open_records(ask_key=lambda _: KEY).close()
    assert kept.there == {}
    send(monkeypatch, KEY)
    assert main(["records", "key"]) == 0
    assert kept.there == {(SERVICE, place): KEY}
    monkeypatch.delenv("SOT_KEY_STDIN")
    open_records(ask_key=refused).close()
    assert main(["records", "verify"]) == 0
    assert KEY not in "".join(capsys.readouterr())


def test_a_wrong_key_is_not_put_into_the_keyring(
    kept: Kept, place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    open_records(ask_key=lambda _: KEY).close()
    send(monkeypatch, "another key")
    assert main(["records", "key"]) == 4
    assert kept.there == {}
    assert "the key does not open it" in capsys.readouterr().err
    assert Path(place).exists()


def test_a_wrong_key_in_the_keyring_is_replaced_by_the_right_one(
    kept: Kept, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_records(ask_key=lambda _: KEY).close()
    kept.there[SERVICE, place] = "the key of an older file"
    send(monkeypatch, KEY)
    assert main(["records", "key"]) == 0
    assert kept.there == {(SERVICE, place): KEY}


def test_records_that_are_not_encrypted_have_no_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SOT_DATABASE", str(tmp_path / "records.db"))
    assert main(["records", "key"]) == 2
    assert "are not encrypted" in capsys.readouterr().err
    assert not (tmp_path / "records.db").exists()


@pytest.mark.parametrize(
    "backend", [null.Keyring, fail.Keyring, Locked, Broken], ids=["null", "fail", "locked", "broken"]
)
def test_a_keyring_that_keeps_nothing_is_told_and_the_key_is_asked_for(
    kept: Kept, place: str, backend: type[KeyringBackend]
) -> None:
    """The first is keyring's own stand-in for none, which takes every key and keeps none; the second refuses all."""
    assert kept.there == {}
    keyring.set_keyring(backend())
    assert kept_key(place) is None
    open_records(ask_key=lambda _: KEY).close()
    with pytest.raises(MachineLacks, match="keyring"):
        keep_key(place, KEY)

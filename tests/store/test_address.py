from pathlib import Path

import pytest

from sot_engine.errors import StoreUnavailable
from sot_engine.store.address import Address, read_address, records_address


@pytest.mark.parametrize(
    ("given", "kind", "where"),
    [
        ("here.db", "sqlite", "here.db"),
        (Path("/a/b.db"), "sqlite", "/a/b.db"),
        ("sqlite:///a/b.db", "sqlite", "/a/b.db"),
        ("sqlite:////a/b.db", "sqlite", "/a/b.db"),
        ("sqlcipher:///a/b.db", "sqlcipher", "/a/b.db"),
        ("postgres://u:p@h/n", "postgresql", "postgresql+psycopg://u:p@h/n"),
        ("postgresql+psycopg://u@/n?host=/tmp", "postgresql", "postgresql+psycopg://u@/n?host=%2Ftmp"),
    ],
)
def test_an_address_is_read(given: str | Path, kind: str, where: str) -> None:
    assert read_address(given) == (kind, where)


@pytest.mark.parametrize("given", ["mysql://h/n", "sqlite://", "sqlcipher:///", "postgresql://h:port/n"])
def test_an_address_that_is_none_is_refused(given: str) -> None:
    with pytest.raises(StoreUnavailable, match=r"no kind of database|cannot be read"):
        read_address(given)


def test_a_message_never_shows_a_password() -> None:
    assert str(read_address("postgresql://u:swordfish@h/n")) == "postgresql://u:***@h/n"


def test_the_records_are_where_the_settings_say(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SOT_DATABASE", raising=False)
    monkeypatch.delenv("SOT_DATA_DIR", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert records_address().path.name == "records.db"
    assert "sot-engine" in records_address().where
    monkeypatch.setenv("SOT_DATA_DIR", str(tmp_path / "here"))
    assert records_address() == Address("sqlite", str(tmp_path / "here" / "records.db"))
    monkeypatch.setenv("SOT_DATABASE", "postgresql://u@h/n")
    assert records_address().kind == "postgresql"

from collections.abc import Iterator

import pytest

from sot_engine.records import people
from sot_engine.store.database import Database
from sot_engine.workflow.charts.open_records import open_records
from tests.databases import address
from tests.records.cases import add_people

__all__ = ["address"]


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password that is cheap to try, so that tests are quick; one test looks at the real cost."""
    monkeypatch.setattr(people, "ROUNDS", 1)
    monkeypatch.setattr(people, "KIBIBYTES", 8)


@pytest.fixture
def records(address: str) -> Iterator[Database]:
    """Records with people in them, on each kind of database in turn."""
    with open_records(address) as opened:
        add_people(opened)
        yield opened

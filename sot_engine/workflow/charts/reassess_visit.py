"""Assess an old visit again with its own pack, and say whether every byte is the same."""

from typing import NamedTuple

from sot_engine.domain.assessment import Assessment
from sot_engine.errors import NotFound
from sot_engine.inference.assess import assess
from sot_engine.reports.json_text import line_json
from sot_engine.store.database import Database
from sot_engine.workflow.charts.open_entry import open_entry


class Reassessed(NamedTuple):
    """What was kept, what comes out today, and whether they are the same but for the version of the program."""

    kept: Assessment
    today: Assessment

    @property
    def is_same(self) -> bool:
        """Byte for byte, the versions of engine and program aside."""
        return line_json(self.kept) == line_json(self.today._replace(engine=self.kept.engine))


def reassess_visit(records: Database, word: str) -> Reassessed:
    """Nothing is written.

    Errors: NotFound when the visit was never assessed.
    """
    entry, pack = open_entry(records, word)
    if entry.assessment is None:
        message = f"{entry.id} was not assessed"
        raise NotFound(message, hint=f"`sot visit assess {entry.id}`")
    return Reassessed(entry.assessment, assess(pack, entry.visit, commit=entry.committed))

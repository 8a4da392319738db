"""The visits recorded last."""

from sot_engine.records import patients
from sot_engine.records.chart import Listed, list_entries
from sot_engine.store.database import Database


def list_visits(records: Database, *, patient: str | None = None, limit: int = 20) -> tuple[Listed, ...]:
    """The newest visits first, of everybody or of one chart; a visit that was moved stands in both.

    Errors: NotFound for an unknown patient.
    """
    with records.reading() as connection:
        key = patients.patient_of(connection, patient) if patient else None
        return list_entries(connection, patient=key, limit=limit)

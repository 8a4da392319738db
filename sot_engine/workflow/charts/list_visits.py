"""The visits recorded last."""

from sot_engine.domain.chart import ChartEntry
from sot_engine.records import patients
from sot_engine.records.listing import Listed, list_entries
from sot_engine.store.database import Database


def list_visits(records: Database, *, patient: str | None = None, limit: int = 20) -> tuple[Listed, ...]:
    """The newest visits first, of everybody or of one chart; a visit that was moved stands in both.

    Errors: NotFound for an unknown patient.
    """
    with records.reading() as connection:
        key = patients.patient_of(connection, patient) if patient else None
        return list_entries(connection, patient=key, limit=limit)


def same_exam(records: Database, entry: ChartEntry) -> tuple[str, ...]:
    """The ids of other visits of this patient, among the newest hundred, that were examined at the same time."""
    chart = list_visits(records, patient=entry.patient.id, limit=100)
    others = (one.entry for one in chart if one.entry.id != entry.id and not one.is_elsewhere)
    return tuple(other.id for other in others if other.visit.examined_at == entry.visit.examined_at)

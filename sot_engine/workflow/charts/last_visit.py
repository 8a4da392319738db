"""The last visit of a patient, for the next exam to begin with."""

from sot_engine.domain.visit import Visit
from sot_engine.errors import NotFound
from sot_engine.records import patients
from sot_engine.records.listing import list_entries
from sot_engine.store.database import Database

_LOOKED_AT = 100
"""So many of the newest visits of a chart may have been entered in error or moved."""


def last_visit(records: Database, patient: str) -> Visit:
    """What was recorded at the last exam of this patient, of visits neither moved nor entered in error.

    Errors: NotFound for an unknown patient, and for one without a visit.
    """
    with records.reading() as connection:
        key = patients.merged_into(connection, patients.patient_of(connection, patient))
        chart = list_entries(connection, patient=key, limit=_LOOKED_AT)
        found = [one.entry.visit for one in chart if not one.is_elsewhere and one.entry.stage != "entered_in_error"]
    if found:
        return max(found, key=lambda visit: visit.moment)
    message = f"the chart of {patient} holds no visit"
    raise NotFound(message, hint="leave --patient out: `sot visit new --ask` asks who is examined")

"""The last visit of a patient, for the next exam to begin with."""

from sot_engine.domain.visit import Visit
from sot_engine.errors import NotFound
from sot_engine.records import patients
from sot_engine.records.chart import list_entries
from sot_engine.store.database import Database

_LOOKED_AT = 100
"""So many of the newest visits of a chart may have been entered in error or moved."""


def last_visit(records: Database, patient: str) -> Visit:
    """What was recorded at the visit of this patient that was opened last, and neither moved nor entered in error.

    Errors: NotFound for an unknown patient, and for one without a visit.
    """
    with records.reading() as connection:
        key = patients.patient_of(connection, patient)
        for listed in list_entries(connection, patient=key, limit=_LOOKED_AT):
            if not listed.is_elsewhere and listed.entry.stage != "entered_in_error":
                return listed.entry.visit
    message = f"the chart of {patient} holds no visit"
    raise NotFound(message, hint="leave --patient out: `sot visit new --ask` asks who is examined")

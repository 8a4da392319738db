"""What stands beside the ledger, against what the ledger says of it: the packs, the people, who patients are."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from sot_engine.records import patients, people
from sot_engine.records.fault import Fault
from sot_engine.records.row import Row
from sot_engine.records.tables import IDENTITY, PACK, PATIENT, PERSON


class Beside:
    """What the rows of a ledger say of other tables, the last word on each."""

    def __init__(self) -> None:
        """Nothing was read yet."""
        self._packs: dict[str, tuple[dict[str, Any], int]] = {}
        self._people: dict[str, tuple[dict[str, Any], int]] = {}
        self._patients: dict[str, tuple[dict[str, Any], int]] = {}
        self._erased: set[str] = set()
        self._visits: dict[str, str] = {}

    def note(self, row: Row) -> None:
        """Remember what a row says."""
        if row.patient and row.visit:
            self._visits[row.patient] = row.visit
        elif row.kind == "pack":
            self._keep(self._packs, row, "sha256")
        elif row.kind == "person":
            self._keep(self._people, row, "id")
        elif row.kind == "patient" and row.patient:
            self._patients[row.patient] = (_body(row), row.number)
        elif row.kind == "erased" and row.patient:
            self._erased.add(row.patient)

    @staticmethod
    def _keep(known: dict[str, tuple[dict[str, Any], int]], row: Row, name: str) -> None:
        """What cannot be read was changed, which the hash of its row tells already."""
        body = _body(row)
        if isinstance(body.get(name), str):
            known[body[name]] = (body, row.number)

    def faults(self, connection: Connection) -> Iterator[Fault]:
        """Everything that is not as the ledger says."""
        yield from self._pack_faults(connection)
        yield from self._person_faults(connection)
        yield from self._patient_faults(connection)

    def _pack_faults(self, connection: Connection) -> Iterator[Fault]:
        """The kept packs, each against the hash of its content."""
        there = {}
        for pack in connection.execute(select(PACK)).mappings():
            content = pack["content"]
            kept = sha256(
                content if isinstance(content, bytes) else str(content).encode(errors="surrogateescape")
            ).hexdigest()
            there[pack["sha256"]] = {**pack, "content": kept}
        for name, (told, number) in self._packs.items():
            if there.get(name) != told:
                says = "names a pack that is not what was kept" if name in there else "names a pack that is gone"
                yield Fault(number, None, says)
        for name in there.keys() - self._packs.keys():
            yield Fault(0, None, f"no row names the pack {str(name)[:12]}")

    def _person_faults(self, connection: Connection) -> Iterator[Fault]:
        """The people who sign: no role and no password changes without a word."""
        there = {row["id"]: dict(row) for row in connection.execute(select(PERSON)).mappings()}
        for name, (told, number) in self._people.items():
            if name not in there:
                yield Fault(number, None, f"names {name}, who is gone from the people")
                continue
            now = there[name] | {"password": people.digest(str(there[name]["password"]))}
            changed = [field for field in now if field in told and now[field] != told[field]]
            if changed:
                yield Fault(number, None, f"names {name}, whose {' and '.join(changed)} was changed without a word")
        for name in there.keys() - self._people.keys():
            yield Fault(0, None, f"no row names {name}, who is among the people")

    def _patient_faults(self, connection: Connection) -> Iterator[Fault]:
        """Who each patient is; the fault names the last visit in the chart, and never the person."""
        there = set(connection.execute(select(PATIENT.c.key)).scalars())
        who = {row["patient"]: dict(row) for row in connection.execute(select(IDENTITY)).mappings()}
        for key, (told, number) in self._patients.items():
            says = self._patient_says(key, told, who.get(key)) if key in there else "is gone"
            if says:
                yield Fault(number, self._visits.get(key), f"names the patient {key}, who {says}")
        for key in (there | who.keys()) - self._patients.keys():
            yield Fault(0, None, f"no row names the patient {key}")

    def _patient_says(self, key: str, told: dict[str, Any], known: dict[str, Any] | None) -> str:
        if key in self._erased:
            return "was erased and is there again" if known else ""
        if known is None:
            return "was taken away without a word"
        is_told = "identity" not in told or told["identity"] == patients.digest(known)
        return "is another one now, without a word" if not is_told else ""


def _body(row: Row) -> dict[str, Any]:
    """What a row says; nothing where it was changed into something else."""
    try:
        body = json.loads(row.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}

"""What every part of a bundle is made from, and how the parts point at each other."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sot_engine.domain.chart import ChartEntry, Person, Stage
from sot_engine.domain.pack import Pack
from sot_engine.exchange.names import Json

MakeId: TypeAlias = Callable[[str], str]
"""From the name of a thing to its UUID, the same every time. It is handed in: only the workflow makes ids."""

Kind: TypeAlias = Literal[
    "Composition", "Observation", "QuestionnaireResponse", "ClinicalImpression", "Encounter", "DetectedIssue"
]

_OPEN: dict[Kind, str] = {
    "Composition": "preliminary", "Observation": "preliminary", "QuestionnaireResponse": "in-progress",
    "ClinicalImpression": "in-progress", "Encounter": "in-progress", "DetectedIssue": "preliminary",
}  # fmt: skip
_CLOSED: dict[Kind, str] = {
    "Composition": "final", "Observation": "final", "QuestionnaireResponse": "completed",
    "ClinicalImpression": "completed", "Encounter": "finished", "DetectedIssue": "final",
}  # fmt: skip
ERROR = "entered-in-error"


@dataclass(frozen=True, slots=True)
class Words:
    """What the reports say of an assessment, for the parts that people read. They are no part of what is read back."""

    outcome: tuple[str, ...] = ()
    footer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """One chart entry on its way into a bundle."""

    entry: ChartEntry
    pack: Pack
    make_id: MakeId
    words: Words = Words()
    is_deidentified: bool = False

    def id_of(self, role: str) -> str:
        """The id of the resource that plays a role in this entry, `finding/heel_tension.left`."""
        return self.make_id(f"visit/{self.entry.id}/{role}")

    def to(self, role: str) -> Json:
        """A reference to the resource that plays a role in this entry."""
        return {"reference": f"urn:uuid:{self.id_of(role)}"}

    @property
    def patient_id(self) -> str:
        """The id of the patient, the same in every visit."""
        return self.make_id(f"patient/{self.entry.patient.id}")

    def person_id(self, person: Person) -> str:
        """The id of a person, the same in every visit as long as name, credentials and role stay."""
        return self.make_id(f"person/{json.dumps([person.id, person.name, person.credentials, person.role])}")

    @property
    def context(self) -> Json:
        """The subject and the encounter, which nearly every resource names."""
        return {"subject": self.to_patient(), "encounter": self.to("encounter")}

    @property
    def software_id(self) -> str:
        """The id of the program, the same in every version, so that a newer one can read what an older one wrote."""
        return self.make_id("software")

    def to_software(self) -> Json:
        """A reference to the program."""
        return {"reference": f"urn:uuid:{self.software_id}"}

    def to_patient(self) -> Json:
        """A reference to the patient."""
        return {"reference": f"urn:uuid:{self.patient_id}"}

    def to_person(self, person: Person) -> Json:
        """A reference to a person."""
        return {"reference": f"urn:uuid:{self.person_id(person)}"}

    def to_examiner(self) -> Json:
        """A reference to whoever examined; a name in the visit, which need not be a person of the records."""
        return self.to("examiner")

    def status(self, kind: Kind) -> str:
        """The status that a resource has at the stage of this entry."""
        stage: Stage = self.entry.stage
        if stage == "entered_in_error":
            return ERROR
        if stage == "amended" and kind == "Composition":
            return "amended"
        return _CLOSED[kind] if self.entry.is_sealed else _OPEN[kind]

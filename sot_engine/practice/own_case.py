"""What a teacher may add to a visit file to make a case of it: the part under `case:`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sot_engine.domain.pack import Outcome, Pack
from sot_engine.domain.reading import CategorySide
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Visit
from sot_engine.errors import CaseRefused
from sot_engine.practice.case import Case, differs, engine_answer
from sot_engine.practice.faults import shaped
from sot_engine.practice.story import complaint, history
from sot_engine.source.document import Document

KEY = "case"
OWN = "own/"
"""What the names of a teacher's own cases begin with."""
HELP = "its keys are title, history, note, difficulty and expect"


@dataclass(frozen=True, kw_only=True)
class ExpectKeys:
    """What the teacher expects the engine to say; a key that is left out is not looked at."""

    outcome: Outcome | None = None
    category: Category | None = None
    side: CategorySide | None = None
    placement: str | None = None


@dataclass(frozen=True, kw_only=True)
class CaseKeys:
    """The part of a file that makes a case of a visit."""

    title: str = ""
    history: str = ""
    note: str = ""
    difficulty: str = "own"
    expect: ExpectKeys | None = None


def own_case(name: str, visit: Visit, document: Document, pack: Pack) -> Case:
    """A case of a teacher's own, read by the engine and held to what the file expects.

    Errors: CaseRefused; PracticeFaults with all of them; EnginesDisagree, EngineFailed.
    """
    raw = document.data.get(KEY)
    keys = CaseKeys() if raw is None else shaped(CaseKeys, raw, document, (KEY,), CaseRefused, HELP)
    says = engine_answer(pack, visit)
    for expected in _expected(raw):
        wrong = differs(says, expected)
        if wrong:
            key = next(iter(expected))
            message = f"the case expects another answer than the engine gives: {wrong}"
            where = document.place(KEY, "expect", key)
            raise CaseRefused(message, where=where, hint=f"`sot practice cases {document.file}` shows why")
    return Case(
        id=f"{OWN}{name}",
        origin="own",
        difficulty=keys.difficulty,
        visit=visit,
        says=says,
        complaint=visit.complaint
        or complaint(pack, visit.patient, visit.findings, f"{visit.patient.ref}, of a teacher's case"),
        history=keys.history or history(pack, visit.findings),
        title=keys.title,
        note=keys.note,
    )


def _expected(raw: Any) -> list[Mapping[str, Any]]:
    """Each thing that is expected, alone, so that the line of what does not fit can be named."""
    return [{name: value} for name, value in ((raw or {}).get("expect") or {}).items()]

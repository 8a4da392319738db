"""The published and made-up cases of a pack: its whole golden exams, practised like any other."""

from sot_engine.domain.pack import Pack
from sot_engine.packs.cases import Case as Golden
from sot_engine.practice.case import Case, engine_answer
from sot_engine.practice.story import complaint, history

PREFIX = "pack/"


def is_for_practice(golden: Golden) -> bool:
    """Whether a golden case is a whole exam that a source stands behind, and no re-test."""
    return golden.kind == "exam" and bool(golden.cite) and not golden.visit.after


def pack_case(golden: Golden, pack: Pack) -> Case:
    """A golden case as one to practise. Its title tells the answer, so that it is shown afterwards.

    Errors: EnginesDisagree, EngineFailed.
    """
    visit = golden.visit
    return Case(
        id=f"{PREFIX}{golden.id}",
        origin="pack",
        difficulty="published",
        visit=visit,
        says=engine_answer(pack, visit),
        complaint=complaint(pack, visit.patient, visit.findings),
        history=history(pack, visit.findings),
        title=golden.title,
        cite=golden.cite,
    )

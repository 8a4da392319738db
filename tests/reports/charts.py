"""Chart entries as records keep them, made from the bundled exams."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sot_engine.domain.chart import (
    Addendum,
    Answer,
    BlocksUsed,
    BlockUsed,
    ChartEntry,
    Identity,
    Person,
    Score,
    Signature,
    Suggestion,
    Verdict,
)  # fmt: skip
from sot_engine.domain.condition import Value
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import assess
from tests.known_packs import core
from tests.reports.shown import example

DC = Person(id="p-1", name="E. Xample", credentials="DC")
STUDENT = Person(id="p-2", name="S. Tudent", role="student")
PATIENT = Identity(id="i-1", ref="EXAMPLE-2", name="Inge Vented", birth_date="1985-05-05")
AGAIN: Mapping[str, Value] = MappingProxyType(
    {"first_rib_pain.left": 2, "first_rib_pain.right": 0, "arm_fossa_upper.left": "absent"}
)
ATTESTS = "I recorded and reviewed this visit, and these are my decisions."
SIGNED_AT = "2026-01-15T10:40:00+00:00"


def draft(name: str = "category-ii-left", commit: Category | None = None, *, visit: Visit | None = None) -> ChartEntry:
    """A bundled exam that was opened and assessed, and nothing more."""
    seen = visit or example(name)
    return ChartEntry(
        id=f"v-{name}",
        patient=Identity(id="i-0", ref=seen.patient.ref),
        stage="draft",
        opened_by=DC,
        opened_at="2026-01-15T10:05:00+00:00",
        visit=seen,
        assessment=assess(core(), seen, commit=commit),
        committed=commit,
    )


def suggested(**answers: Verdict) -> tuple[tuple[Suggestion, ...], Mapping[str, Answer]]:
    """The suggestions of the bundled Category II exam, and answers to those named."""
    suggestions = (
        Suggestion(key="category", kind="category", value="II", says="It matches.", rules=("C2-01", "C2-02")),
        Suggestion(key="side", kind="side", value="left", says="The sided rules name it.", rules=("C2-03", "C2-04")),
        Suggestion(key="placement", kind="placement", value="C2-L", says="Documented, face up.", rules=("C2-L",)),
    )
    given = {
        key: Answer(
            suggestion=key,
            verdict=verdict,
            instead="C2-R" if verdict == "changed" else None,
            reason="" if verdict == "accepted" else "The patient asked for another way.",
            by="p-1",
            at="2026-01-15T10:20:00+00:00",
        )
        for key, verdict in answers.items()
    }
    return suggestions, MappingProxyType(given)


BLOCKS = BlocksUsed(
    position="supine",
    blocks=(
        BlockUsed(side="left", landmark="posterior_iliac_crest", direction_deg=90, wedge="full size, wood"),
        BlockUsed(side="right", landmark="greater_trochanter", direction_deg=45, wedge="full size, wood"),
    ),
    placement="C2-L",
    started_at="2026-01-15T10:22:00+00:00",
    stopped_at="2026-01-15T10:28:30+00:00",
    response="Felt the left side let go after about three minutes.",
)
SCORES = (
    Score(measure="NPRS", value=4, at="2026-01-15", previous=7, previous_at="2026-01-01"),
    Score(measure="PSFS", value=6.3, at="2026-01-15", answered=3, items=3, previous=4, previous_at="2026-01-01"),
    Score(measure="ODI", value=34, at="2026-01-15", answered=9, items=10),
    Score(measure="NDI", value=12, at="2026-01-15", previous=10),
)


def signed() -> ChartEntry:
    """The bundled Category II exam with everything that an entry can hold, signed."""
    suggestions, answers = suggested(category="accepted", side="accepted", placement="accepted")
    return replace(
        draft(visit=replace(example("category-ii-left"), after=AGAIN)),
        patient=PATIENT,
        stage="signed",
        suggestions=suggestions,
        answers=answers,
        blocks=BLOCKS,
        scores=SCORES,
        history="Carried a piano on Monday.\nNo earlier episode.",
        plan="Seen again in three days. Walking as it can be borne.",
        signatures=(Signature(by=DC, as_="author", at=SIGNED_AT, attests=ATTESTS),),
        seal="3f" * 32,
    )


def amended() -> ChartEntry:
    """The signed entry with two additions."""
    return replace(
        signed(),
        stage="amended",
        addenda=(
            Addendum(
                number=1, kind="correction", by=DC, at="2026-01-16T09:00:00+00:00",
                reason="The wedge was written down wrongly.", text="The wedges were half size.",
            ),
            Addendum(
                number=2, kind="delayed_entry", by=STUDENT, at="2026-01-17T09:00:00+00:00",
                reason="Left out on the day.", text="The patient was advised to walk.\nAsked to ring when worse.",
            ),
        ),
    )  # fmt: skip

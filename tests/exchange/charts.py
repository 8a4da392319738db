"""Chart entries of every stage and outcome, made from the bundled exams; every name and day in them is invented."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from sot_engine.domain.assessment import Assessment
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
    Stage,
    Suggestion,
)
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Visit
from sot_engine.exchange.bundle import as_text, document
from sot_engine.exchange.export import Export, Words
from sot_engine.exchange.names import Json
from sot_engine.inference.assess import assess
from sot_engine.intake.visit_file import read_visit
from sot_engine.workflow.charts.export_fhir import fhir_id
from tests.known_packs import core

DOCTOR = Person(id="p-1", name="Ada Ficta", credentials="DC")
STUDENT = Person(id="p-2", name="Ned Nemo", role="student")
PATIENT = Identity(
    id="8f14e45f", ref="CHART-0042", name="Vera Nusquam", birth_date="1931-02-07", contact="555-0100, Nowhere Lane 9"
)
OPENED = "2026-03-14T09:30:00-08:00"
SIGNED = "2026-03-14T10:05:30-08:00"
LATER = "2026-03-20T08:00:00+00:00"


@cache
def examined(example: str = "category-ii-left") -> Visit:
    """A bundled exam."""
    return read_visit(f"examples/{example}.yaml", core())


@cache
def assessed(example: str = "category-ii-left", commit: Category | None = None) -> Assessment:
    """The assessment of a bundled exam."""
    return assess(core(), examined(example), commit=commit)


def suggested(found: Assessment) -> tuple[Suggestion, ...]:
    """What a practitioner has to answer about an assessment."""
    listed = []
    if found.decided:
        listed.append(Suggestion(key="category", kind="category", value=found.decided, says="The pattern matches."))
    if found.side:
        listed.append(Suggestion(key="side", kind="side", value=found.side, says=f"The side is {found.side}."))
    if found.placement.id:
        rules = tuple(reason.rule for reason in found.placement.reasons)
        says = "A documented placement."
        listed.append(
            Suggestion(key="placement", kind="placement", value=found.placement.id, says=says, rules=rules,
                       needs_reason=found.placement.status == "modify")
        )  # fmt: skip
    return tuple(listed)


def draft(example: str = "category-ii-left", commit: Category | None = None) -> ChartEntry:
    """An entry that was assessed and not yet reviewed."""
    visit, found = examined(example), assessed(example, commit)
    return ChartEntry(
        id=f"v-{example}",
        patient=PATIENT,
        stage="draft",
        opened_by=DOCTOR,
        opened_at=OPENED,
        visit=visit,
        assessment=found,
        committed=commit,
        committed_by=DOCTOR.id if commit else "",
        committed_at=OPENED if commit else "",
        reviewers=(DOCTOR,) if commit else (),
        suggestions=suggested(found),
    )


def blank() -> ChartEntry:
    """An entry in which nothing was recorded yet, and of a patient of whom only the chart number is known."""
    visit = replace(examined(), findings={}, after={}, complaint=None, not_done={}, confidence={})
    return ChartEntry(
        id="v-blank", patient=Identity(id="a1", ref="R"), stage="draft", opened_by=DOCTOR, opened_at=OPENED, visit=visit
    )


def reviewed(example: str = "category-ii-left", commit: Category | None = None) -> ChartEntry:
    """An entry whose suggestions were accepted, but the placement, which was changed with a reason."""
    entry = draft(example, commit)
    answers = {
        one.key: Answer(suggestion=one.key, verdict="accepted", by=DOCTOR.id, at="2026-03-14T10:00:00-08:00")
        for one in entry.suggestions
    }
    if "placement" in answers:
        answers["placement"] = replace(
            answers["placement"], verdict="changed", instead="blocks under both ilia", reason="Mrs Nusquam asked for it"
        )
    return replace(entry, stage="reviewed", answers=MappingProxyType(answers), reviewers=(DOCTOR,))


def signed(example: str = "category-ii-left", stage: Stage = "signed", commit: Category | None = None) -> ChartEntry:
    """An entry with everything that a chart can hold, signed."""
    attests = "I examined this patient and reviewed every suggestion. Ada Ficta"
    return replace(
        reviewed(example, commit),
        stage=stage,
        history="Fell off a ladder at Nowhere Lane in 2019; sister of Otto Nusquam.",
        plan="Twice a week for 3 weeks.\nCall 555-0100 when it gets worse.",
        blocks=BlocksUsed(
            position="supine",
            blocks=(
                BlockUsed(side="left", landmark="posterior_iliac_crest", direction_deg=90, wedge="large"),
                BlockUsed(side="right", landmark="greater_trochanter"),
            ),
            placement="C2-L",
            started_at="2026-03-14T09:50:00-08:00",
            stopped_at="2026-03-14T09:57-08:00",
            response="Tenderness went down.",
            adverse_response="Vera felt dizzy for a minute.",
        ),
        scores=(
            Score(
                measure="ODI",
                value=31.5,
                at="2026-03-14",
                answered=9,
                items=10,
                previous=44.0,
                previous_at="2026-02-01",
            ),
            Score(measure="NPRS", value=4, at=OPENED),
        ),
        signatures=(Signature(by=DOCTOR, as_="author", at=SIGNED, attests=attests),),
        seal="9b74c9897bac770ffc029102a200c5de",
    )


def amended() -> ChartEntry:
    """An entry to which two people added something after it was signed."""
    other = Person(id="p-3", name="Bo Falsus", credentials="DC, CSCS")
    return replace(
        signed(),
        stage="amended",
        addenda=(
            Addendum(number=1, kind="correction", by=DOCTOR, at=LATER, reason="wrong side named",
                     text="The history names the left shoulder; it was the right."),
            Addendum(number=2, kind="moved", by=other, at="2026-03-21T08:00:00Z", reason="wrong patient",
                     text="Recorded for Vera Nusquam by mistake.", other="c81e728d"),
        ),
    )  # fmt: skip


def cosigned() -> ChartEntry:
    """A student's entry that a practitioner co-signed."""
    own = Signature(by=STUDENT, as_="author", at=SIGNED, attests="I examined this patient.")
    supervised = Signature(by=DOCTOR, as_="cosigner", at="2026-03-14T18:00:00-08:00", attests="I reviewed it.")
    return replace(signed(), opened_by=STUDENT, signatures=(own, supervised))


def awaiting() -> ChartEntry:
    """A student's entry that no practitioner has co-signed."""
    return replace(cosigned(), stage="awaiting_cosignature", signatures=cosigned().signatures[:1], seal=None)


def in_error() -> ChartEntry:
    """An entry that was signed and then marked as entered in error."""
    why = Addendum(number=1, kind="entered_in_error", by=DOCTOR, at=LATER, reason="never examined", text="See above.")
    return replace(signed(), stage="entered_in_error", addenda=(why,))


def withheld() -> ChartEntry:
    """An entry whose placement is withheld: the exam of the left side, in late pregnancy."""
    visit = replace(examined(), patient=replace(examined().patient, pregnancy_weeks=30))
    found = assess(core(), visit)
    return replace(draft(), visit=visit, assessment=found, suggestions=suggested(found))


def rejected() -> ChartEntry:
    """An entry whose placement was rejected."""
    entry = reviewed()
    answer = replace(entry.answers["placement"], verdict="rejected", instead=None, reason="not today")
    return replace(entry, answers={**entry.answers, "placement": answer})


ENTRIES: dict[str, Callable[[], ChartEntry]] = {
    "blank": blank,
    "draft": draft,
    "reviewed": reviewed,
    "rejected": rejected,
    "signed": signed,
    "amended": amended,
    "cosigned": cosigned,
    "awaiting": awaiting,
    "in_error": in_error,
    "withheld": withheld,
    "stop": lambda: signed("refer"),
    "contradictory": lambda: signed("contradictory"),
    "insufficient": lambda: signed("insufficient"),
    "category_i": lambda: signed("category-i"),
    "category_iii": lambda: signed("category-iii"),
    "retest": lambda: signed("retest"),
    "mixed": lambda: draft("mixed"),
    "mixed_committed": lambda: signed("mixed", commit=assessed("mixed").candidates[0]),
}


@cache
def written(name: str) -> str:
    """The text of the document of an entry by its name here."""
    return as_text(document(export(ENTRIES[name]())))


def resources(bundle: Json, kind: str) -> list[Json]:
    """The resources of one kind, in the order of the bundle."""
    listed = (entry["resource"] for entry in bundle["entry"])
    return [resource for resource in listed if resource["resourceType"] == kind]


def bundle_of(name: str) -> Json:
    """The document of an entry by its name here."""
    found: Json = json.loads(written(name))
    return found


def strings(part: object) -> Iterator[str]:
    """Every name and every text anywhere in plain data."""
    if isinstance(part, dict):
        for name, value in part.items():
            yield str(name)
            yield from strings(value)
    elif isinstance(part, list):
        for value in part:
            yield from strings(value)
    else:
        yield str(part)


def export(entry: ChartEntry) -> Export:
    """An entry on its way into a bundle."""
    words = Words(("What the findings match.",), ("What it is, and what it is not.",))
    return Export(entry=entry, pack=core(), make_id=fhir_id, words=words)

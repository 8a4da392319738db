"""A chart entry without the person: what 45 CFR 164.514(b)(2) lists is taken out, ids become salted ones.

What is left are values of closed lists, the year, and the age up to 89. It is one of two ways that the rule knows, and
software alone cannot finish it: whoever gives data away must not know how to find the person in it. Not legal advice.
Source: the list as docs/exchange.md restates it.
"""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType
from typing import TypeVar

from sot_engine.domain.assessment import Assessment, CategoryResult, FiredRule, Reason, Sentence, Stop
from sot_engine.domain.chart import Answer, BlocksUsed, BlockUsed, ChartEntry, Identity, Person, Score
from sot_engine.domain.pack import Pack
from sot_engine.domain.rule import CATEGORIES
from sot_engine.domain.truth import SIDES
from sot_engine.domain.visit import Visit
from sot_engine.errors import ExportRefused
from sot_engine.exchange.names import OLDEST_TOLD

REMOVED = "[removed]"
"""What stands where text was, so that nobody takes it for nothing said."""
SHORTEST_SALT = 16
_AGE = "patient.age_years = "
_YEAR = len("2026")


def deidentify(entry: ChartEntry, pack: Pack, salt: bytes) -> ChartEntry:
    """The entry with everything taken out that names a person, a day or a place.

    Ids are keyed hashes of the ids that the records made, never of a name or a chart number, so the entries of one
    patient stay together and only whoever holds the salt can lead them back.
    Errors: ExportRefused for a salt that can be guessed.
    """
    if len(salt) < SHORTEST_SALT:
        message = f"the salt has fewer than {SHORTEST_SALT} bytes"
        raise ExportRefused(message, hint="use a random one, and keep it where the records are kept")
    patient = _salted(entry.patient.id, "patient", salt)
    return ChartEntry(
        id=_salted(entry.id, "visit", salt),
        patient=Identity(id=patient, ref=patient),
        stage=entry.stage,
        opened_by=_person(entry.opened_by, salt),
        opened_at=_year(entry.opened_at),
        visit=_visit(entry.visit, patient),
        assessment=_assessment(entry.assessment) if entry.assessment else None,
        committed=entry.committed,
        committed_by=_salted(entry.committed_by, "person", salt) if entry.committed_by else "",
        committed_at=_year(entry.committed_at),
        suggestions=entry.suggestions,
        reviewers=tuple(_person(person, salt) for person in entry.reviewers),
        answers=_answers(entry.answers, _words(entry, pack), salt),
        blocks=_blocks(entry.blocks, pack, _year(entry.visit.examined_at)) if entry.blocks else None,
        scores=tuple(_score(score) for score in entry.scores),
        history=_text(entry.history),
        plan=_text(entry.plan),
    )


def _salted(name: str, kind: str, salt: bytes) -> str:
    return hmac.new(salt, f"{kind}/{name}".encode(), sha256).hexdigest()[:32]


def _person(person: Person, salt: bytes) -> Person:
    return Person(id=_salted(person.id, "person", salt), name="", role=person.role)


def _year(time: str) -> str:
    return time[:_YEAR] if time[:_YEAR].isdigit() else ""


def _text(text: str) -> str:
    return REMOVED if text else ""


def _visit(visit: Visit, patient: str) -> Visit:
    age = min(visit.patient.age_years, OLDEST_TOLD)
    return replace(
        visit,
        examined_at=_year(visit.examined_at),
        examiner=REMOVED,
        patient=replace(visit.patient, ref=patient, age_years=age, birth_date=None),
        complaint=REMOVED if visit.complaint else None,
        not_done=MappingProxyType(dict.fromkeys(visit.not_done, REMOVED)),
    )


def _answers(answers: Mapping[str, Answer], known: frozenset[str], salt: bytes) -> Mapping[str, Answer]:
    return MappingProxyType({
        key: replace(
            answer,
            instead=_known(answer.instead, known),
            reason=_text(answer.reason),
            by=_salted(answer.by, "person", salt) if answer.by else "",
            at=_year(answer.at),
        )
        for key, answer in answers.items()
    })  # fmt: skip


def _known(text: str | None, known: frozenset[str]) -> str | None:
    return text if text is None or text in known else REMOVED


def _words(entry: ChartEntry, pack: Pack) -> frozenset[str]:
    """What may stand in place of a suggestion without being free text: the words of the pack and the engine."""
    suggested = (suggestion.value for suggestion in entry.suggestions)
    return frozenset((*CATEGORIES, *SIDES, "both", "undetermined", "none", *_placements(pack), *suggested))


def _placements(pack: Pack) -> tuple[str, ...]:
    return tuple(rule.id for rule in pack.strata["placement"])


def _landmarks(pack: Pack) -> frozenset[str]:
    placed = (rule.then.placement for rule in pack.strata["placement"])
    return frozenset(block.landmark for placement in placed if placement for block in placement.blocks)


def _blocks(used: BlocksUsed, pack: Pack, year: str) -> BlocksUsed:
    """The blocks; of their times the year is left, and with it that they were taken away."""
    return replace(
        used,
        blocks=tuple(_block(block, _landmarks(pack)) for block in used.blocks),
        placement=_known(used.placement, frozenset(_placements(pack))),
        started_at=year if used.started_at else None,
        stopped_at=year if used.stopped_at else None,
        response=_text(used.response),
        adverse_response=_text(used.adverse_response),
    )


def _block(block: BlockUsed, landmarks: frozenset[str]) -> BlockUsed:
    landmark = block.landmark if block.landmark in landmarks else REMOVED
    return replace(block, landmark=landmark, wedge=_text(block.wedge))


def _score(score: Score) -> Score:
    return replace(score, at=_year(score.at), previous_at=_year(score.previous_at) if score.previous_at else None)


def _assessment(found: Assessment) -> Assessment:
    """The assessment with an age above 89 told as 90, wherever a rule names it among its findings."""
    return found._replace(
        categories={name: _category(result) for name, result in found.categories.items()},
        stops=_capped(found.stops),
        contradictions=_capped(found.contradictions),
        cautions=_capped(found.cautions),
        guidance=_capped(found.guidance),
        placement=found.placement._replace(reasons=_capped(found.placement.reasons)),
    )


def _category(result: CategoryResult) -> CategoryResult:
    return result._replace(fired=_capped(result.fired))


Told = TypeVar("Told", FiredRule, Reason, Sentence, Stop)


def _capped(told: Iterable[Told]) -> tuple[Told, ...]:
    return tuple(one._replace(findings=tuple(map(_fact, one.findings))) for one in told)


def _fact(fact: str) -> str:
    age = fact.removeprefix(_AGE)
    return f"{_AGE}{OLDEST_TOLD}" if age != fact and age.isdigit() and int(age) > OLDEST_TOLD else fact

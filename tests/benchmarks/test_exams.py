"""Drawn exams are the same for everyone, and such as a visit file can hold."""

import json
from collections import Counter

import pytest

from benchmarks.exams import document, endless, exams
from sot_engine import read_pack
from sot_engine.domain.pack import OUTCOMES, Pack
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Direct
from sot_engine.intake.visit_file import read_visit_text


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack()


@pytest.fixture(scope="module")
def drawn(pack: Pack) -> list[Visit]:
    return exams(pack, 400)


def test_the_same_seed_draws_the_same_exams(pack: Pack, drawn: list[Visit]) -> None:
    again = endless(pack)
    assert drawn[:20] == [next(again) for _ in range(20)]
    assert drawn[:20] != exams(pack, 20, seed=1)


def test_a_visit_file_can_hold_every_exam(pack: Pack, drawn: list[Visit]) -> None:
    for visit in drawn[:100]:
        assert read_visit_text(json.dumps(document(visit)), pack=pack) == visit


def test_most_exams_record_twenty_to_forty_findings(drawn: list[Visit]) -> None:
    sizes = [len({key.partition(".")[0] for key in visit.findings}) for visit in drawn]
    assert sum(20 <= size <= 40 for size in sizes) > 0.95 * len(sizes)


def test_the_stop_questions_are_mostly_answered_absent(pack: Pack, drawn: list[Visit]) -> None:
    asked = Counter(visit.findings.get(finding.id) for visit in drawn for finding in pack.stop_questions)
    assert asked["absent"] > 0.9 * asked.total()


def test_every_outcome_is_drawn(pack: Pack, drawn: list[Visit]) -> None:
    direct = Direct(pack)
    assert {direct.read(visit).outcome for visit in drawn} == set(OUTCOMES)

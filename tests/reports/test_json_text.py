"""Assessments as JSON text."""

import json

from sot_engine.domain.assessment import plain
from sot_engine.errors import ImpossibleValue, UnknownFinding, VisitFaults
from sot_engine.inference.assess import assess
from sot_engine.reports.json_text import error_json, line_json, many_json, one_json
from tests.known_packs import core
from tests.reports.shown import example


def test_one_many_and_a_line_hold_the_same() -> None:
    found = assess(core(), example("mixed"))
    assert json.loads(one_json(found)) == json.loads(line_json(found)) == json.loads(json.dumps(plain(found)))
    assert json.loads(many_json([found, found])) == [plain_json := json.loads(one_json(found)), plain_json]
    assert line_json(found).count("\n") == 1


def test_an_error_is_one_line_with_its_code_all_its_faults_and_its_place() -> None:
    error = VisitFaults([UnknownFinding("no finding ü", context="under findings"), ImpossibleValue("no\nside")])
    line = error_json(error, 7)
    assert line.count("\n") == 1
    assert line.isascii()
    assert json.loads(line) == {
        "error": {"code": "V000", "message": "no finding ü (under findings); no\nside"},
        "line": 7,
    }

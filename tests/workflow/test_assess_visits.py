"""Visits one after another and lines without end: one that is wrong does not stop the rest."""

import gc
import io
import json
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from sot_engine.domain.assessment import Assessment
from sot_engine.errors import EngineFailed, MachineLacks, SotError, VisitFaults, VisitSyntax
from sot_engine.inference.assess import assess
from sot_engine.intake.visit_file import MAX_BYTES
from sot_engine.intake.visit_text import write_visit
from sot_engine.workflow import assess_visits as verb
from sot_engine.workflow.assess_visits import Assessed, Line, assess_lines, assess_visits
from tests.known_packs import core
from tests.reports.shown import ROOT, example

GOOD = json.dumps(write_visit(example("category-ii-left"), core())).encode()


def lines(*raw: bytes) -> list[Line]:
    return list(assess_lines(io.BytesIO(b"\n".join(raw)), core()))


def told(line: Line) -> str:
    assert isinstance(line.found, SotError)
    return f"{line.number} {line.found.code} {line.found.message}"


def stdin(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


# --- Files ---


def test_files_are_assessed_in_order_and_a_bad_one_stands_in_its_place(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: no\n", encoding="utf-8")
    names = [str(ROOT / "examples" / "mixed.yaml"), str(bad), str(ROOT / "examples" / "refer.yaml")]
    mixed, wrong, refer = assess_visits(names, core())
    assert isinstance(mixed, Assessed)
    assert isinstance(wrong, VisitFaults)
    assert isinstance(refer, Assessed)
    assert (mixed.found.outcome, refer.found.outcome) == ("mixed", "refer")
    assert mixed.visit.patient.ref == "EXAMPLE-4"


def test_a_dash_is_standard_input_in_yaml_or_json(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin(monkeypatch, (ROOT / "examples" / "mixed.yaml").read_bytes())
    (from_yaml,) = assess_visits(["-"], core())
    stdin(monkeypatch, b"\xef\xbb\xbf" + json.dumps(write_visit(example("mixed"), core())).encode())
    (from_json,) = assess_visits(["-"], core())
    assert from_yaml == from_json


@pytest.mark.parametrize(
    ("raw", "message"), [(b"\xff\xfe", "the input is not UTF-8 text"), (b"x" * 2_000_000, "larger")]
)
def test_standard_input_that_cannot_be_read_is_an_error(
    monkeypatch: pytest.MonkeyPatch, raw: bytes, message: str
) -> None:
    stdin(monkeypatch, raw)
    (found,) = assess_visits(["-"], core())
    assert isinstance(found, VisitSyntax)
    assert message in found.message
    assert str(found).startswith("<stdin>: V010")


def test_a_machine_that_lacks_something_ends_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    def lacks(*_: object, **__: object) -> Assessment:
        message = "no engine"
        raise MachineLacks(message)

    monkeypatch.setattr(verb, "assess", lacks)
    with pytest.raises(MachineLacks):
        next(assess_visits([str(ROOT / "examples" / "mixed.yaml")], core()))
    with pytest.raises(MachineLacks):
        lines(GOOD)


# --- Lines ---


def test_lines_come_out_in_order_blank_ones_are_skipped_and_counted() -> None:
    found = lines(b"", GOOD, b"   ", b"\t\r", GOOD, b"")
    assert [line.number for line in found] == [2, 5]
    assert [line.found.outcome for line in found if isinstance(line.found, Assessment)] == ["supported"] * 2


def test_a_bad_line_is_told_with_its_number_and_the_rest_go_on() -> None:
    found = lines(GOOD, b"{", b"[]", b"schema: sot-visit/1", b"\xff", GOOD)
    assert [told(line) for line in found[1:-1]] == [
        "2 V010 not JSON: Expecting property name enclosed in double quotes",
        "3 V020 a visit is a map of keys",
        "4 V010 not JSON: Expecting value",
        "5 V010 the line is not UTF-8 text",
    ]
    assert isinstance(found[0].found, Assessment)
    assert isinstance(found[-1].found, Assessment)


def test_a_line_longer_than_a_visit_can_be_is_told_and_passed_over() -> None:
    long = b'{"a": "' + b"x" * (MAX_BYTES + 200_000) + b'"}'
    found = lines(long, GOOD, long)
    assert told(found[0]) == f"1 V010 the line is longer than {MAX_BYTES // 1000} kB"
    assert isinstance(found[1].found, Assessment)
    assert told(found[2]) == f"3 V010 the line is longer than {MAX_BYTES // 1000} kB"


def test_the_first_line_may_start_with_a_byte_order_mark_and_the_last_may_have_no_end() -> None:
    found = lines(b"\xef\xbb\xbf" + GOOD, GOOD)
    assert [type(line.found) for line in found] == [Assessment, Assessment]


def test_an_engine_that_fails_on_one_line_does_not_stop_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter(range(9))

    def fails_once(*given: object, **more: object) -> Assessment:
        if next(calls) == 0:
            message = "stopped"
            raise EngineFailed(message)
        return assess(*given, **more)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(verb, "assess", fails_once)
    found = lines(GOOD, GOOD)
    assert told(found[0]) == "1 E020 stopped"
    assert isinstance(found[1].found, Assessment)


def test_lines_are_explained_only_when_asked() -> None:
    for explained in (True, False):
        (line,) = assess_lines(io.BytesIO(GOOD), core(), explained=explained)
        assert isinstance(line.found, Assessment)
        assert bool(line.found.next) is explained


class _Endless(io.RawIOBase):
    """A stream of the same line over and over, made as it is read."""

    def __init__(self, times: int) -> None:
        self._left = iter([GOOD + b"\n"] * times)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # a bytearray is what it is given
        self._rest = self._rest or next(self._left, b"")
        taken, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(taken)] = taken
        return len(taken)


@pytest.mark.no_cover
def test_memory_does_not_grow_with_the_lines() -> None:
    def after(found: Iterator[Line], count: int) -> int:
        for _ in range(count):
            next(found)
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    found = assess_lines(io.BufferedReader(_Endless(450)), core())  # type: ignore[type-var]  # it is read like a file
    next(found)
    tracemalloc.start()
    try:
        early, late = after(found, 120), after(found, 300)
    finally:
        tracemalloc.stop()
    assert late - early < 50_000

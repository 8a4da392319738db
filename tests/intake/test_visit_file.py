"""A visit file as the interface has it: what is accepted, what each short form stands for, and what is written."""

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from sot_engine.domain.visit import Patient, Visit
from sot_engine.errors import VisitError, VisitSyntax
from sot_engine.intake.visit_file import read_visit, read_visit_text
from sot_engine.intake.visit_text import visit_json, visit_yaml, write_visit
from tests.known_packs import core, visit

EXAMPLE = """
schema: sot-visit/1
visit:
  examined_at: 2026-03-14T09:30:00-08:00
  examiner: "A. Example, DC"
patient:
  ref: "P-0042"
  age_years: 37
  pregnancy_weeks: 0
complaint: Left low back pain after lifting.
findings:
  lateral_sway: left
  arm_fossa_upper: {left: present, right: absent}
  arm_fossa_lower: none
  first_rib_pain: {left: 6, right: 0}
  heel_tension: {both: 2}
  soto_test: {left: [same, same, better]}
  short_leg_supine: left
  pelvic_rigidity: absent
after_blocking:
  findings:
    first_rib_pain: {left: 2, right: 0}
not_done:
  cervical_compaction: neck pain
confidence:
  heel_tension: unsure
"""
BARE = """
schema: sot-visit/1
visit: {examined_at: "2026-03-14T09:30:00-08:00", examiner: E}
patient: {ref: P, age_years: 37}
findings: {FINDINGS}
"""


def read(findings: str = "", text: str = BARE, pack: Any = None) -> Visit:
    return read_visit_text(text.replace("FINDINGS", findings), "visit.yaml", pack or core())


def test_the_example_of_the_interface_is_read() -> None:
    assert read(text=EXAMPLE) == Visit(
        examined_at="2026-03-14T09:30:00-08:00",
        examiner="A. Example, DC",
        patient=Patient(ref="P-0042", age_years=37, pregnancy_weeks=0),
        complaint="Left low back pain after lifting.",
        findings={
            "lateral_sway.left": "present",
            "lateral_sway.right": "absent",
            "pelvic_rigidity": "absent",
            "arm_fossa_upper.left": "present",
            "arm_fossa_upper.right": "absent",
            "arm_fossa_lower.left": "absent",
            "arm_fossa_lower.right": "absent",
            "first_rib_pain.left": 6,
            "first_rib_pain.right": 0,
            "heel_tension.left": 2,
            "heel_tension.right": 2,
            "soto_test.left": ("same", "same", "better"),
            "short_leg_supine": "left",
        },
        after={"first_rib_pain.left": 2, "first_rib_pain.right": 0},
        not_done={"cervical_compaction": "neck pain"},
        confidence={"heel_tension": "unsure"},
    )


def test_findings_are_kept_in_the_order_of_the_vocabulary() -> None:
    assert list(read("heel_tension: {right: 1, left: 0}, pelvic_rigidity: absent").findings) == [
        "pelvic_rigidity",
        "heel_tension.left",
        "heel_tension.right",
    ]


@pytest.mark.parametrize(
    ("written", "recorded"),
    [
        ("lateral_sway: left", {"lateral_sway.left": "present", "lateral_sway.right": "absent"}),
        ("lateral_sway: right", {"lateral_sway.left": "absent", "lateral_sway.right": "present"}),
        ("lateral_sway: both", {"lateral_sway.left": "present", "lateral_sway.right": "present"}),
        ("lateral_sway: none", {"lateral_sway.left": "absent", "lateral_sway.right": "absent"}),
        ("lateral_sway: {left: positive}", {"lateral_sway.left": "present"}),
        ("lateral_sway: {right: negative}", {"lateral_sway.right": "absent"}),
        ("lateral_sway: {both: equivocal}", {"lateral_sway.left": "equivocal", "lateral_sway.right": "equivocal"}),
        ("heel_tension: none", {"heel_tension.left": 0, "heel_tension.right": 0}),
        ("first_rib_pain: none", {"first_rib_pain.left": 0, "first_rib_pain.right": 0}),
        ("occipital_line_1_area: none", {"occipital_line_1_area.left": 0, "occipital_line_1_area.right": 0}),
        ("temporal_sphenoidal_area: {both: none}",
         {"temporal_sphenoidal_area.left": "none", "temporal_sphenoidal_area.right": "none"}),
        ("pelvic_rigidity: positive", {"pelvic_rigidity": "present"}),
        ("lateral_sway_mm: 12.5", {"lateral_sway_mm": 12.5}),
        ("lateral_sway_mm: 12.0", {"lateral_sway_mm": 12}),
        ("sit_and_reach_cm: -50", {"sit_and_reach_cm": -50}),
        ("soto_test: {right: [worse]}", {"soto_test.right": ("worse",)}),
        ("antalgic_posture: none", {"antalgic_posture": "none"}),
        ("", {}),
    ],
)  # fmt: skip
def test_what_is_written_stands_for_these_values(written: str, recorded: dict[str, Any]) -> None:
    assert dict(read(written).findings) == recorded


def test_a_measure_without_a_decimal_is_a_whole_number() -> None:
    assert type(read("lateral_sway_mm: 12.0").findings["lateral_sway_mm"]) is int


@pytest.mark.parametrize(
    "time",
    [
        "2026-03-14T09:30:00-08:00",
        "2026-03-14T09:30Z",
        "2026-03-14T09:30:00+14:00",
        "2026-03-14 09:30:00+05:45",
        "2026-03-14T09:30:00.25+00:00",
    ],
)
def test_a_time_with_its_offset_is_kept_as_it_was_written(time: str) -> None:
    assert read(text=BARE.replace("2026-03-14T09:30:00-08:00", time)).examined_at == time


@pytest.mark.parametrize(
    ("born", "age"),
    [("1989-03-14", 37), ("1989-03-15", 36), ("2026-03-14", 0), ("1996-02-29", 30), ("1896-03-14", 130)],
)
def test_the_age_is_that_on_the_day_of_the_exam(born: str, age: int) -> None:
    patient = read(text=BARE.replace("age_years: 37", f"birth_date: {born}")).patient
    assert (patient.age_years, patient.birth_date) == (age, born)


def test_pregnancy_that_is_absent_was_not_asked_and_zero_is_not_pregnant() -> None:
    assert read().patient.pregnancy_weeks is None
    assert read(text=BARE.replace("37", "37, pregnancy_weeks: 0")).patient.pregnancy_weeks == 0


@pytest.mark.parametrize(
    "more",
    [
        "not_done: {heel_tension.right: cramp}\n",
        "not_done: {nape_headache: not asked}\n",
        "after_blocking: {}\n",
        "after_blocking: {findings: {}}\n",
        "not_done: {}\nconfidence: {}\n",
    ],
)
def test_what_may_be_left_empty_may_be_written_empty(more: str) -> None:
    assert dict(read("heel_tension: {left: 1}", BARE + more).findings) == {"heel_tension.left": 1}


def test_one_side_may_be_recorded_and_the_other_not_done() -> None:
    found = read("heel_tension: {left: 1}", BARE + "not_done: {heel_tension.right: cramp}\n")
    assert (dict(found.findings), dict(found.not_done)) == ({"heel_tension.left": 1}, {"heel_tension.right": "cramp"})


@pytest.mark.parametrize("name", ["visit.yaml", "visit.yml", "visit.txt"])
def test_json_is_read_under_any_name_and_yaml_under_any_but_json(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(EXAMPLE, encoding="utf-8")
    expected = read_visit(path, core())
    path.write_text(visit_json(expected, core()), encoding="utf-8")
    assert read_visit(path, core()) == expected
    (tmp_path / "visit.json").write_text(EXAMPLE, encoding="utf-8")
    with pytest.raises(VisitError, match="not JSON"):
        read_visit(tmp_path / "visit.json", core())


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: text.rstrip().encode(),
    ],
    ids=["byte order mark", "windows line ends", "both", "no line end at the end"],
)
@pytest.mark.parametrize("name", ["visit.yaml", "visit.json"])
def test_what_editors_add_is_no_mistake(name: str, encode: Any, tmp_path: Path) -> None:
    expected = read(text=EXAMPLE)
    text = EXAMPLE if name.endswith("yaml") else visit_json(expected, core())
    path = tmp_path / name
    path.write_bytes(encode(text))
    assert read_visit(path, core()) == expected


def test_the_words_are_those_of_the_pack_sot_core_when_none_is_given(tmp_path: Path) -> None:
    path = tmp_path / "visit.yaml"
    path.write_text(EXAMPLE, encoding="utf-8")
    assert read_visit(str(path)) == read(text=EXAMPLE)


def test_a_json_text_that_is_said_to_be_json_is_never_read_as_yaml() -> None:
    with pytest.raises(VisitError, match="not JSON"):
        read_visit_text(EXAMPLE, "line 3", core(), is_json=True)
    assert read_visit_text(visit_json(visit(), core()), "line 3", core(), is_json=True) == visit()


def test_what_is_written_has_the_keys_of_the_interface_in_their_order() -> None:
    written = write_visit(read(text=EXAMPLE), core())
    assert list(written) == [
        "schema", "visit", "patient", "complaint", "findings", "after_blocking", "not_done", "confidence",
    ]  # fmt: skip
    assert written["findings"]["soto_test"] == {"left": ["same", "same", "better"]}
    assert json.loads(visit_json(read(text=EXAMPLE), core())) == written


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029", "\n", "\n\n", "\r\n", "\r", "\t", " \x85 ", "\\N", "\\"])
def test_an_end_of_a_line_comes_back_as_it_was_written(sign: str) -> None:
    """YAML folds lines, and the next-line sign is one of their ends."""
    text = f"Low back{sign}pain, {'x' * 110}{sign}and so on, {'in many words ' * 12}"
    told = replace(
        visit(), complaint=text.strip(), not_done=MappingProxyType({"cervical_compaction": f"neck{sign}pain"})
    )
    assert read_visit_text(visit_yaml(told, core()), "visit.yaml", core()) == told
    assert read_visit_text(visit_json(told, core()), "visit.json", core()) == told


def test_what_was_not_recorded_is_not_written() -> None:
    written = write_visit(read(), core())
    assert list(written) == ["schema", "visit", "patient", "findings"]
    assert written["patient"] == {"ref": "P", "age_years": 37}


def test_a_date_of_birth_is_written_instead_of_the_age() -> None:
    patient = write_visit(read(text=BARE.replace("age_years: 37", "birth_date: 1989-02-01")), core())["patient"]
    assert patient == {"ref": "P", "birth_date": "1989-02-01"}


def test_a_text_larger_than_a_visit_needs_is_refused() -> None:
    with pytest.raises(VisitError, match="the file is larger than"):
        read_visit_text("complaint: " + "x" * 10_000_000, "line 3", core())


def test_a_file_without_an_end_is_refused_and_not_read_to_it() -> None:
    with pytest.raises(VisitSyntax, match="larger than 200 kB"):
        read_visit("/dev/zero", core())


def test_a_date_of_birth_beside_a_wrong_time_is_one_fault() -> None:
    """The age cannot be told, and that is not the birth date's fault."""
    text = BARE.replace("age_years: 37", "birth_date: 1989-02-01").replace("09:30:00-08:00", "09:30:00")
    with pytest.raises(VisitError, match="has no time zone") as caught:
        read(text=text)
    assert len(caught.value.faults) == 1


def test_many_faults_come_out_soon() -> None:
    """Looking for the nearest name is slow, so that it stops after a while."""
    many = BARE.replace("{FINDINGS}", "\n" + "".join(f"  nothing_{number}: 1\n" for number in range(2000)))
    with pytest.raises(VisitError) as caught:
        read(text=many)
    assert len(caught.value.faults) == 2000
    assert all(fault.hint for fault in caught.value.faults)

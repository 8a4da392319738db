"""The museum of bad visits: one mistake a file, refused with its code, its line and words that say what is wrong."""

import sys
from pathlib import Path

import pytest

from sot_engine.errors import SotError, VisitError, VisitFaults
from sot_engine.intake.visit_file import read_visit
from tests.known_packs import core

MUSEUM = Path(__file__).parents[1] / "bad_visits"
TRAILING_COMMA = (
    ("V010", 7, "not JSON: Illegal trailing comma")
    if sys.version_info >= (3, 13)
    else ("V010", 8, "not JSON: Expecting property name enclosed in double quotes")
)
"""The reader of JSON is Python's own, and says it better since 3.13."""

REFUSED: dict[str, list[tuple[str, int, str]]] = {
    "age_and_birth_date.yaml": [("V020", 5, "age_years and birth_date exclude each other")],
    "age_as_boolean.yaml": [("V040", 7, '"age_years" cannot be true')],
    "age_as_text.yaml": [("V040", 7, '"age_years" cannot be "37"')],
    "age_below_zero.yaml": [("V040", 7, '"age_years" cannot be -1')],
    "age_with_a_decimal.yaml": [("V040", 7, '"age_years" cannot be 37.5')],
    "alias_bomb.yaml": [("V010", 1, "anchors and aliases are not read")],
    "anchor.yaml": [("V010", 10, "anchors and aliases are not read")],
    "birth_date_in_another_order.yaml": [("V040", 7, "this is not a date")],
    "birth_date_that_is_none.yaml": [("V040", 7, "this is not a date")],
    "boolean_as_number.yaml": [("V040", 10, '"first_rib_pain" cannot be true')],
    "boolean_as_sign.yaml": [("V040", 10, '"nape_headache" cannot be true')],
    "born_after_the_exam.yaml": [("V040", 7, "the exam is not within the 130 years after the birth")],
    "born_in_another_century.yaml": [("V040", 7, "the exam is not within the 130 years after the birth")],
    "both_beside_left.yaml": [("V040", 10, '"heel_tension": both stands beside a side')],
    "comment.json": [("V010", 7, "not JSON: Expecting ',' delimiter")],
    "complaint_as_a_list.yaml": [("V020", 10, '"complaint" is text, not a list')],
    "confidence_as_a_list.yaml": [("V040", 10, 'confidence in "pelvic_rigidity" cannot be')],
    "confidence_in_another_word.yaml": [("V040", 10, 'confidence in "pelvic_rigidity" cannot be "certain"')],
    "date_without_a_time.yaml": [("V020", 3, '"2026-03-14" is not a date with a time')],
    "decimal_of_a_grade.yaml": [("V040", 10, '"heel_tension" cannot be 1.5')],
    "deep_nesting.json": [("V010", 0, "nested deeper than 40 levels")],
    "deep_nesting.yaml": [("V010", 10, "nested deeper than 40 levels")],
    "doubled_key_among_others.yaml": [
        ("V040", 2, '"2026-03-14T09:30:00" has no time zone'),
        ("V030", 5, 'no finding is called "latral_sway"'),
        ("V040", 6, '"heel_tension" cannot be 9'),
        ("V010", 7, 'the key "heel_tension" is written twice'),
    ],
    "duplicate_key.json": [("V010", 7, 'the key "pelvic_rigidity" is written twice')],
    "duplicate_key.yaml": [("V010", 11, 'the key "pelvic_rigidity" is written twice')],
    "duplicate_section.yaml": [("V010", 10, 'the key "findings" is written twice')],
    "duplicate_side.yaml": [("V010", 10, 'the key "left" is written twice')],
    "empty_examiner.yaml": [("V020", 4, '"examiner" is text, not blank')],
    "empty_file.json": [("V010", 1, "not JSON: Expecting value")],
    "empty_file.yaml": [("V020", 1, "a visit is a map of keys")],
    "empty_patient.yaml": [("V020", 5, "the age is missing"), ("V020", 5, '"ref" is missing')],
    "examiner_of_two_lines.yaml": [("V020", 4, 'the character U+000A has no place in "examiner"')],
    "findings_as_a_list.yaml": [("V020", 8, '"findings" is a map of keys')],
    "findings_left_empty.yaml": [("V020", 8, '"findings" is a map of keys')],
    "hidden_character.json": [
        ("V020", 4, '"ref" holds the character U+0000, which cannot be seen'),
    ],
    "hidden_character.yaml": [("V010", 4, "the character U+0001 cannot stand in a file")],
    "half_a_character.json": [("V010", 0, "half of a character is written: a surrogate without its pair")],
    "impossible_number.json": [("V040", 7, '"first_rib_pain" cannot be 11')],
    "impossible_number.yaml": [("V040", 11, '"first_rib_pain" cannot be 11')],
    "impossible_time.yaml": [("V040", 3, 'there is no such time as "2026-02-30T09:30:00-08:00"')],
    "impossible_time_zone.yaml": [("V040", 3, 'there is no such time as "2026-03-14T09:30:00+30:00"')],
    "impossible_word.yaml": [("V040", 10, '"lateral_sway" cannot be "maybe"')],
    "infinite_number.json": [("V010", 7, "-Infinity is not a number that can be recorded")],
    "infinite_number.yaml": [("V040", 10, '"lateral_sway_mm" cannot be inf')],
    "list_as_a_key.yaml": [("V010", 10, "a key must be a plain word")],
    "list_at_top.json": [("V020", 1, "a visit is a map of keys")],
    "list_at_top.yaml": [("V020", 1, "a visit is a map of keys")],
    "list_for_one_value.yaml": [("V040", 10, '"nape_headache" cannot be present, absent')],
    "merge_key.yaml": [("V020", 10, 'unknown key "<<"')],
    "missing_findings.yaml": [("V020", 1, '"findings" is missing')],
    "missing_patient.yaml": [("V020", 1, '"patient" is missing')],
    "missing_schema.yaml": [("V020", 1, '"schema" is missing')],
    "missing_side.yaml": [("V040", 10, '"heel_tension" is recorded per side, not as 2')],
    "missing_visit.yaml": [
        ("V020", 1, '"visit" is missing'),
        ("V020", 1, '"examined_at" is missing'),
        ("V020", 1, '"examiner" is missing'),
    ],
    "misspelt_side.yaml": [("V040", 10, '"heel_tension" has no side "lft"')],
    "misspelt_word.yaml": [("V040", 10, '"antalgic_posture" cannot be "flexd"')],
    "naive_time.yaml": [("V040", 3, '"2026-03-14T09:30:00" has no time zone')],
    "no_age.yaml": [("V020", 5, "the age is missing")],
    "no_side_at_all.yaml": [("V040", 10, '"heel_tension" is recorded per side, not as an empty map')],
    "not_a_number.json": [("V010", 7, "NaN is not a number that can be recorded")],
    "not_a_number.yaml": [("V040", 10, '"lateral_sway_mm" cannot be ".nan"')],
    "not_done_on_a_side_that_is_none.yaml": [("V040", 11, '"nape_headache" has no side "left"')],
    "not_done_on_no_side.yaml": [("V040", 11, '"heel_tension" has no side ""')],
    "not_done_without_a_reason.yaml": [("V020", 11, '"heel_tension" was not done: the reason is text')],
    "not_utf8.yaml": [("V010", 0, "the file is not UTF-8 text")],
    "not_yaml.yaml": [("V010", 11, "expected ',' or '}', but got '<stream end>'")],
    "null_finding.json": [("V040", 7, '"nape_headache" is empty')],
    "null_finding.yaml": [("V040", 10, '"nape_headache" is empty')],
    "null_side.yaml": [("V040", 10, '"heel_tension" is empty')],
    "number_as_text.yaml": [("V040", 10, '"first_rib_pain" cannot be "6"')],
    "number_below_the_range.yaml": [("V040", 10, '"lateral_sway_mm" cannot be -1')],
    "number_in_hexadecimal.yaml": [("V040", 10, '"first_rib_pain" cannot be "0x6"')],
    "offset_beyond_fourteen_hours.yaml": [("V040", 3, 'no place has the offset of "2026-03-14T09:30:00+23:59"')],
    "offset_of_too_many_minutes.yaml": [("V040", 3, 'no place has the offset of "2026-03-14T09:30:00+05:75"')],
    "pregnant_for_a_year.yaml": [("V040", 8, '"pregnancy_weeks" cannot be 52')],
    "recorded_and_not_done.yaml": [("V040", 11, '"pelvic_rigidity" is recorded and in not_done')],
    "recorded_side_and_not_done.yaml": [("V040", 12, '"heel_tension.left" is recorded and in not_done')],
    "reference_as_number.yaml": [("V020", 6, '"ref" is text, not a number')],
    "reference_of_two_lines.yaml": [("V020", 6, 'the character U+2028 has no place in "ref"')],
    "sequence_as_one_word.yaml": [("V040", 10, '"soto_test" cannot be "better"')],
    "sequence_of_nothing.yaml": [("V040", 10, '"soto_test" cannot be an empty list')],
    "sequence_too_long.yaml": [("V040", 10, '"soto_test" cannot be same, same, better, worse')],
    "sequence_with_another_word.yaml": [("V040", 10, '"soto_test" cannot be same, beter')],
    "several_faults.yaml": [
        ("V040", 10, '"lateral_sway" is recorded per side, not as "maybe"'),
        ("V030", 11, 'no finding is called "heel_tensio"'),
        ("V040", 12, '"first_rib_pain" cannot be 11'),
        ("V040", 12, '"first_rib_pain" cannot be 12'),
        ("V040", 14, '"pelvic_rigidity" is recorded and in not_done'),
        ("V040", 16, 'confidence in "pelvic_rigidity" cannot be "rather"'),
    ],
    "short_form_of_a_choice.yaml": [("V040", 10, '"none" is no short form for "temporal_sphenoidal_area"')],
    "short_form_of_a_grade.yaml": [("V040", 10, '"left" is no short form for "heel_tension"')],
    "side_of_a_finding_without_sides.yaml": [("V040", 10, '"nape_headache" has no sides')],
    "single_quotes.json": [("V010", 7, "not JSON: Expecting property name enclosed in double quotes")],
    "tab_for_indentation.yaml": [("V010", 10, "found character '\\t' that cannot start any token")],
    "tag.yaml": [("V010", 10, "the tag tag:yaml.org,2002:binary is not read")],
    "text_at_top.yaml": [("V020", 1, "a visit is a map of keys")],
    "time_in_words.yaml": [("V020", 3, '"yesterday at nine" is not a date with a time')],
    "too_many_digits.json": [("V010", 7, "a number with 5000 digits cannot be recorded")],
    "trailing_comma.json": [TRAILING_COMMA],
    "turned_text.yaml": [("V020", 4, '"complaint" holds the character U+202E, which cannot be seen')],
    "two_decimals.yaml": [("V040", 10, '"lateral_sway_mm" cannot be 12.25')],
    "two_documents.yaml": [("V010", 10, "a second YAML document starts here")],
    "two_values.json": [("V010", 2, "not JSON: Extra data")],
    "unknown_finding.json": [("V030", 7, 'no finding is called "arm_fosa_upper"')],
    "unknown_finding.yaml": [("V030", 10, 'no finding is called "arm_fosa_upper"')],
    "unknown_finding_after_blocking.yaml": [("V030", 12, 'no finding is called "heel_tention"')],
    "unknown_finding_in_capitals.yaml": [("V030", 10, 'no finding is called "Lateral_Sway"')],
    "unknown_finding_in_confidence.yaml": [("V030", 11, 'no finding is called "heel_tensoin"')],
    "unknown_finding_in_not_done.yaml": [("V030", 11, 'no finding is called "cervical_compacton"')],
    "unknown_key.yaml": [("V020", 1, '"findings" is missing'), ("V020", 8, 'unknown key "finding"')],
    "unknown_key_after_blocking.yaml": [("V020", 11, 'unknown key "finding"')],
    "unknown_key_of_the_patient.yaml": [("V020", 5, "the age is missing"), ("V020", 7, 'unknown key "age"')],
    "unknown_key_of_the_visit.yaml": [("V020", 2, '"examiner" is missing'), ("V020", 4, 'unknown key "examinor"')],
    "unknown_schema.yaml": [("V020", 1, 'the schema "sot-visit/9" is not known')],
    "yaml_in_a_json_file.json": [("V010", 1, "not JSON: Expecting value")],
}
"""For each file the faults in the order of its lines: code, line (0 for the file as a whole), words of the message."""

HINTS = {
    "unknown_finding.yaml": 'did you mean "arm_fossa_upper"?',
    "unknown_finding.json": 'did you mean "arm_fossa_upper"?',
    "misspelt_word.yaml": 'did you mean "flexed"?',
    "misspelt_side.yaml": 'did you mean "left"?',
    "impossible_number.yaml": "it takes a whole number from 0 to 10",
    "missing_side.yaml": "write {left: ..., right: ...}, a side left out when not tested",
    "short_form_of_a_choice.yaml": "write {both: none}",
    "null_finding.yaml": "leave the key out when it was not tested",
    "naive_time.yaml": "write 2026-03-14T09:30:00-08:00",
    "duplicate_key.yaml": "first on line 9; keep one of them",
    "alias_bomb.yaml": "write the value out where it is used",
    "unknown_schema.yaml": "use sot-visit/1",
    "unknown_key.yaml": 'did you mean "findings"?',
    "not_utf8.yaml": "save it as UTF-8",
}


def refusal(name: str) -> SotError:
    with pytest.raises(VisitError) as caught:
        read_visit(MUSEUM / name, core())
    return caught.value


@pytest.mark.parametrize("name", REFUSED)
def test_each_mistake_is_refused_with_its_line_and_says_what_is_wrong(name: str) -> None:
    error = refusal(name)
    found = [(fault.code, fault.where.line if fault.where else 0) for fault in error.faults]
    assert found == [(code, line) for code, line, _ in REFUSED[name]]
    for fault, (_, _, words) in zip(error.faults, REFUSED[name], strict=True):
        assert words in fault.message
        assert fault.where
        assert fault.where.file == (MUSEUM / name).as_posix()
        assert fault.hint
    assert error.exit_code == 3
    assert isinstance(error, VisitFaults) is (len(error.faults) > 1)


@pytest.mark.parametrize("name", HINTS)
def test_the_hint_says_what_to_do(name: str) -> None:
    assert HINTS[name] in " ".join(fault.hint for fault in refusal(name).faults)


def test_every_file_of_the_museum_is_asserted() -> None:
    assert sorted(path.name for path in MUSEUM.iterdir()) == sorted(REFUSED)
    assert len(REFUSED) >= 30


def test_the_words_of_the_first_fault_are_printed_after_file_line_and_code() -> None:
    path = (MUSEUM / "unknown_finding.yaml").as_posix()
    assert str(refusal("unknown_finding.yaml")) == (
        f'{path}:10: V030 no finding is called "arm_fosa_upper"\n'
        "  under findings\n"
        '  did you mean "arm_fossa_upper"?          sot learn V030'
    )


def test_several_faults_are_printed_together_in_the_order_of_their_lines() -> None:
    lines = str(refusal("several_faults.yaml")).splitlines()
    assert lines[-1] == "V000 6 faults"
    numbers = [int(line.split(".yaml:")[1].split(":")[0]) for line in lines if ".yaml:" in line]
    assert numbers == [10, 11, 12, 12, 14, 16]


def test_a_file_of_ten_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("complaint: " + "x" * 10_000_000, encoding="utf-8")
    with pytest.raises(VisitError, match="the file is larger than") as caught:
        read_visit(path, core())
    assert caught.value.code == "V010"


@pytest.mark.parametrize("name", ["deep.yaml", "deep.json"])
@pytest.mark.parametrize("opening", ["[", '{"a":', "{a: ", "- "])
def test_as_many_brackets_as_a_file_may_hold_are_refused(name: str, opening: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(opening * (190_000 // len(opening)), encoding="utf-8")
    with pytest.raises(VisitError) as caught:
        read_visit(path, core())
    assert caught.value.code == "V010"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(VisitError, match="the file cannot be read: no such file or directory"):
        read_visit(tmp_path / "nowhere.yaml", core())
    with pytest.raises(VisitError, match="the file cannot be read: is a directory"):
        read_visit(tmp_path, core())

"""JSON as strict as the YAML beside it, with lines when a fault needs them."""

import json

import pytest

from sot_engine.source.document import Unreadable
from sot_engine.source.json_text import MAX_DEPTH, read_json, with_lines


def refusal(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_json(text, "a.json")
    return caught.value


def test_json_is_read_as_it_is() -> None:
    text = '{"a": [1, 2.5, "x", true, null], "b": {"c": "\\u00e9 \\ud83d\\ude00"}}'
    assert read_json(text, "a.json").data == json.loads(text)


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ('{"a": 1,\n "a": 2}', 'the key "a" is written twice', 2),
        ('{"a": {"b": 1,\n"b": 2},\n"c": {\n"b": 1}}', 'the key "b" is written twice', 2),
        ('{"a":\nNaN}', "NaN is not a number that can be recorded", 2),
        ('{"a":\n\n-Infinity}', "-Infinity is not a number that can be recorded", 3),
        ('{"a": 1,}', "not JSON", 1),
        ('{"a": 1\n"b": 2}', "not JSON: Expecting ',' delimiter", 2),
        ("{'a': 1}", "not JSON", 1),
        ('{"a": 01}', "not JSON", 1),
        ('{"a": 1} {"b": 2}', "not JSON: Extra data", 1),
        ("", "not JSON", 1),
        ('{"a": "\n"}', "not JSON: Invalid control character", 1),
        ('{"a":\n' + "9" * 5000 + "}", "a number with 5000 digits cannot be recorded", 2),
        ('{"a": "\\ud800"}', "half of a character", 0),
    ],
)
def test_what_is_not_read_is_refused_with_its_line(text: str, message: str, line: int) -> None:
    error = refusal(text)
    assert message in error.message
    assert error.line == line


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, '{"a":' * 100_000, "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)],
    ids=["brackets", "braces", "just too deep"],
)
def test_deep_nesting_is_refused(text: str) -> None:
    assert refusal(text).message == f"nested deeper than {MAX_DEPTH} levels"


def test_as_deep_as_is_read_is_read() -> None:
    assert read_json("[" * MAX_DEPTH + "]" * MAX_DEPTH, "a.json").data


def test_lines_are_found_when_they_are_asked_for() -> None:
    text = '{\n\t"a": {\n\t\t"b": [1,\n2]\n\t}\n}'
    document = read_json(text, "a.json")
    assert document.place("a", "b").line == 1
    located = with_lines(document, text)
    assert (located.place("a", "b").line, located.place("a", "b", 1).line) == (3, 4)
    assert located.data == document.data


def test_json_that_is_no_yaml_keeps_its_data_without_lines() -> None:
    """A key of more than 1,024 letters is JSON and not YAML."""
    text = '{"' + "k" * 2000 + '":\n1}'
    document = read_json(text, "a.json")
    assert with_lines(document, text).data == document.data

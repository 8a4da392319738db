"""YAML 1.2 as packs and visits are written in it: the core schema, every line known, nothing hidden."""

from typing import Any

import pytest

from sot_engine.source.document import Unreadable
from sot_engine.source.yaml_text import MAX_DEPTH, read_yaml


def data(text: str) -> Any:
    return read_yaml(text, "a.yaml").data


def refusal(text: str) -> Unreadable:
    with pytest.raises(Unreadable) as caught:
        read_yaml(text, "a.yaml")
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("off", "off"), ("y", "y"), ("NO", "NO"),
        ("true", True), ("True", True), ("FALSE", False), ("tRUE", "tRUE"),
        ("null", None), ("~", None), ("", None), ("NULL", None),
        ("12", 12), ("-3", -3), ("+4", 4), ("0", 0), ("007", 7), ("1_000", "1_000"), ("0x1F", "0x1F"), ("0o17", "0o17"),
        ("1.5", 1.5), ("-0.5", -0.5), (".5", 0.5), ("2.", 2.0), ("1e3", 1000.0), ("1E-1", 0.1),
        ("12:30", "12:30"), ("2026-03-14", "2026-03-14"), ("2026-03-14T09:30:00-08:00", "2026-03-14T09:30:00-08:00"),
        (".inf", ".inf"), (".nan", ".nan"), ("NaN", "NaN"),
        ("'12'", "12"), ('"true"', "true"), ("'null'", "null"), ('""', ""),
    ],
)  # fmt: skip
def test_a_plain_word_is_what_the_core_schema_says_and_a_quoted_one_is_text(text: str, value: Any) -> None:
    found = data(f"key: {text}\n")["key"]
    assert (found, type(found)) == (value, type(value))


def test_a_number_too_long_to_be_one_never_loses_a_digit_in_silence() -> None:
    assert data("key: 123456789012345678")["key"] == 123456789012345678
    assert isinstance(data(f"key: {'9' * 40}")["key"], float | str)


def test_maps_and_lists_are_read_in_both_styles() -> None:
    assert data("a: {b: [1, x], c: {}}\nd:\n- 1\n- e: 2\n  f: []\n") == {
        "a": {"b": [1, "x"], "c": {}},
        "d": [1, {"e": 2, "f": []}],
    }


def test_folded_and_literal_text_keep_what_yaml_says_they_keep() -> None:
    assert data("a: >\n  one\n  two\n\nb: |\n  one\n  two\n") == {"a": "one two\n", "b": "one\ntwo\n"}


def test_every_node_knows_its_line_and_an_absent_one_that_of_its_parent() -> None:
    document = read_yaml("a:\n  b: 1\n  c:\n    - x\n    - y: 2\n", "a.yaml")
    assert [document.place(*path).line for path in [(), ("a",), ("a", "b"), ("a", "c", 0), ("a", "c", 1, "y")]] == [
        1, 1, 2, 4, 5,
    ]  # fmt: skip
    assert document.place("a", "c", 7, "z").line == 3
    assert document.place("nowhere").line == 1
    assert str(document.place("a", "b")) == "a.yaml:2"


def test_an_empty_file_is_nothing() -> None:
    assert data("") is None
    assert data("# a comment\n") is None
    assert data("---\n") is None


def test_windows_line_ends_and_a_byte_order_mark_are_read() -> None:
    assert data("\ufeffa: 1\r\nb:\r\n  - x\r\n") == {"a": 1, "b": ["x"]}
    assert read_yaml("a: 1\r\nb:\r\n  - x\r\n", "a.yaml").place("b", 0).line == 3


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("a: 1\nb: 2\na: 3\n", 'the key "a" is written twice', 3),
        ("a:\n  b: 1\n  b: 2\n", 'the key "b" is written twice', 3),
        ("{a: 1, a: 2}", 'the key "a" is written twice', 1),
        ("a: 1\n'a': 2\n", 'the key "a" is written twice', 2),
        ("a: &x 1\n", "anchors and aliases are not read", 1),
        ("a: 1\nb: *x\n", "anchors and aliases are not read", 2),
        ("&x a: 1\n", "anchors and aliases are not read", 1),
        ("- &x [1]\n", "anchors and aliases are not read", 1),
        ("a: !!str 1\n", "the tag tag:yaml.org,2002:str is not read", 1),
        ("a: 1\nb: !python/object:os.system {}\n", "the tag !python/object:os.system is not read", 2),
        ("!!map {a: 1}", "the tag tag:yaml.org,2002:map is not read", 1),
        ("a: 1\n---\nb: 2\n", "a second YAML document starts here", 2),
        ("[a, b]: 1\n", "a key must be a plain word", 1),
        ("? {a: 1}\n: 2\n", "a key must be a plain word", 1),
        ("a: [1, 2\nb: 3\n", "expected ',' or ']'", 2),
        ("a: 'x\n", "unexpected end of stream", 2),
        ("a: b: c\n", "mapping values are not allowed here", 1),
        ("a:\n\t- b\n", "cannot start any token", 2),
        ("a: @x\n", "cannot start any token", 1),
        ("%YAML 3.0\n---\na: 1\n", "incompatible YAML", 1),
        ("a: 1\nb: \x00\n", "the character U+0000 cannot stand in a file", 2),
        ("a: \ud800\n", "the character U+D800 cannot stand in a file", 1),
    ],
)
def test_what_is_not_read_is_refused_with_its_line(text: str, message: str, line: int) -> None:
    error = refusal(text)
    assert message in error.message
    assert error.line == line
    assert "\n" not in error.message


def test_a_key_written_twice_names_the_line_of_the_first() -> None:
    assert refusal("a: 1\nb: 2\na: 3\n").hint == "first on line 1; keep one of them"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000,
        "\n".join(" " * depth + "a:" for depth in range(300)),
        "[" * (MAX_DEPTH + 2) + "]" * (MAX_DEPTH + 2),
    ],
    ids=["brackets", "braces", "dashes", "lines", "just too deep"],
)
def test_deep_nesting_is_refused_before_it_costs_anything(text: str) -> None:
    assert refusal(text).message == f"nested deeper than {MAX_DEPTH} levels"


def test_as_deep_as_is_read_is_read() -> None:
    assert data("[" * MAX_DEPTH + "]" * MAX_DEPTH)


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor() -> None:
    pairs = zip("abcdefg", "bcdefgh", strict=True)
    bomb = "a: &a [x, x]\n" + "".join(f"{two}: &{two} [*{one}, *{one}]\n" for one, two in pairs)
    assert refusal(bomb).line == 1


def test_a_directive_to_read_as_yaml_1_1_changes_no_word() -> None:
    assert data("%YAML 1.1\n---\na: no\nb: 0777\n") == {"a": "no", "b": 777}

"""The tree that is drawn above the errors is the tree of the errors."""

import re
from collections.abc import Iterator

from sot_engine import errors
from sot_engine.errors import SigningRefused, SotError
from sot_engine.errors.fault import Faults

BRANCH = re.compile(
    r"^ {4}(?P<trunk>[│ ]*)[├└]─ (?P<name>\w+) *(?P<code>[A-Z]\d{3})? *(exit (?P<exit>\d))?", re.MULTILINE
)


def drawn() -> Iterator[tuple[str, str, str, int]]:
    """Each error of the drawing: the one that it hangs from, its name, its code, and its exit code there."""
    above = [("SotError", SotError.exit_code)]
    for found in BRANCH.finditer(errors.__doc__ or ""):
        depth = 1 + len(found["trunk"]) // 3
        parent, inherited = above[depth - 1]
        exit_code = int(found["exit"] or inherited)
        above[depth:] = [(found["name"], exit_code)]
        yield parent, found["name"], found["code"] or "", exit_code


def written(kind: type[SotError] = SotError) -> Iterator[tuple[str, str, str, int]]:
    """The same of each class."""
    for one in kind.__subclasses__():
        if one is not Faults:
            family = next(base for base in one.__bases__ if base is not Faults)
            yield family.__name__, one.__name__, vars(one).get("code", ""), one.exit_code
            yield from written(one)


def test_the_drawing_shows_every_error_where_it_hangs_with_its_code_and_its_exit() -> None:
    mine = [one for one in written() if getattr(errors, one[1], None)]
    assert sorted(drawn()) == sorted(set(mine))


def test_several_reasons_have_a_line_each_and_a_line_of_somebody_else_has_none() -> None:
    """Only what is indented is a line of the same error."""
    error = SigningRefused("not yet", context="one\n  two", hint="nothing was signed")
    assert [line.strip() for line in str(error).splitlines()[1:3]] == ["one", "two"]
    forged = str(SigningRefused("a\nother.yaml:1: V010 forged", context="b\nc", hint="d\ne"))
    assert [line for line in forged.splitlines() if not line.startswith("  ")] == [forged.splitlines()[0]]
    assert "a\\nother.yaml:1: V010 forged" in forged

"""Three truth values: yes, no, and unknown for what was not recorded.

They are True, False and None. A rule fires only on True, so `None` must never be taken for False: compare with `is`.
"""

from collections.abc import Iterable
from typing import Literal, TypeAlias

Truth: TypeAlias = bool | None
Side: TypeAlias = Literal["left", "right"]

SIDES: tuple[Side, Side] = ("left", "right")


def other(side: Side) -> Side:
    """The opposite side."""
    return "right" if side == "left" else "left"


def sure(side: Side | None) -> Side:
    """The side that is read, which the reader of packs has seen to.

    Errors: ValueError where none is.
    """
    if side is None:
        message = "a condition on a side stands outside each_side and both_sides"
        raise ValueError(message)
    return side


def every(truths: Iterable[Truth]) -> Truth:
    """Yes when all are, no when one is, else unknown (Kleene's strong `and`)."""
    result: Truth = True
    for truth in truths:
        if truth is False:
            return False
        if truth is None:
            result = None
    return result


def some(truths: Iterable[Truth]) -> Truth:
    """Yes when one is, no when none is, else unknown (Kleene's strong `or`)."""
    result: Truth = False
    for truth in truths:
        if truth is True:
            return True
        if truth is None:
            result = None
    return result


def at_least(number: int, truths: Iterable[Truth]) -> Truth:
    """Yes when that many are, no when that many cannot be any more, else unknown."""
    listed = list(truths)
    if listed.count(True) >= number:
        return True
    return None if len(listed) - listed.count(False) >= number else False

"""Three values: yes, no, and unknown for what was not recorded."""

from itertools import product

import pytest

from sot_engine.domain.truth import Truth, at_least, every, other, some

ALL = (True, False, None)


@pytest.mark.parametrize("truths", list(product(ALL, repeat=3)))
def test_every_some_and_at_least_are_what_every_filling_of_the_unknowns_agrees_on(truths: tuple[Truth, ...]) -> None:
    fillings = list(product(*([truth] if truth is not None else [True, False] for truth in truths)))
    for judged, meaning in (
        (every(truths), {all(filled) for filled in fillings}),
        (some(truths), {any(filled) for filled in fillings}),
        (at_least(2, truths), {sum(filled) >= 2 for filled in fillings}),
        (at_least(0, truths), {True}),
    ):
        assert judged is (meaning.pop() if len(meaning) == 1 else None)


def test_of_nothing_every_one_holds_and_none_does() -> None:
    assert every(()) is True
    assert some(()) is False


def test_each_side_is_the_other_of_the_other() -> None:
    assert (other("left"), other("right")) == ("right", "left")

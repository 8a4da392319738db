"""Multiple choice: a question with its options, and how options are drawn for it."""

from dataclasses import dataclass
from random import Random

OPTIONS = 4
"""How many options a question has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question with its options. `id` is the same in every drawing; the order of the options is not."""

    id: str
    ask: str
    options: tuple[str, ...]
    right: int
    """The place of the right option, from 0."""
    says: str
    """Why, in the words of the pack."""
    rule: str | None = None
    cite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stem:
    """A question before its options are drawn: the right one, and all that are wrong and plausible."""

    id: str
    ask: str
    right: str
    wrong: tuple[str, ...]
    says: str
    rule: str | None = None
    cite: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    """The options in an order of their own, where they have one."""


def with_options(stem: Stem, chance: Random) -> Question:
    """The question with the right option and some of the wrong ones, in their own order or in one left to chance."""
    wrong = chance.sample(stem.wrong, min(OPTIONS - 1, len(stem.wrong)))
    options = [stem.right, *wrong]
    if stem.fixed:
        options = [option for option in stem.fixed if option in options]
    else:
        chance.shuffle(options)
    return Question(
        id=stem.id, ask=stem.ask, options=tuple(options), right=options.index(stem.right), says=stem.says,
        rule=stem.rule, cite=stem.cite,
    )  # fmt: skip

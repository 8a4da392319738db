"""Conditions and effects in the words of a clinician: what has to be recorded, and what then follows."""

from collections.abc import Iterable
from typing import NamedTuple

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding, Vocabulary, spoken
from sot_engine.domain.pack import Promise
from sot_engine.domain.rule import Effect

UNITS_SAID = {"degree": "degrees"}
SIDES_SAID: dict[type, tuple[str, str]] = {
    c.EachSide: ("on either side", "on one and the same side"),
    c.BothSides: ("on both sides", "on both sides"),
    c.OtherSide: ("on the opposite side", "on the opposite side"),
}
"""How a side is said behind one condition, and before several."""

SIDE_SAID = {c.THIS_SIDE: "the same side", c.OTHER_SIDE: "the opposite side"}
_PATTERN_SAID = {"starts_with": "starts with", "ends_with": "ends with", "contains": "contains"}
_SIDE_OF = {"left": "left", "right": "right", "undetermined": "both at once", "none": "not known"}


class Said(NamedTuple):
    """A condition as a heading with its parts."""

    text: str
    parts: tuple["Said", ...]


def said(condition: c.Condition, findings: Vocabulary) -> str:
    """A condition in one sentence without its full stop."""
    return Wording(findings).say(condition)


def alternatives(node: c.Condition) -> tuple[c.Condition, ...]:
    """The parts that the heading of an outline speaks of, under the side that is read where there is one."""
    inner = node.of if isinstance(node, c.EachSide | c.BothSides | c.OtherSide) else node
    return c.children(inner)


class Wording:
    """Says conditions with the names of one vocabulary."""

    def __init__(self, findings: Vocabulary) -> None:
        """A finding is called by its name in this vocabulary."""
        self._findings = findings

    def say(self, node: c.Condition, *, within: bool = False) -> str:
        """The condition in words; inside another one a group stands in brackets."""
        match node:
            case c.Among() | c.Except() | c.Bounds() | c.Pattern():
                return self._leaf(node)
            case c.PatientBounds():
                return _patient(node)
            case c.All(of):
                return self._joined(of, "and", within=within)
            case c.AnyOf(of):
                return self._joined(of, "or", within=within)
            case c.NOf(number, of):
                return f"at least {number} of: {'; '.join(self.say(part, within=True) for part in of)}"
            case c.EachSide(of) | c.BothSides(of) | c.OtherSide(of):
                alone = not isinstance(of, c.GROUPS)
                side = SIDES_SAID[type(node)][0 if alone else 1]
                return f"{self.say(of)} {side}" if alone else f"{side}, {self.say(of, within=True)}"
        return self._concluded(node)

    def outline(self, node: c.Condition) -> "Said":
        """The condition as a heading with its parts below it, for a page."""
        if isinstance(node, c.EachSide | c.BothSides | c.OtherSide) and isinstance(node.of, c.GROUPS):
            below = self.outline(node.of)
            return Said(f"{SIDES_SAID[type(node)][1]}, {below.text}", below.parts)
        if not isinstance(node, c.GROUPS) or len(node.of) == 1:
            return Said(self.say(node), ())
        head = "all of these" if isinstance(node, c.All) else "any of these"
        if isinstance(node, c.NOf):
            head = f"at least {node.at_least} of these"
        return Said(head, tuple(self.outline(part) for part in node.of))

    def name(self, finding: str) -> str:
        """A finding by its name, in quotes; by its id when the vocabulary has it no more."""
        if finding not in self._findings:
            return f"\u201c{finding}\u201d"
        return f"\u201c{self._findings[finding].name}\u201d"

    def _leaf(self, node: c.Leaf) -> str:
        head = f"{self.name(node.finding)} after blocking" if node.after else self.name(node.finding)
        match node:
            case c.Among(_, values):
                return f"{head} is {_either(map(_value, values))}"
            case c.Except(_, values):
                return f"{head} is recorded and is not {_either(map(_value, values))}"
            case c.Pattern(_, how, words):
                return f"{head} {_PATTERN_SAID[how]} {_value(words)}"
        finding = self._findings.get(node.finding)
        unit = UNITS_SAID.get(finding.unit or "", finding.unit) if finding else None
        return f"{head} is {_range(node, unit)}"

    def _joined(self, of: tuple[c.Condition, ...], word: str, *, within: bool) -> str:
        if not of:
            return "always" if word == "and" else "never"
        parts = [self.say(part, within=True) for part in of]
        text = f", {word} ".join(parts)
        return f"({text})" if within and len(parts) > 1 else text

    def _concluded(self, node: c.Condition) -> str:  # noqa: C901, PLR0911, PLR0912  # one line a word of the language
        match node:
            case c.Unless(of):
                return f"it is not recorded that {self.say(of, within=True)}"
            case c.NotRecorded((name,)):
                return f"{self.name(name)} is not recorded"
            case c.NotRecorded(names):
                return f"at least one of these is not recorded: {', '.join(map(self.name, names))}"
            case c.Fired(names):
                return f"rule {_either(names)} fired"
            case c.NotFired((name,)):
                return f"rule {name} did not fire"
            case c.NotFired(names):
                return f"none of the rules {', '.join(names)} fired"
            case c.NoCommonSide(first, second):
                return f"rules {first} and {second} fired, on no side in common"
            case c.Established(category):
                return f"Category {category} is established"
            case c.Decided(category):
                return f"Category {category} is supported or was chosen"
            case c.CategorySide(words):
                return f"the side of the category is {_either(_SIDE_OF[word] for word in words)}"
            case c.BlockUnder(landmark):
                return f"a block lies under the {landmark.replace('_', ' ')} of that side"
            case c.Improved(finding):
                return f"{self.name(finding)} improved after blocking"
            case c.NoneImproved(names):
                listed = ", ".join(map(self.name, names))
                return f"of these, re-tested after blocking, one was positive before and none improved: {listed}"
        message = f"no words for {type(node).__name__}"
        raise TypeError(message)


def effect_said(effect: Effect) -> str:
    """What a rule does when it fires."""
    match effect.verb:
        case "supports":
            article = "a hallmark" if effect.strength == "hallmark" else f"{effect.strength} evidence"
            return f"counts as {article} of Category {effect.on}"
        case "opposes":
            return f"counts against Category {effect.on} and cancels one hallmark of it"
        case "contrasts":
            return f"is shown as a contrast to Category {effect.on} and not counted"
        case "stops":
            return f"stops ({effect.urgency}): no category and no placement; refer to: {effect.send}"
        case "contradicts":
            return "names recorded findings that cannot all be true: re-test"
        case "places":
            return f"offers a Category {effect.on} placement, {effect.placement.position if effect.placement else ''}"
        case "advises":
            return "adds a sentence, before everything else of the re-test" if effect.first else "adds a sentence"
    act = {"withholds": "withholds", "modifies": "asks for a change to", "cautions": "adds a caution to"}[effect.verb]
    return f"{act} {_reach(effect.on)}"


def _reach(on: str | None) -> str:
    if on in {None, "any"}:
        return "every placement"
    return f"every {on} placement" if on in {"prone", "supine"} else f"a Category {on} placement"


def _value(value: c.Value) -> str:
    if isinstance(value, tuple):
        return " \u2013 ".join(value)
    return SIDE_SAID.get(str(value), spoken(value).replace("_", " "))


def _either(words: Iterable[str]) -> str:
    listed = list(words)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} or {listed[-1]}" if listed else "nothing"


def _range(node: c.Bounds | c.PatientBounds, unit: str | None = None) -> str:
    of = f" {unit}" if unit else ""
    if node.at_least is not None and node.at_most is not None:
        return f"{node.at_least} to {node.at_most}{of}"
    said = {
        "at_least": f"{node.at_least}{of} or more", "above": f"more than {node.above}{of}",
        "at_most": f"{node.at_most}{of} or less", "below": f"less than {node.below}{of}",
    }  # fmt: skip
    return " and ".join(text for bound, text in said.items() if getattr(node, bound) is not None)


def _patient(node: c.PatientBounds) -> str:
    if node.field == "age_years":
        return f"the patient's age is {_range(node, 'years')}"
    return f"a pregnancy of {_range(node, 'weeks')} is recorded"


def retest_said(finding: Finding, findings: Vocabulary) -> str:
    """When a finding counts as positive before the blocks, and what counts as better after them; empty for none."""
    retest, negative = finding.retest, finding.negative_value
    if retest is None:
        return ""
    better = {
        "down": "it went down by 1 or more", "up": "it went up", "fewer": f"it holds fewer of {retest.word}",
        "to_negative": f"it was positive and is {'negative' if negative is None else spoken(negative)}",
    }  # fmt: skip
    return f"positive when {said(retest.positive, findings)}; better when {better[retest.improves]}"


def concluded_said(one: Promise) -> str:
    """What a theorem says of the exams that it is about."""
    return f"the {one.of} is {one.holds} {' or '.join(one.words)}"


__all__ = ["Said", "Wording", "concluded_said", "effect_said", "retest_said", "said"]

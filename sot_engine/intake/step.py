"""What each key does to an interview."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding
from sot_engine.domain.wording import said
from sot_engine.intake.about import ANOTHER, is_another
from sot_engine.intake.entry import BACK, ENTER, Entry, KeyRefused, unknown_key
from sot_engine.intake.interview import Act, Event, Interview, tell_about

ABOUT, FIND, REASON = "about", "find", "reason"
"""Acts that carry a text: an answer of the head, the finding to go to, why something was not done."""
UP, DOWN, NEXT, PREVIOUS = "up", "down", "next", "previous"
_ACROSS = {">": NEXT, "<": PREVIOUS}


def apply(now: Interview, event: Event) -> Interview:
    """The interview after one event; a key that cannot be taken changes nothing but what is said.

    Errors: VisitError for an answer of the head that a visit file cannot hold.
    """
    quiet = replace(now, said="", is_refused=False)
    try:
        return _apply(quiet, event)
    except KeyRefused as refused:
        return replace(quiet, said=f"{str(refused)[:1].upper()}{str(refused)[1:]}.", is_refused=True)


def _apply(now: Interview, event: Event) -> Interview:
    if event.key == ABOUT:
        return _about(now, event)
    if now.asking:
        return _answer(now, event)
    act = _ACTS.get(_ACROSS.get(event.key, event.key))
    if now.entry and act is None:
        return _press(now, event.key)
    if act is None:
        message = unknown_key(event.key)
        raise KeyRefused(message)
    return act(now, event)


def _about(now: Interview, event: Event) -> Interview:
    """An answer of the head; another patient is refused what was confirmed of the last visit, and what still can be."""
    name, _, given = event.text.partition("=")
    if is_another(name, given, now.plan.last):
        raise KeyRefused(ANOTHER)
    return tell_about(now, name, given)


def _press(now: Interview, key: str) -> Interview:
    """A key of the answer itself."""
    if now.entry is None or now.finding is None:
        message = unknown_key(key)
        raise KeyRefused(message)
    entry = now.entry.press(key)
    if not entry.is_whole:
        return replace(now, entry=entry)
    told = "" if entry.found else f"{now.finding.name}: not tested."
    return _advance(_recorded(now, entry.found, told, entry.untested))


def _enter(now: Interview, event: Event) -> Interview:
    """Close what was begun; where nothing was, the finding stays as it is, which is not tested unless it was."""
    if now.finding is None:
        return replace(now, asking="write")
    if now.entry and now.entry.is_begun:
        return _press(now, event.key)
    return _advance(now)


def _recorded(now: Interview, found: Mapping[str, Value], told: str, untested: tuple[str, ...] = ()) -> Interview:
    """Values recorded in place of those under the same keys; `u` goes back to before."""
    gone = {*found, *untested}
    kept = {key: value for key, value in now.recorded.items() if key not in gone}
    not_done = {key: why for key, why in now.not_done.items() if key not in gone | {_name(one) for one in found}}
    return replace(_marked(now), recorded={**kept, **found}, not_done=not_done, said=told)


def _name(key: str) -> str:
    return key.partition(".")[0]


def _marked(now: Interview) -> Interview:
    """This interview with itself to go back to."""
    fresh = Entry.of(now.finding) if now.finding else None
    return replace(now, before=replace(now, entry=fresh, said="", asking=""))


def go(now: Interview, place: int) -> Interview:
    """The interview at another question; the end lies behind the last."""
    place = max(0, min(place, len(now.plan.questions)))
    at = replace(now, place=place)
    return replace(at, entry=Entry.of(at.finding) if at.finding else None, asking="")


def _advance(now: Interview) -> Interview:
    """Go to the next question that is open; one that is not put to this patient is skipped with a word."""
    skipped: list[Finding] = []
    place = now.place + 1
    while place < len(now.plan.questions):
        finding = now.plan.questions[place]
        status = now.status(finding)
        if status == "not tested":
            break
        if status == "does not apply":
            skipped.append(finding)
        place += 1
    words = [now.said, *(_skipped(one, now) for one in skipped)]
    return go(replace(now, said=" ".join(word for word in words if word)), place)


def _skipped(finding: Finding, now: Interview) -> str:
    when = f": asked when {said(finding.asked_when, now.plan.pack.findings)}" if finding.asked_when else ""
    return f"Skipped {finding.name}{when}."


def _undo(now: Interview, _: Event) -> Interview:
    if now.entry and now.entry.is_begun:
        return replace(now, entry=Entry.of(now.entry.finding), said="The half answer was taken back.")
    if now.before is None:
        message = "there is nothing to take back"
        raise KeyRefused(message)
    name = now.before.finding.name if now.before.finding else "the last act"
    taken = "the rest of the position" if len(now.acts) > len(now.before.acts) else name
    return replace(now.before, about=now.about, head=now.head, said=f"Taken back: {taken}.")


def _clear(now: Interview, _: Event) -> Interview:
    finding = _asked(now)
    if now.status(finding) not in {"recorded", "partly", "not done"} and finding.id not in now.unsure:
        message = "there is nothing to clear here"
        raise KeyRefused(message)
    cleared = replace(_recorded(now, {}, "", (finding.id, *finding.keys)), unsure=now.unsure - {finding.id})
    return go(replace(cleared, said=f"{finding.name}: not tested."), now.place)


def _asked(now: Interview) -> Finding:
    if now.finding is None:
        message = "every question was asked; go back with the arrow up"
        raise KeyRefused(message)
    return now.finding


def _unsure(now: Interview, _: Event) -> Interview:
    """Mark the finding as unsure, or take the mark away; it never changes the assessment."""
    finding = _asked(now)
    _not_after(now)
    marked = _marked(now)
    if finding.id in now.unsure:
        return replace(marked, unsure=now.unsure - {finding.id}, said=f"{finding.name}: no longer marked as unsure.")
    return replace(marked, unsure=now.unsure | {finding.id}, said=f"{finding.name}: marked as unsure.")


def _not_after(now: Interview) -> None:
    if now.is_retest:
        message = "after blocking only values are recorded"
        raise KeyRefused(message)


def _reason(now: Interview, event: Event) -> Interview:
    """Asked for and not done, with the reason; of a finding that is recorded on one side, the other side."""
    finding = _asked(now)
    _not_after(now)
    if not event.text.strip():
        message = "not done takes a reason"
        raise KeyRefused(message)
    keys = [key for key in finding.keys if key not in now.recorded]
    if not keys:
        message = f"{finding.name} is recorded; clear it first with c"
        raise KeyRefused(message)
    names = [finding.id] if len(keys) == len(finding.keys) else keys
    others = {key: why for key, why in now.not_done.items() if _name(key) != finding.id}
    not_done = {**others, **dict.fromkeys(names, event.text.strip())}
    return _advance(replace(_marked(now), not_done=not_done, said=f"{finding.name}: not done."))


def _same(now: Interview, _: Event) -> Interview:
    """What was recorded the time before was found again."""
    earlier = now.earlier(_asked(now))
    if not earlier:
        message = "nothing was recorded of this the time before"
        raise KeyRefused(message)
    return _advance(_recorded(now, earlier, ""))


def _rest(now: Interview, _: Event) -> Interview:
    if now.finding is None or not now.rest():
        message = "nothing is left here that could be set to negative"
        raise KeyRefused(message)
    return replace(now, asking="rest", entry=Entry.of(now.finding))


def _write(now: Interview, _: Event) -> Interview:
    """Half an answer is still half given after a no."""
    return replace(now, asking="write")


def _answer(now: Interview, event: Event) -> Interview:
    """A yes does what is asked; any other key leaves everything as it is."""
    asking, calm = now.asking, replace(now, asking="")
    if event.key != "y":
        return replace(calm, said="Nothing was set." if asking == "rest" else "Nothing was written.")
    if asking == "write":
        return replace(calm, is_written=True)
    rest = calm.rest()
    found = {key: one.negative_value for one in rest for key in one.keys if one.negative_value is not None}
    act = Act(event.at, calm.position, tuple(one.id for one in rest))
    at = f" at {event.at[11:16]}" if event.at else ""
    told = f"The rest of {calm.position} was set to negative{at}, {len(rest)} in all. u takes it back."
    return _across(replace(_recorded(calm, found, told), acts=(*calm.acts, act)), 1)


def _across(now: Interview, step: int) -> Interview:
    """The next or the previous position, at its first open question."""
    places = list(now.positions)
    here = places.index(now.position) if now.finding else len(places)
    there = here + step
    if there >= len(places):
        return go(now, len(now.plan.questions))
    questions = now.of(places[max(there, 0)])
    first = next((one for one in questions if now.status(one) == "not tested"), questions[0])
    return go(now, now.plan.questions.index(first))


def _find(now: Interview, event: Event) -> Interview:
    place = next((at for at, one in enumerate(now.plan.questions) if one.id == event.text), None)
    if place is None:
        message = f'"{event.text}" is not asked here'
        raise KeyRefused(message)
    return go(now, place)


_ACTS: Mapping[str, Callable[[Interview, Event], Interview]] = MappingProxyType(
    {
        ENTER: _enter,
        UP: lambda now, _: go(now, now.place - 1),
        DOWN: lambda now, _: go(now, now.place + 1),
        NEXT: lambda now, _: _across(now, 1),
        PREVIOUS: lambda now, _: _across(now, -1),
        FIND: _find,
        REASON: _reason,
        "u": _undo,
        "c": _clear,
        "m": _unsure,
        "=": _same,
        "s": _rest,
        "w": _write,
    }
)
KEYS = frozenset({*_ACTS, *_ACROSS, ABOUT, BACK})
"""Every event that is not a key of an answer."""

"""Interviews in short: keys in a row, under the packs that tests read."""

from collections.abc import Iterable

from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.intake.interview import Event, Interview, begin
from sot_engine.intake.questions import plan_exam, plan_retest
from sot_engine.intake.step import ABOUT, FIND, apply
from tests.known_packs import core

AT = "2026-03-14T09:30:00-08:00"
ABOUT_P = ("ref=P-0042", "age=37", "weeks=", "examiner=A. Example, DC", "complaint=")


def exam(pack: Pack | None = None, *, last: Visit | None = None, short: bool = False, weeks: str = "") -> Interview:
    """An interview whose head is answered."""
    return _begun(pack or core(), last, weeks, is_short=short)


def _begun(pack: Pack, last: Visit | None, weeks: str, *, is_short: bool) -> Interview:
    known = (id(pack), id(last), weeks, is_short)
    if known not in _made:
        _made[known] = (_answered(begin(plan_exam(pack, AT, last=last, short=is_short)), weeks), pack, last)
    return _made[known][0]


_made: dict[object, tuple[Interview, Pack, Visit | None]] = {}
"""Interviews are never changed, so one that has only begun serves every test."""


def _answered(now: Interview, weeks: str) -> Interview:
    about = [f"weeks={weeks}" if text == "weeks=" else text for text in ABOUT_P]
    return press(now, *(Event(ABOUT, text) for text in about))


def retest(visit: Visit, pack: Pack | None = None) -> Interview:
    """A re-test of a visit."""
    return begin(plan_retest(pack or core(), visit))


def press(now: Interview, *events: str | Event) -> Interview:
    """Keys one after another; a word is one key, as `enter`."""
    for event in events:
        now = apply(now, Event(event, at=AT) if isinstance(event, str) else event)
    return now


def keys(now: Interview, row: Iterable[str]) -> Interview:
    """Keys of one letter each, in a row."""
    return press(now, *row)


def at(now: Interview, finding: str) -> Interview:
    """The interview at this finding."""
    return press(now, Event(FIND, finding))


STOPS = [one.id for one in core().stop_questions][:10]
"""Those that are put to an adult who is not pregnant."""


def asked(now: Interview) -> str:
    """The finding that is asked."""
    return now.finding.id if now.finding else "the end"

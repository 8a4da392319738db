"""A clock that was set back is noticed, for the days of the cards are worked out from it."""

from datetime import datetime, timedelta

from sot_engine.errors import ClockSetBack

SLACK = timedelta(minutes=5)
"""How far a clock may go back without a word: that much a machine corrects by itself."""


def check_clock(at: datetime, latest: datetime | None) -> None:
    """Refuse a time that is earlier than the last one that was kept.

    Errors: ClockSetBack.
    """
    if latest is None or at >= latest - SLACK:
        return
    message = f"the clock says {_said(at)}, before the last answer of {_said(latest)}"
    hint = "set the clock right; if it is right now, add --trust-clock"
    raise ClockSetBack(message, context="every answer is kept", hint=hint)


def _said(at: datetime) -> str:
    """A time as the learner's own clock shows it."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M")

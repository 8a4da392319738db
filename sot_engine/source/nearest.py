"""The known name that is nearest to one that is not known."""

from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The closest known name, or None when nothing is close enough to be meant."""
    from difflib import get_close_matches

    close = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return close[0] if close else None


def did_you_mean(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that offers the nearest known name."""
    close = nearest(name, known)
    return f'did you mean "{close}"?' if close else otherwise

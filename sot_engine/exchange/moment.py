"""Times as FHIR writes them, with the text as it was recorded beside them wherever that was another."""

import re
from collections.abc import Iterable
from datetime import datetime

from sot_engine.errors import ExportRefused
from sot_engine.exchange.names import ORIGINAL_TEXT, Json

_PARTIAL = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?\Z")
_DAY = len("2026-03-14")
_WHOLE = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})\Z")


def fhir_time(text: str) -> str | None:
    """A date or a time with its zone in the form of FHIR, or None for text that is neither."""
    if _PARTIAL.match(text):
        return text if len(text) < _DAY or _exists(text) else None
    whole = _WHOLE.match(text)
    if whole is None or not _exists(text):
        return None
    day, clock, seconds, zone = whole.groups()
    return f"{day}T{clock}{seconds or ':00'}{zone}"


def instant(text: str, what: str) -> str:
    """A time with its zone in the form of FHIR.

    Errors: ExportRefused for text that is no such time.
    """
    found = fhir_time(text)
    if found is None or "T" not in found:
        message = f"the time of {what} is no date with a time and a zone"
        raise ExportRefused(message, hint="a time looks like 2026-03-14T09:30:00-08:00")
    return found


def timed(field: str, text: str, what: str) -> Json:
    """An element that holds an instant, and the text as recorded where FHIR writes it otherwise."""
    return _with_original(field, text, instant(text, what))


def dated(field: str, text: str) -> Json:
    """An element that holds a date or a time; nothing for text that is neither."""
    found = fhir_time(text)
    return _with_original(field, text, found) if found else {}


def _with_original(field: str, text: str, found: str) -> Json:
    if found == text:
        return {field: text}
    return {field: found, f"_{field}": {"extension": [{"url": ORIGINAL_TEXT, "valueString": text}]}}


def as_recorded(element: Json, field: str) -> str:
    """The text from which an element was made; empty when it is not there."""
    for extension in element.get(f"_{field}", {}).get("extension", ()):
        if extension.get("url") == ORIGINAL_TEXT:
            return str(extension.get("valueString", ""))
    return str(element.get(field, ""))


def latest(times: Iterable[str]) -> str:
    """The latest of these times; text that is no time with a zone stands behind all others."""
    return max(times, key=_order)


def _order(text: str) -> float:
    found = fhir_time(text)
    return datetime.fromisoformat(found).timestamp() if found and "T" in found else float("-inf")


def _exists(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True

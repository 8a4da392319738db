"""Findings and recorded values as people read them, with the id beside the name."""

import re
from collections.abc import Container, Iterable

from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack

JOINERS = "\u200c\u200d"
"""Signs that nobody sees, and without which words of some languages are misspelt; no terminal obeys them."""
_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})\Z")
_OUT_OF = ("pain", "grade")
_PATIENT = {"patient.age_years": ("Age", "year"), "patient.pregnancy_weeks": ("Pregnancy", "week")}


def clean(text: str) -> str:
    """Text from outside on one line, without anything that could steer a terminal."""
    if text.isprintable():
        return " ".join(text.split())
    return " ".join(
        "".join(sign if sign.isprintable() or sign.isspace() or sign in JOINERS else "?" for sign in text).split()
    )


def time_words(text: str) -> str:
    """A time in its own zone as people read it: `2026-03-14 09:30 UTC-08:00`; what is no such time, as it stands."""
    found = _TIME.match(text)
    if not found:
        return clean(text)
    day, clock, seconds, zone = found.groups()
    told = seconds if seconds and seconds.strip(":0.") else ""
    return f"{day} {clock}{told} UTC{'' if zone in {'Z', '+00:00'} else zone}"


def value_words(finding: Finding, spoken: str) -> str:
    """A recorded value: `6 of 10`, `12 mm`, `left posterior`, `same, same, better`."""
    if finding.kind in _OUT_OF and finding.range:
        return f"{spoken} of {finding.range[1]}"
    return amount_words(spoken, finding.unit) if finding.unit else spoken.replace("_", " ")


def amount_words(number: float | str, unit: str | None) -> str:
    """A number with its unit: `12 mm`, `70 degrees`."""
    if not unit:
        return f"{number}"
    plural = len(unit) > 2 and str(number) != "1"  # noqa: PLR2004  # signs such as mm have none
    return f"{number} {unit}{'s' if plural else ''}"


def name_words(key: str, pack: Pack) -> str:
    """A finding, or one side of it, by name and id: `Heel tension, left [heel_tension]`."""
    plain = key.removeprefix("after.")
    base, _, side = plain.partition(".")
    again = ", after blocking" if plain != key else ""
    return f"{pack.findings[base].name}{f', {side}' if side else ''}{again} [{base}]"


def fact_words(key: str, spoken: str, pack: Pack, *, unsure: Container[str] = ()) -> str:
    """A recorded value with its finding: `Heel tension, left [heel_tension]: 2 of 3`."""
    if key in _PATIENT:
        name, unit = _PATIENT[key]
        return f"{name}: {amount_words(spoken, unit)}"
    finding = pack.findings[key.removeprefix("after.").partition(".")[0]]
    doubt = " (recorded as unsure)" if finding.id in unsure else ""
    return f"{name_words(key, pack)}: {value_words(finding, spoken)}{doubt}"


def listed(words: Iterable[str], joint: str = "and") -> str:
    """Words in a row: `I, II and III`."""
    *most, last = tuple(words) or ("",)
    return f"{', '.join(most)} {joint} {last}" if most else last

"""What an invented patient is called and says: made from what was recorded, so that it tells nothing else."""

from collections.abc import Iterator
from random import Random

from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Patient, Readings

_COLOURS = (
    "Amber", "Azure", "Beige", "Bronze", "Cobalt", "Copper", "Coral", "Crimson", "Cyan", "Ebony", "Green", "Indigo",
    "Ivory", "Khaki", "Lilac", "Magenta", "Maroon", "Mauve", "Ochre", "Olive", "Pearl", "Russet", "Scarlet", "Sepia",
    "Silver", "Teal", "Umber", "Violet", "White", "Yellow",
)  # fmt: skip
_BIRDS = (
    "Avocet", "Bittern", "Bunting", "Crane", "Curlew", "Dipper", "Dunlin", "Egret", "Falcon", "Finch", "Gannet",
    "Grouse", "Heron", "Hoopoe", "Jackdaw", "Kestrel", "Lapwing", "Linnet", "Martin", "Nuthatch", "Oriole", "Osprey",
    "Petrel", "Pipit", "Plover", "Quail", "Raven", "Siskin", "Thrush", "Wren",
)  # fmt: skip


def invented_name(chance: Random) -> str:
    """A name that nobody has: `Umber Heron`."""
    return f"{chance.choice(_COLOURS)} {chance.choice(_BIRDS)}"


def complaint(pack: Pack, patient: Patient, findings: Readings, called: str) -> str:
    """Who it is, as `called`, and what the history that was recorded says, in a sentence or two."""
    told = [words for words, is_found in _history(pack, findings) if is_found]
    who = f"{called}, {patient.age_years} {_plural('year', patient.age_years)}"
    if patient.pregnancy_weeks:
        who += f", {patient.pregnancy_weeks} {_plural('week', patient.pregnancy_weeks)} pregnant"
    return f"{who}. Tells of: {'; '.join(told)}." if told else f"{who}. Names no complaint that is recorded."


def history(pack: Pack, findings: Readings) -> str:
    """What was asked in the history and answered with no."""
    denied = [words for words, is_found in _history(pack, findings) if not is_found]
    return f"Asked, and answered with no: {'; '.join(denied)}." if denied else ""


def _history(pack: Pack, findings: Readings) -> Iterator[tuple[str, bool]]:
    for finding in pack.findings.values():
        values = [(key.partition(".")[2], findings[key]) for key in finding.keys if key in findings]
        if finding.position != "history" or not values:
            continue
        found = [(side, value) for side, value in values if value != finding.negative_value]
        yield (_words(finding, found), True) if found else (_called(finding), False)


def _words(finding: Finding, found: list[tuple[str, Value]]) -> str:
    """A finding with its sides and what is more than a sign: `pain now 6`, `leg pain below the knee, left`."""
    parts = [
        " ".join(part for part in (side, "" if finding.kind == "sign" else spoken(value).replace("_", " ")) if part)
        for side, value in found
    ]
    unit = f" {_plural(finding.unit, found[-1][1])}" if finding.unit else ""
    of = f" of {finding.range[1]}" if finding.kind == "pain" and finding.range else ""
    told = " and ".join(part for part in parts if part)
    return f"{_called(finding)}{f', {told}{of}{unit}' if told else ''}"


def _called(finding: Finding) -> str:
    return finding.name.lower().replace(" on this side", "")


def _plural(unit: str, value: Value | None) -> str:
    return unit if value == 1 else f"{unit}s"

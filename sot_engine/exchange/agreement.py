"""Whether the parts of a bundle say the same: what can be made from what was entered is made again and compared."""

from collections.abc import Iterator
from typing import Any

from sot_engine.errors import ImpossibleValue, Place, SotError
from sot_engine.exchange.names import Json

TOLD_ONLY = frozenset({"text", "display", "title", "version", "meta", "language", "questionnaire"})
"""What words people read, and what a server adds: it may differ, since wording and packs have versions."""
MADE_ONCE = frozenset({"Questionnaire", "Device"})
"""Forms and the program, which are not of this visit."""
EXPORT_AGAIN = "export the visit again; the bundle was changed after it was written"


def disagreements(given: Json, made: Json, file: str) -> Iterator[SotError]:
    """Every place where a bundle says something else than what is made from what was entered in it."""
    here = dict(_resources(given))
    ours = {url: resource for url, (resource, _) in _resources(made)}
    if next(iter(ours)) not in here:
        message = "the ids are not those that this visit has"
        yield ImpossibleValue(message, where=Place(f"{file}:entry[0].fullUrl"), hint=EXPORT_AGAIN)
        return
    if given.get("timestamp") != made["timestamp"]:
        message = "the time is not that of the last change"
        yield ImpossibleValue(message, where=Place(f"{file}:timestamp"), hint=EXPORT_AGAIN)
    if given.get("identifier", {}).get("system") != made["identifier"]["system"] or "value" not in given["identifier"]:
        message = "a document has an identifier that is a URN"
        yield ImpossibleValue(message, where=Place(f"{file}:identifier"), hint=EXPORT_AGAIN)
    for url, resource in ours.items():
        if url not in here:
            message = f"the {resource['resourceType']} of what was entered is missing"
            yield ImpossibleValue(message, where=Place(f"{file}:entry"), hint=EXPORT_AGAIN)
    for url, (resource, at) in here.items():
        if url not in ours:
            message = f"this {resource['resourceType']} is no part of what was entered"
            yield ImpossibleValue(message, where=Place(f"{file}:{at}"), hint=EXPORT_AGAIN)
        else:
            yield from _differences(resource, ours[url], at, file)


def _resources(bundle: Json) -> Iterator[tuple[str, tuple[Json, str]]]:
    for number, entry in enumerate(bundle["entry"]):
        if entry["resource"]["resourceType"] not in MADE_ONCE:
            yield entry["fullUrl"], (entry["resource"], f"entry[{number}].resource")


def _differences(given: Any, made: Any, at: str, file: str) -> Iterator[SotError]:
    if isinstance(given, dict) and isinstance(made, dict):
        for name in {**made, **given}:
            if name not in TOLD_ONLY and not (name == "note" and made.get("resourceType") == "GuidanceResponse"):
                yield from _differences(given.get(name), made.get(name), f"{at}.{name}", file)
    elif isinstance(given, list) and isinstance(made, list) and len(given) == len(made):
        for number, (one, other) in enumerate(zip(given, made, strict=True)):
            yield from _differences(one, other, f"{at}[{number}]", file)
    elif given != made:
        what = "is missing" if given is None else "is not what was entered"
        yield ImpossibleValue(f"this {what}", where=Place(f"{file}:{at}"), hint=EXPORT_AGAIN)

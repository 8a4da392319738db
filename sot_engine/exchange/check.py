"""Whether a bundle is one: its shape as fhir.resources knows it, and whether every reference leads to what it may."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from sot_engine.errors import (
    ImpossibleValue,
    MachineLacks,
    Place,
    SotError,
    VisitFaults,
    VisitShape,
    extra,
    raise_faults,
)
from sot_engine.exchange.names import Json

MOST = 20
"""Faults that are told; a bundle of another kind has hundreds."""


def check(bundle: Json, file: str = "the bundle") -> None:
    """Read a bundle with fhir.resources and follow every reference.

    Errors: VisitShape for what is missing, unknown or of the wrong kind, ImpossibleValue for a reference that leads
    nowhere or to what may not stand there; VisitFaults with all of them. MachineLacks without fhir.resources.
    Source: the R4B models of fhir.resources; docs/decisions/0011 says how they stand to 4.0.1.
    """
    raise_faults(list(_empty(bundle, "", file))[:MOST], VisitFaults)
    model = _shaped(bundle, file)
    for look in (_entries, _references):
        raise_faults(list(look(model, file))[:MOST], VisitFaults)


def path_of(loc: tuple[str | int, ...]) -> str:
    """A path as FHIR writes it, `entry[3].resource.status`."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return text.removeprefix(".")


def _models() -> Any:
    try:
        from fhir.resources.R4B import bundle
    except ImportError as error:
        message = f"FHIR needs fhir.resources: {str(error).splitlines()[0]}"
        raise MachineLacks(message, hint=extra("fhir")) from error
    return bundle


def _shaped(bundle: Json, file: str) -> Any:
    from pydantic import ValidationError

    try:
        return _models().Bundle.model_validate(bundle)
    except ValidationError as error:
        raise_faults([_misshapen(one, file) for one in error.errors(include_url=False)[:MOST]], VisitFaults)
        raise  # pragma: no cover - there is always a fault
    except (AttributeError, LookupError, TypeError):
        message = "not FHIR R4: a resource without the name of its type"
        raise VisitShape(message, where=Place(file), hint="compare with docs/exchange.md") from None


def _misshapen(one: Any, file: str) -> SotError:
    path = path_of(one["loc"])
    where = Place(f"{file}:{path}" if path else file)
    return VisitShape(f"not FHIR R4: {_lower(one['msg'])}", where=where, hint="compare with docs/exchange.md")


def _lower(message: str) -> str:
    told = message.removeprefix("Value error, ")
    return " ".join((told[:1].lower() + told[1:]).split())


def _empty(part: Any, path: str, file: str) -> Iterator[SotError]:
    """Everything that is there and holds nothing, which the models would let pass."""
    if part in (None, "", [], {}):
        where = Place(f"{file}:{path}" if path else file)
        yield VisitShape("this is empty", where=where, hint="FHIR leaves out what is empty")
    elif isinstance(part, dict):
        for name, inner in part.items():
            yield from _empty(inner, f"{path}.{name}" if path else name, file)
    elif isinstance(part, list):
        for number, inner in enumerate(part):
            yield from _empty(inner, f"{path}[{number}]", file)


def _entries(model: Any, file: str) -> Iterator[SotError]:
    """Every entry without a resource, or without a name of its own."""
    names: set[str] = set()
    for number, entry in enumerate(model.entry or ()):
        place = Place(f"{file}:entry[{number}]")
        if entry.resource is None:
            yield VisitShape("the entry has no resource", where=place, hint="compare with docs/exchange.md")
        elif not entry.fullUrl:
            yield VisitShape("the entry has no fullUrl", where=place, hint="compare with docs/exchange.md")
        elif entry.fullUrl in names:
            message = "another resource of the bundle has the same name"
            yield ImpossibleValue(message, where=place, hint="a fullUrl names one resource")
        names.add(str(entry.fullUrl))


def _references(model: Any, file: str) -> Iterator[SotError]:
    """Every reference that leads nowhere, or to a resource of a type that may not stand there."""
    types = {entry.fullUrl: entry.resource.get_resource_type() for entry in model.entry or ()}
    for path, reference, allowed, contained in _walk(model, "", {}):
        if reference.reference is None:
            continue
        found = contained.get(reference.reference) or types.get(reference.reference)
        where = Place(f"{file}:{path}")
        if found is None:
            message = f'nothing in the bundle is called "{reference.reference[:60]}"'
            yield ImpossibleValue(message, where=where, hint="a document holds everything that it speaks of")
        elif found not in allowed and "Resource" not in allowed:
            message = f"a {found} cannot stand here; {' or '.join(sorted(allowed))} can"
            yield ImpossibleValue(message, where=where, hint="check which resource was meant")


def _walk(
    node: Any, path: str, contained: dict[str, str]
) -> Iterator[tuple[str, Any, tuple[str, ...], dict[str, str]]]:
    """Every reference below a model, with its path, the types that may stand there, and what is contained nearby."""
    there = vars(node)
    inside = there.get("contained")
    if inside:
        contained = {f"#{one.id}": one.get_resource_type() for one in inside}
    fields = _fields(node.__class__)
    for name, value in there.items():
        if value is None or name not in fields:
            continue
        alias, allowed = fields[name]
        here = f"{path}.{alias}" if path else alias
        for number, one in enumerate(value) if isinstance(value, list) else ((None, value),):
            place = here if number is None else f"{here}[{number}]"
            kind = _kind(one.__class__)
            if not kind:
                continue
            if kind == "Reference":
                yield place, one, allowed, contained
            yield from _walk(one, place, contained)


@cache
def _kind(model: Any) -> str:
    """What a model is a model of; nothing for what is none, as a text or a number."""
    return str(model.get_resource_type()) if hasattr(model, "model_fields") else ""


@cache
def _fields(model: Any) -> dict[str, tuple[str, tuple[str, ...]]]:
    """The elements of a model by their names in Python: the name in JSON, and what a reference may lead to."""
    found = {}
    for name, field in model.model_fields.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        allowed = tuple(extra.get("enum_reference_types", ("Resource",)))
        found[name] = (str(field.alias or name), allowed)
    return found

"""A bundle to read from: its resources by kind and by reference, each with its path for what has to be said of it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, get_args

from sot_engine.domain.chart import Person, Role
from sot_engine.errors import ImpossibleValue, Place, SotError, VisitError, VisitShape
from sot_engine.exchange import names as n
from sot_engine.exchange.names import Json

OWN = "import a bundle that sot-engine exported"
"""What to do about a bundle that is another's."""


class Page(NamedTuple):
    """One resource and its path in the bundle, `entry[3].resource`."""

    resource: Json
    at: str

    @property
    def kind(self) -> str:
        """What it is, `Observation`."""
        return str(self.resource["resourceType"])


class Pages:
    """The resources of one bundle, whose shape, names and references were checked."""

    def __init__(self, bundle: Json, file: str) -> None:
        """Find every resource; `file` is how messages call the bundle."""
        self.file = file
        listed = enumerate(bundle.get("entry", ()))
        found = ((entry, f"entry[{number}].resource") for number, entry in listed)
        self._by_url = {entry["fullUrl"]: Page(entry["resource"], at) for entry, at in found}

    def all(self, kind: str) -> Iterator[Page]:
        """Every resource of one kind, in the order of the bundle."""
        return (page for page in self._by_url.values() if page.kind == kind)

    def one(self, kind: str) -> Page:
        """The only resource of one kind.

        Errors: VisitShape when there is none, or more than one.
        """
        found = list(self.all(kind))
        if len(found) != 1:
            message = f"a visit has one {kind}, and the bundle has {len(found) or 'none'}"
            raise VisitShape(message, where=Place(self.file), hint=OWN)
        return found[0]

    def followed(self, reference: Json) -> Page:
        """The resource that a reference leads to; the check has seen that it is there."""
        return self._by_url[reference["reference"]]

    def filled(self, form: str) -> Iterator[Page]:
        """Every form of one kind that was filled in, in the order of the bundle."""
        for page in self.all("QuestionnaireResponse"):
            if str(page.resource.get("questionnaire", "")).partition("|")[0].startswith(form):
                yield page

    def wrong(self, message: str, at: str, hint: str, kind: type[VisitError] = ImpossibleValue) -> SotError:
        """What is wrong at one place of the bundle."""
        return kind(message, where=Place(f"{self.file}:{at}"), hint=hint)

    def value_of(self, page: Page, system: str) -> str | None:
        """The identifier that a resource has in one system."""
        return _of_system(page.resource.get("identifier"), system, "value")

    def code_of(self, concept: Any, system: str) -> str | None:
        """The code that a concept has in one system."""
        return _of_system((concept or {}).get("coding"), system, "code")

    def person(self, reference: Json) -> Person:
        """The person whom a reference names.

        Errors: VisitShape for one of whom the bundle does not say which person it is, or in which role.
        """
        page = self.followed(reference)
        qualified = page.resource.get("qualification", [{}])[0].get("code", {})
        name, role = self.value_of(page, n.PERSON), self.code_of(qualified, n.ROLE) or "practitioner"
        if page.kind != "Practitioner" or not name or role not in get_args(Role):
            message = "the person has no id of the records, or a role that they do not know"
            raise self.wrong(message, page.at, OWN, VisitShape)
        called = page.resource.get("name", [{}])[0].get("text", "")
        return Person(id=name, name=called, credentials=qualified.get("text", ""), role=role)  # type: ignore[arg-type]  # one of the two


def _of_system(listed: Any, system: str, field: str) -> str | None:
    for one in (listed,) if isinstance(listed, Mapping) else listed or ():
        if one.get("system") == system:
            return str(one.get(field, ""))
    return None

"""What `pack.yaml` holds, as it is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from sot_engine.domain.pack import Accepted, CategoryPage, Decision, Exemption, Order, Review
from sot_engine.domain.rule import Category, Status
from sot_engine.packs.promise import Claimed

LANGUAGE = "sot-pack/1"


@dataclass(frozen=True, kw_only=True)
class Head:
    """What `pack.yaml` holds. A pack that extends another may leave the categories and the decision to it."""

    id: str
    version: str
    title: str
    status: Status
    purpose: str
    use: str
    misuse: str
    reviewed_by: tuple[Review, ...]
    language: str = LANGUAGE
    extends: str | None = None
    differs: str = ""
    retires: tuple[str, ...] = ()
    categories: Mapping[Category, CategoryPage] | None = None
    decision: Decision | None = None
    notices: tuple[str, ...] = ()
    orders: tuple[Order, ...] = ()
    questions: tuple[str, ...] = ()
    theorems: tuple[Claimed, ...] = ()
    exceptions: tuple[Exemption, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    __pydantic_config__ = {"str_strip_whitespace": True, "extra": "forbid"}  # noqa: RUF012  # pydantic reads a plain dict

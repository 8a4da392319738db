"""Record that a named person read rules of a pack, and raise the status of those that have earned it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from sot_engine.domain.pack import Review
from sot_engine.errors import MachineLacks, PackReference
from sot_engine.packs.earned import lacks
from sot_engine.packs.own import Own, open_pack
from sot_engine.packs.signed import raise_status, record
from sot_engine.source.nearest import did_you_mean


class Reviewed(NamedTuple):
    """A rule that was read: raised to reviewed, or what it still lacks."""

    rule: str
    lacks: tuple[str, ...]


def review_rules(pack: str, rules: Sequence[str], by: str, read: str = "") -> tuple[Reviewed, ...]:
    """Write a review with today's date into the pack, then raise each rule that lacks nothing any more.

    Errors: PackReference for a rule that is not the pack's own or a review without a name; MachineLacks when the
    pack's folder cannot be written.
    """
    own = open_pack(pack)
    for name in rules:
        _known(own, name)
    if not by.strip():
        message = "a review has a name"
        raise PackReference(message, hint='write --by "A. Reviewer, DC"')
    today = datetime.now(UTC).date().isoformat()
    try:
        record(own.folder, Review(name=by.strip(), date=today, rules=tuple(rules), read=read.strip()))
        after = open_pack(pack)
        return tuple(_raised(after, name) for name in rules)
    except OSError as error:
        message = f"{own.folder} cannot be written: {error.strerror}"
        raise MachineLacks(message, hint="review a copy in a folder of your own") from error


def _known(own: Own, name: str) -> None:
    ids = [rule.id for rule in own.rules]
    if name not in ids:
        message = f'{own.pack.id} has no rule of its own called "{name}"'
        raise PackReference(message, hint=did_you_mean(name, ids, "a rule is reviewed in the pack that it stands in"))


def _raised(own: Own, name: str) -> Reviewed:
    rule = own.pack.rule[name]
    missing = tuple(lacks(own.pack, rule, [case for case in own.cases if case.rule == name]))
    if not missing and rule.status == "draft":
        raise_status(own.folder, rule)
    return Reviewed(name, missing)

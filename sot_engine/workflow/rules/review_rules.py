"""Record that a named person read rules of a pack, and raise the status of those that have earned it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from sot_engine.domain.pack import Review
from sot_engine.errors import MachineLacks, PackReference
from sot_engine.inference.direct import Direct
from sot_engine.packs.content import pack_files
from sot_engine.packs.earned import lacks
from sot_engine.packs.own import Own, open_pack
from sot_engine.packs.signed import raise_status, record
from sot_engine.packs.template import MARK
from sot_engine.source.nearest import did_you_mean


class Reviewed(NamedTuple):
    """A rule that was read: raised to reviewed, or what it still lacks."""

    rule: str
    lacks: tuple[str, ...]


def review_rules(pack: str, rules: Sequence[str], by: str, read: str = "") -> tuple[Reviewed, ...]:
    """Write a review with today's date into the pack for each rule that then lacks nothing, and raise it.

    Errors: PackReference for a rule that is not the pack's own, a review without a name or a word of what was read;
    MachineLacks when the pack's folder cannot be written.
    """
    own = open_pack(pack)
    for name in rules:
        _known(own, name)
    for text, hint in (
        (by, 'write --by "A. Reviewer, DC"'),
        (read, 'write --read "the rule and its source, 2026 edition"'),
    ):
        _said(text, hint)
    today = datetime.now(UTC).date().isoformat()
    marks = {name: own.pack.rule[name].mark for name in rules}
    review = Review(name=by.strip(), date=today, rules=tuple(rules), read=read.strip(), marks=marks)
    found = _found(own, review)
    ready = tuple(one.rule for one in found if not one.lacks)
    try:
        if ready:
            _write(own, replace(review, rules=ready, marks={name: marks[name] for name in ready}))
    except OSError as error:
        message = f"{own.folder} cannot be written: {error.strerror}"
        raise MachineLacks(message, hint="review a copy in a folder of your own") from error
    return found


def _said(text: str, hint: str) -> None:
    if not text.strip() or text.strip().lower().startswith(MARK.lower()):
        message = "a review has a name and says what was read"
        raise PackReference(message, hint=hint)


def _found(own: Own, review: Review) -> tuple[Reviewed, ...]:
    """What each rule would still lack once the review stood in the pack."""
    pack = replace(own.pack, reviewed_by=(*own.pack.reviewed_by, review))
    cases = {name: [case for case in own.cases if case.rule == name] for name in review.rules}
    direct = Direct(pack)
    return tuple(Reviewed(name, tuple(lacks(direct, pack.rule[name], cases[name]))) for name in review.rules)


def _write(own: Own, review: Review) -> None:
    """Write the review and raise its rules; when any of it fails, every file is as it was."""
    before = {path: path.read_bytes() for path in pack_files(own.folder)}
    try:
        record(own.folder, review)
        for name in review.rules:
            if own.pack.rule[name].status == "draft":
                raise_status(own.folder, own.pack.rule[name])
    except BaseException:
        for path, content in before.items():
            if path.read_bytes() != content:
                path.write_bytes(content)
        raise


def _known(own: Own, name: str) -> None:
    ids = [rule.id for rule in own.rules]
    if name not in ids:
        message = f'{own.pack.id} has no rule of its own called "{name}"'
        raise PackReference(message, hint=did_you_mean(name, ids, "a rule is reviewed in the pack that it stands in"))

"""Checks of sources, findings and words."""

from collections.abc import Iterator
from datetime import date

from sot_engine.packs.phrase import CLAIMED, FORBIDDEN, SPOKEN, phrases
from sot_engine.packs.remark import Check, Issue, Subject
from sot_engine.packs.template import MARK

YEARS = 2
"""A source that nobody opened for longer than this may have moved or changed."""
THIN = ("clinic-page", "none")
"""What a hallmark should not rest on alone."""


def old_sources(subject: Subject) -> Iterator[Issue]:
    """A source that was last opened too long ago, or nobody knows when."""
    base = subject.own.base.sources if subject.own.base else {}
    where = subject.file("sources.yaml")
    for key, source in subject.own.pack.sources.items():
        opened = _day(source.checked)
        if key in base:
            continue
        if opened is None:
            said = f'"{source.checked}" is no date such as 2026-11' if source.checked else "not dated: add checked: ..."
            yield Issue("old-source", where, key, said)
        elif opened > subject.today:
            yield Issue("old-source", where, key, f"last opened {source.checked}, a day that is still to come")
        elif opened.replace(year=opened.year + YEARS) < subject.today:
            yield Issue("old-source", where, key, f"last opened {source.checked}: open it again")


def unused_findings(subject: Subject) -> Iterator[Issue]:
    """A finding that no rule reads without a reason, or one with such a reason that a rule reads."""
    where = subject.file("findings.yaml")
    for finding in subject.findings:
        if finding.id not in subject.read and not finding.unused:
            yield Issue("unused-finding", where, finding.id, "no rule reads it: add one, or unused: with the reason")
        elif finding.id in subject.read and finding.unused:
            yield Issue("unused-finding", where, finding.id, "called unused, and a rule reads it: drop unused:")


def thin_hallmarks(subject: Subject) -> Iterator[Issue]:
    """A hallmark with nothing better behind it than pages of clinics."""
    for rule in subject.own.rules:
        kinds = {subject.own.pack.sources[key].kind for key in rule.cite}
        if rule.then.strength == "hallmark" and rule.evidence.grade == "none":
            yield Issue("thin-hallmark", rule.at, rule.id, "a hallmark of grade none: make it weaker, or grade it")
        elif rule.then.strength == "hallmark" and kinds <= set(THIN):
            yield Issue(
                "thin-hallmark", rule.at, rule.id, f"a hallmark on {', '.join(rule.cite)} alone: make it weaker"
            )


def forbidden_words(subject: Subject) -> Iterator[Issue]:
    """Words that claim more than findings which match a pattern."""
    for phrase in phrases(subject.own, subject.findings):
        where = phrase.where or subject.file(phrase.file)
        words = [*FORBIDDEN.finditer(phrase.text), *(CLAIMED.finditer(phrase.text) if phrase.part in SPOKEN else ())]
        for word in words:
            around = phrase.text[max(0, word.start() - 30) : word.end() + 30].strip()
            yield Issue("forbidden-wording", where, phrase.about, f'"{word[0]}" in {phrase.part}: ...{around}...')


def unwritten_texts(subject: Subject) -> Iterator[Issue]:
    """A text that a template left for somebody to write."""
    for phrase in phrases(subject.own, subject.findings):
        if phrase.text.strip().startswith(MARK):
            where = phrase.where or subject.file(phrase.file)
            yield Issue("unwritten-text", where, phrase.about, f"{phrase.part} still says what to write there")


def unmarked_reviews(subject: Subject) -> Iterator[Issue]:
    """A review that keeps no mark of a rule: nobody can tell whether the rule was changed after it was read."""
    own = {rule.id for rule in subject.own.rules}
    for review in subject.own.pack.reviewed_by:
        for name in (name for name in review.rules if name in own and name not in review.marks):
            said = f"the review of {review.date} keeps no mark of it: let `sot rules review` write it"
            yield Issue("unmarked-review", subject.file("pack.yaml"), name, said)


def _day(text: str) -> date | None:
    """The day, or the first day of the month; None for anything else."""
    try:
        return date.fromisoformat(text if text.count("-") > 1 else f"{text}-01").replace(day=1)
    except ValueError:
        return None


CHECKS = (
    Check("old-source", f"A source that nobody opened for {YEARS} years, or nobody knows when.", old_sources),
    Check("unused-finding", "A finding that no rule reads, and no reason why it is recorded.", unused_findings),
    Check("thin-hallmark", "A hallmark that rests on clinic pages alone.", thin_hallmarks),
    Check("unwritten-text", "A text that a template left for somebody to write.", unwritten_texts),
    Check("unmarked-review", "A review that does not say which wording of a rule was read.", unmarked_reviews),
    Check("forbidden-wording", "Words that claim more than findings that match a pattern.", forbidden_words),
)

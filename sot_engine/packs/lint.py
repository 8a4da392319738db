"""What is weak in a pack that loads and passes its cases.

A check says what it sees; it does not forbid. What the authors let stand they list in `pack.yaml` under `accepted`,
with their reason, and a reason that is no longer needed is a remark of its own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from sot_engine.domain.pack import Accepted
from sot_engine.packs import lint_cases, lint_retired, lint_text
from sot_engine.packs.own import Own
from sot_engine.packs.remark import Check, Issue, Subject

CHECKS: tuple[Check, ...] = (*lint_text.CHECKS, *lint_cases.CHECKS, *lint_retired.CHECKS)


def lint(own: Own, today: date) -> tuple[Issue, ...]:
    """Every remark on what is a pack's own, in the order of the checks; accepted ones carry their reason."""
    subject = Subject(own, today)
    found = [issue for one in CHECKS for issue in one.look(subject)]
    told = tuple(replace(issue, accepted=_reason(own.pack.accepted, issue)) for issue in found)
    return (*told, *_needless(subject, told))


def _reason(accepted: Iterable[Accepted], issue: Issue) -> str:
    fitting = (one.why for one in accepted if one.check == issue.check and issue.about in one.about)
    return next(fitting, "")


def _needless(subject: Subject, told: Iterable[Issue]) -> Iterator[Issue]:
    seen = {(issue.check, issue.about) for issue in told}
    for one in subject.own.pack.accepted:
        for name in (name for name in one.about if (one.check, name) not in seen):
            message = f"accepted under {one.check}, where nothing is remarked on any more"
            yield Issue("needless-acceptance", subject.file("pack.yaml"), name, message)

"""What was recorded of the exam, by the patient's position, and what was not tested: Subjective and Objective."""

from collections.abc import Iterable, Iterator

from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.finding import Finding, Position, spoken
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.inference.question import Asker, Exam
from sot_engine.reports import wording as w
from sot_engine.reports.names import value_words
from sot_engine.reports.note_scores import score_sections
from sot_engine.reports.sheet import Entry, Section

ASKED: tuple[Position, ...] = ("safety", "history")
"""What the patient is asked."""
HISTORY = "History, asked"
"""The heading of the history findings, beside the history in the practitioner's own words."""
EXAMINED: tuple[Position, ...] = ("standing", "seated", "supine", "prone")
"""What is examined, in the order in which the patient is turned."""


def subjective_sections(entry: ChartEntry, pack: Pack) -> Iterator[Section]:
    """What the patient says: complaint, history, the questions asked, and the scores."""
    yield Section("Complaint", tuple(paragraphs(entry.visit.complaint or "")) or _nothing())
    yield Section("History", tuple(paragraphs(entry.history)) or _nothing())
    yield from (_position(name, entry.visit, pack) for name in ASKED)
    yield from score_sections(entry.scores)


def objective_sections(entry: ChartEntry, pack: Pack) -> Iterator[Section]:
    """What was found, one section for each position of the patient."""
    yield from (_position(name, entry.visit, pack) for name in EXAMINED)
    unknown = tuple(Entry(words) for words in sorted(_unknown(entry.visit, pack)))
    if unknown:
        yield Section("Recorded under names that this pack does not have", unknown)


def paragraphs(text: str) -> Iterator[Entry]:
    """Free text as it was written, a line an entry; nothing in it can steer a terminal."""
    yield from (Entry(line) for line in text.splitlines() if line.strip())


def _nothing() -> tuple[Entry, ...]:
    return (Entry("Nothing was recorded."),)


def _unknown(visit: Visit, pack: Pack) -> Iterator[str]:
    """What was recorded under keys that are not in the pack; it is printed rather than dropped."""
    told = {key: spoken(value) for key, value in visit.findings.items()}
    told |= {f"after blocking, {key}": spoken(value) for key, value in visit.after.items()}
    told |= {f"not done, {key}": why for key, why in visit.not_done.items()}
    yield from (f"{key}: {words}" for key, words in told.items() if _base(key) not in pack.findings)


def _base(key: str) -> str:
    return key.rpartition(", ")[2].partition(".")[0]


def _position(name: Position, visit: Visit, pack: Pack) -> Section:
    here = [finding for finding in pack.findings.values() if finding.position == name]
    absent = [finding for finding in here if name in ASKED and _is_absent(finding, visit)]
    told = [entry for finding in here if finding not in absent for entry in _finding(finding, visit)]
    if absent:
        told.append(Entry(f"{'; '.join(finding.name for finding in absent)}.", "", "absent"))
    missing = [finding.name for finding in here if not _is_told(finding, visit) and _applies(finding, visit, pack)]
    title = HISTORY if name == "history" else w.POSITIONS[name]
    return Section(title, (*told, *_missing(missing, is_all=not told, is_asked=name in ASKED)))


def _is_absent(finding: Finding, visit: Visit) -> bool:
    """Whether the patient was asked and it is absent, without doubt: many such answers are told in one entry."""
    return visit.findings.get(finding.id) == "absent" and visit.confidence.get(finding.id) != "unsure"


def _missing(names: list[str], *, is_all: bool, is_asked: bool) -> Iterator[Entry]:
    """What was not tested, by name, or in a word where that is everything."""
    word = "asked" if is_asked else "tested"
    if is_all and names:
        yield Entry(f"None of the {len(names)} findings of this section was {word}.", "o", f"not {word}")
    elif names:
        yield Entry(f"{'; '.join(names)}.", "o", f"not {word}")


def _is_told(finding: Finding, visit: Visit) -> bool:
    names = (finding.id, *finding.keys)
    return any(key in visit.findings or key in visit.not_done for key in names)


def _applies(finding: Finding, visit: Visit, pack: Pack) -> bool:
    """Whether a finding that is asked of some patients alone is asked of this one."""
    if finding.asked_when is None:
        return True
    exam = Exam(visit.patient, visit.findings, visit.after, {}, {})
    return Asker(pack.findings).question(finding.asked_when, None)(exam) is True


def _finding(finding: Finding, visit: Visit) -> Iterator[Entry]:
    """One finding with both of its sides; a side that was not tested says so."""
    if not _is_told(finding, visit):
        return
    name = f"{finding.name} [{finding.id}]"
    doubt = " (recorded as unsure)" if visit.confidence.get(finding.id) == "unsure" else ""
    if finding.id in visit.not_done:
        yield Entry(f"not done: {visit.not_done[finding.id]}", "", name)
        return
    yield Entry(f"{', '.join(_values(finding, visit))}{doubt}", "", name)


def _values(finding: Finding, visit: Visit) -> Iterable[str]:
    for key in finding.keys:
        side = key.partition(".")[2]
        if key in visit.findings:
            told = value_words(finding, spoken(visit.findings[key]))
        else:
            told = f"not done ({visit.not_done[key]})" if key in visit.not_done else "not tested"
        yield f"{side} {told}".strip()

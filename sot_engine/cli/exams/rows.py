"""The words of the exam's screen: a finding with what is recorded of it, the keys, the result so far."""

from collections.abc import Iterator
from typing import TypeAlias

from sot_engine.cli.exams.cells import cells, pad, shorten, wrap
from sot_engine.domain.condition import Value
from sot_engine.domain.finding import Finding, spoken
from sot_engine.domain.pack import Pack
from sot_engine.intake.entry import Entry
from sot_engine.intake.interview import Interview
from sot_engine.intake.offer import offers
from sot_engine.reports.names import clean, value_words
from sot_engine.reports.wording import POSITIONS, lead_words, number, outcome_lead, outcome_sentence
from sot_engine.workflow.exams.interview import Running

Part: TypeAlias = tuple[str, str]
"""A style of the screen and the text that has it."""
Line: TypeAlias = list[Part]

EMPTY = "____"
SIDE, MOST_SIDE = 20, 32
"""The narrowest and the widest column of one side; the widest holds three words of a sequence that is unsure."""
MOST_NAME = 48
"""The widest column of names: a value that stands far from its name is hard to follow with the eye."""
SHORT = {
    "safety": "Safety", "history": "History", "standing": "Standing",
    "seated": "Seated", "supine": "Supine", "prone": "Prone",
}  # fmt: skip


def row(now: Interview, finding: Finding, columns: int, *, is_asked: bool) -> Line:
    """One finding and what is recorded of it: left always stands left of right."""
    sign = "> " if is_asked else "  "
    side = max(SIDE, min((columns - MOST_NAME - 3) // 2, MOST_SIDE))
    room = min(columns - 2 * side - 3, MOST_NAME)
    line = [("bold" if is_asked else "", f" {sign}{pad(shorten(finding.name, room - 1), room)}")]
    return [*line, *_recorded(now, finding, now.entry if is_asked else None, side)]


def _recorded(now: Interview, finding: Finding, entry: Entry | None, wide: int) -> Iterator[Part]:
    if now.status(finding) == "does not apply":
        yield "dim", "does not apply"
        return
    if finding.id in now.not_done and not (entry and entry.is_begun):
        yield "", _not_done(now, finding.id, 2 * wide - 1)
        return
    room = wide - 3 if finding.sided else 2 * wide - 1
    for key in finding.keys:
        side = {"left": "L ", "right": "R "}.get(key.partition(".")[2], "")
        style, told = _recorded_of(now, finding, key, entry.found.get(key) if entry else None, room)
        yield style, f"{side}{pad(told, wide - len(side))}"


def _recorded_of(now: Interview, finding: Finding, key: str, half: Value | None, room: int) -> Part:
    """What stands under one key, or is being answered."""
    doubt = " unsure" if finding.id in now.unsure else ""
    value = now.recorded.get(key) if half is None else half
    if value is not None:
        return "bold", f"{fitted(finding, value, room - len(doubt))}{doubt}"
    return ("", _not_done(now, key, room)) if key in now.not_done else ("dim", f"{EMPTY}{doubt}")


def _not_done(now: Interview, key: str, room: int) -> str:
    return shorten(f"not done: {clean(now.not_done[key])}", room)


def fitted(finding: Finding, value: Value, room: int) -> str:
    """A value in the room that there is: of a sequence each word is cut alike, as far as the words still differ."""
    told = _said(finding, value)
    if cells(told) <= room or not isinstance(value, tuple):
        return shorten(told, room)
    for letters in range(max(map(len, finding.values)), 0, -1):
        short = {word: _abbreviated(word.replace("_", " "), letters) for word in finding.values}
        told = ", ".join(short[word] for word in value)
        if cells(told) <= room and len({*short.values()}) == len(short):
            return told
    return shorten(_said(finding, value), room)


def _abbreviated(word: str, letters: int) -> str:
    return word if len(word) <= letters + 1 else f"{word[:letters]}."


def _said(finding: Finding, value: Value) -> str:
    return value_words(finding, spoken(value))


def question(now: Interview, finding: Finding, columns: int) -> Iterator[Line]:
    """What is asked, with the patient's position, the keys that answer, and what was found the time before."""
    again = " after blocking" if now.is_retest else ""
    yield [("reverse", f" {SHORT[now.position].upper()}{again.upper()} "), ("bold", f" {finding.name}")]
    yield from wrapped_lines("", finding.asks, columns)
    if now.entry:
        yield from _keys(now.entry, columns)
    earlier = now.earlier(finding)
    if earlier:
        when = "Before blocking" if now.is_retest else f"On {now.plan.last.examined_at[:10]}" if now.plan.last else ""
        told = ", ".join(f"{key.partition('.')[2]} {_said(finding, value)}".strip() for key, value in earlier.items())
        yield from _confirmed(f"{when}: {told}.", columns)


def _confirmed(told: str, columns: int) -> Iterator[Line]:
    """What was found the time before, over as many lines as it takes, and the key that confirms it at its end."""
    *lines, last = wrap(f"{told}  =\u00a0the\u00a0same\u00a0now", columns - 2)
    yield from ([("", f" {words}")] for words in lines)
    before, _, after = last.rpartition("=")
    yield [("", f" {before}"), ("bold", "="), ("", after.replace("\u00a0", " "))]


def _keys(entry: Entry, columns: int) -> Iterator[Line]:
    """The keys of the answer, over as many lines as they take; which side they are for stands before them."""
    line: Line = [("", " ")]
    if entry.side and (entry.finding.kind != "sign" or entry.apart):
        line += [("reverse", f" {entry.side.upper()} "), ("", " ")]
    if entry.typed or entry.words:
        line.append(("bold", f"{entry.typed or ', '.join(entry.words)}_  "))
    for key, says in offers(entry):
        words = f" {says}" if says else ""
        if width(line) + cells(key) + cells(words) > columns - 1:
            yield line
            line = [("", " ")]
        line += [("bold", key), ("", f"{words}   ")]
    yield line


def width(line: Line) -> int:
    """How many columns a line takes."""
    return sum(cells(text) for _, text in line)


def result(running: Running, pack: Pack, columns: int, least: int = 5) -> list[Line]:
    """The result so far, and the most useful test that is still to be done; so many lines at least.

    The room is kept while there is less to say, so that the screen does not jump from key to key.
    """
    lines = list(_result(running, pack, columns))
    return [*lines, *[[]] * (least - len(lines))]


def _result(running: Running, pack: Pack, columns: int) -> Iterator[Line]:
    found = running.found
    if found is None:
        yield from wrapped_lines("bold", f"Nothing is shown: {running.fault}", columns)
        return
    style = "reverse bold ansired" if found.outcome == "refer" else "reverse bold"
    first, *more = wrap(outcome_sentence(found), columns - len(found.outcome) - 5)
    yield [(style, f" {found.outcome.upper()} "), ("bold", f" {first}")]
    yield from ([("bold", f" {words}")] for words in more)
    lead = [*outcome_lead(found), *(one.says for one in found.guidance if pack.rule[one.rule].then.first)]
    if found.not_asked and found.outcome != "refer":
        lead.append(f"Stop questions not asked: {len(found.not_asked)}.")
    yield from wrapped_lines("", " ".join(lead), columns)
    if running.next:
        test = running.next[0]
        told = f"{pack.findings[test.finding].name} ({test.position}) could lead to {lead_words(found, test)}."
        yield from _marked("j", f"next: {told}", columns)


def _marked(key: str, text: str, columns: int) -> Iterator[Line]:
    """A key and what it does, over as many lines as it takes."""
    first, *more = wrap(text, columns - len(key) - 3)
    yield [("", " "), ("bold", key), ("", f" {first}")]
    yield from ([("", f"   {words}")] for words in more)


def wrapped_lines(style: str, text: str, columns: int) -> Iterator[Line]:
    """Text over as many lines as it takes, all of one style."""
    yield from ([(style, f" {words}")] for words in wrap(text, columns - 2))


def confirmation(now: Interview, pack: Pack, columns: int) -> Iterator[Line]:
    """What a yes would do, in full."""
    if now.asking == "rest":
        rest, left = now.rest(), now.left_by_rest()
        again = " after blocking" if now.is_retest else ""
        told = f"The rest of {now.position}{again}, set as tested and negative: {number(len(rest), 'finding')}"
        yield from wrapped_lines("bold", told, columns)
        yield from wrapped_lines("", "; ".join(_negative(one) for one in rest), columns)
        if left:
            yield []
            yield from wrapped_lines("bold", "Not set, these stay as they are", columns)
            yield from wrapped_lines("", "; ".join(one.name for one in left), columns)
        yield []
        told = "Was each of these tested, and is it negative? The time is kept, and u takes it back."
        yield from wrapped_lines("bold", told, columns)
        return
    names = [one for one in pack.findings.values() if any(key in now.recorded for key in one.keys)]
    yield from wrapped_lines("bold", f"Write the visit with {number(len(names), 'finding')} recorded?", columns)
    for position in now.positions:
        asked = now.of(position)
        done = sum(now.status(one) in {"recorded", "partly"} for one in asked)
        yield [("", f"   {POSITIONS[position]:<24}{done:>3} of {len(asked)} recorded")]
    if now.entry and now.finding and now.entry.is_begun:
        yield []
        told = f"{now.finding.name} is only half answered; a yes writes it as it was before."
        yield from wrapped_lines("bold", told, columns)
    yield []
    yield from wrapped_lines("", "What was not recorded stays not tested. Nothing is signed by this.", columns)


def _negative(finding: Finding) -> str:
    """A finding with the value that the act would set, where it is not simply that it is absent."""
    value = finding.negative_value
    return finding.name if value in {"absent", None} else f"{finding.name}: {str(value).replace('_', ' ')}"

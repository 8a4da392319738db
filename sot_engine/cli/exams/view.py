"""What the exam's screen shows, as lines that fill the terminal.

::

    patient, examiner                                        recorded
    Safety 10/26 [Standing 1/12] Seated 0/10 …
    ─────
    the findings of this position, those around the one that is asked
    ─────
    the question, its keys, what was said last
    ─────
    the result so far, and what to test next
    the keys that always work
"""

from collections.abc import Iterable

from sot_engine.cli.exams.cells import cells, cut, pad, shorten, wrap
from sot_engine.cli.exams.rows import SHORT, Line, confirmation, question, result, row, wrapped_lines
from sot_engine.intake.interview import Interview
from sot_engine.reports.names import clean
from sot_engine.reports.wording import number
from sot_engine.workflow.exams.interview import Exam, Running

ALWAYS = "Enter not tested  u undo  / find  ? how  s rest negative  w write  q leave"
MORE = "> < position  c clear  m unsure  x not done  j next test  v all  a patient"
_QUESTION_ROWS = 3
AFTER_BLOCKING = "> < position  c clear  v all"
YES_OR_NO = "y yes   any other key no"
WIDE = 80
"""The columns below which not everything is counted."""
LEAST = (64, 22)
"""The columns and rows below which nothing is asked, because not all that has to be seen would be."""


def draw(exam: Exam, columns: int, rows: int, rule: str = "\u2500") -> list[Line]:
    """The whole screen: exactly so many rows, none wider than the columns."""
    if not fits(exam, columns, rows):
        lines: list[Line] = [
            [("bold", words)] for words in ("Make this window larger.", "Every key is kept; q leaves.")
        ]
    elif exam.now.asking:
        lines = _confirming(exam, columns, rows, rule)
    else:
        lines = _asking(exam, columns, rows, rule)
    return [_cut(line, columns) for line in (*lines, *([[]] * (rows - len(lines))))][:rows]


def fits(exam: Exam, columns: int, rows: int) -> bool:
    """Whether everything that has to be seen before a key is pressed can be seen."""
    if columns < LEAST[0] or rows < LEAST[1]:
        return False
    return not exam.now.asking or len(_confirming(exam, columns, 0, "")) <= rows


def _asking(exam: Exam, columns: int, rows: int, rule: str) -> list[Line]:
    """The findings, the question, the result, the keys; where there is little room, the next test is not told."""
    top = _top(exam.now, columns, rule)
    most = rows - len(top) - 1
    below = _squeezed(_below(exam, exam.running, columns, rule), most)
    if len(below) > most:
        below = _squeezed(_below(exam, exam.running._replace(next=()), columns, rule), most)
    return [*top, *_around(exam.now, columns, max(rows - len(top) - len(below), 1)), *below]


def _below(exam: Exam, running: Running, columns: int, rule: str) -> list[Line]:
    """What stands below the findings."""
    return [
        _rule(rule, columns),
        *_question(exam.now, columns),
        _rule(rule, columns),
        *result(running, exam.plan.pack, columns),
        _rule(rule, columns),
        *_keys(f"{ALWAYS}  {AFTER_BLOCKING if exam.now.is_retest else MORE}", columns),
    ]


def _squeezed(lines: list[Line], most: int) -> list[Line]:
    """The lines without as many of those that hold no word as it takes: the empty ones go first, from below."""
    spare = [at for at, line in enumerate(lines) if not any(sign.isalnum() for _, text in line for sign in text)]
    gone = sorted(spare, key=lambda at: (bool(lines[at]), -at))[: max(len(lines) - most, 0)]
    return [line for at, line in enumerate(lines) if at not in gone]


def _keys(told: str, columns: int) -> list[Line]:
    """Keys over as many lines as they take, each beside its word."""
    whole = "  ".join(key.replace(" ", "\u00a0") for key in told.split("  "))
    return [[("", words.replace("\u00a0", " "))] for ((_, words),) in wrapped_lines("", whole, columns)]


def _confirming(exam: Exam, columns: int, rows: int, rule: str) -> list[Line]:
    """What a yes would do, and the keys below it."""
    top, bottom = _top(exam.now, columns, rule), [_rule(rule, columns), [("bold", f" {YES_OR_NO}")]]
    lines = list(confirmation(exam.now, exam.plan.pack, columns))
    return [*top, *lines, *[[]] * (rows - len(top) - len(lines) - len(bottom)), *bottom]


def _top(now: Interview, columns: int, rule: str) -> list[Line]:
    return [_who(now, columns), _positions(now, columns), _rule(rule, columns)]


def _who(now: Interview, columns: int) -> Line:
    patient = now.patient
    visit = now.visit
    who = f" {clean(patient.ref)}, {patient.age_years} years; {clean(visit.examiner)}"
    known = {key.partition(".")[0] for key in now.recorded}
    counted = f"recorded {sum(one.id in known for one in now.plan.questions)} of {len(now.plan.questions)} "
    room = columns - len(counted)
    return [("reverse", f"{pad(shorten(who, room - 1), room)}{counted}")]


def _positions(now: Interview, columns: int) -> Line:
    """Each position and how much of it is recorded; where there is little room, the one that is asked alone counts."""
    line: Line = [("", " ")]
    for position in now.positions:
        asked = now.of(position)
        done = sum(now.status(one) in {"recorded", "partly"} for one in asked)
        is_here = now.finding is not None and position == now.position
        words = SHORT[position] if columns < WIDE and not is_here else f"{SHORT[position]} {done}"
        line.append(("bold", f"[{words} of {len(asked)}]") if is_here else ("", f" {words} "))
    return line


def _rule(sign: str, columns: int) -> Line:
    return [("dim", sign * columns)]


def _around(now: Interview, columns: int, room: int) -> list[Line]:
    """The findings of the position, as many as there is room for, the one that is asked among them."""
    if now.finding is None:
        words = (
            _left(now),
            "w writes the visit; the arrow up goes back; v shows all that is recorded.",
        )
        return [[("bold", f" {words[0]}")], [("", f" {words[1]}")], *[[]] * (room - 2)]
    asked = now.of(now.position)
    here = asked.index(now.finding)
    first = max(0, min(here - room // 3, len(asked) - room))
    shown = asked[first : first + room]
    lines = [row(now, one, columns, is_asked=one is now.finding) for one in shown]
    return [*lines, *[[]] * (room - len(lines))]


def _left(now: Interview) -> str:
    open_ = sum(now.status(one) == "not tested" for one in now.plan.questions)
    return f"This was the last question. {number(open_, 'finding').capitalize()} not tested."


def _question(now: Interview, columns: int) -> list[Line]:
    """What is asked and what was said last, in as many lines whatever the question."""
    asked = list(question(now, now.finding, columns)) if now.finding else []
    sign, style = ("! ", "bold") if now.is_refused else ("", "")
    said = list(wrapped_lines(style, f"{sign}{now.said}", columns)) or [[]]
    return [*asked, *[[]] * (_QUESTION_ROWS - len(asked)), *said]


def overview(exam: Exam, columns: int) -> list[Line]:
    """All that is recorded so far, by position, and the acts that set a rest to negative."""
    now = exam.now
    lines: list[Line] = []
    for position in now.positions:
        told = [one for one in now.of(position) if now.status(one) in {"recorded", "partly", "not done"}]
        if told:
            lines += [[], [("bold", f" {SHORT[position]}")], *(row(now, one, columns, is_asked=False) for one in told)]
    for act in now.acts:
        words = f" {act.at[11:16]} the rest of {act.position} set to tested, negative: {len(act.findings)} findings"
        lines += [[], [("", words)]]
    return lines or [[], [("", " Nothing is recorded yet.")]]


def folded(told: str, columns: int) -> list[Line]:
    """A page that was drawn for another width: what is too long goes on below, save a line that only parts others."""
    parts = (wrap(line, columns) if any(map(str.isalnum, line)) else [line[:columns]] for line in told.splitlines())
    return [[("", words)] for part in parts for words in part]


def _cut(line: Iterable[tuple[str, str]], columns: int) -> Line:
    """The line as far as there is room for it."""
    kept: Line = []
    left = columns
    for style, text in line:
        kept.append((style, cut(text, left)))
        left -= cells(kept[-1][1])
    return kept

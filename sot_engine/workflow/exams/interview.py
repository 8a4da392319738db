"""Interview: an exam asked key by key, each key on the disk before the next, until it is a visit.

::

    begin_exam(wish) ──▶ Exam ── press(key) ──▶ … ── finish() ──▶ visit file     the screen draws `now` and `running`
    resume_exam(path) ─▶ Exam

A door that wants the visit and not the file takes `exam.now.visit` and calls `exam.close()` when it has kept it.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import Any, NamedTuple

from sot_engine import __version__
from sot_engine.domain.assessment import Assessment, NextTest
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import ImpossibleValue, JournalForeign, Place, SotError
from sot_engine.inference.assess import assess, readings
from sot_engine.inference.explain import next_tests
from sot_engine.inference.explore import Explorer
from sot_engine.intake.about import answers_of, fault_of, is_another
from sot_engine.intake.change import difference
from sot_engine.intake.interview import Event, Interview, begin
from sot_engine.intake.journal import OPEN, Journal, Line
from sot_engine.intake.questions import Plan, plan_exam, plan_retest
from sot_engine.intake.step import ABOUT, apply
from sot_engine.intake.visit_file import read_visit, read_visit_text
from sot_engine.intake.visit_text import write_visit
from sot_engine.packs.shelf import read_pack
from sot_engine.workflow.exams.exam_folder import exam_folder
from sot_engine.workflow.exams.finish_exam import Finished, finish
from sot_engine.workflow.moment import now


class Wish(NamedTuple):
    """What kind of exam is begun: under which pack, from which visit, how short, and where it is to be written.

    The last visit is a file, or was found in the records.
    """

    pack: str = "sot-core"
    with_: tuple[str, ...] = ()
    last: str | Visit | None = None
    retested: str | None = None
    short: bool = False
    out: str | None = None


class Running(NamedTuple):
    """What the exam comes to so far, and what could still change it; `fault` where nothing may be shown."""

    found: Assessment | None = None
    next: tuple[NextTest, ...] = ()
    fault: str = ""


class Exam:
    """An exam under way."""

    def __init__(self, journal: Journal, plan: Plan, head: Mapping[str, Any]) -> None:
        """Nothing has been answered yet."""
        self.journal, self.plan, self.head = journal, plan, head
        self.now: Interview = begin(plan)
        self.running = Running()

    def press(self, key: str, text: str = "") -> None:
        """Take one event: it is on the disk when this returns, and the result is the one after it.

        Errors: MachineLacks when it cannot be kept, and then nothing has changed.
        """
        event = Event(key, text, now())
        then = apply(self.now, event)
        if not then.is_refused:
            self.journal.append(event, difference(self.now, then))
        self.take(then)

    def take(self, then: Interview) -> None:
        """Stand at this value, with the result as it is there."""
        visit_before, self.now = self.now.visit, then
        if then.visit != visit_before or self.running == Running():
            self.running = Running() if then.asks_first else self._run()

    def _run(self) -> Running:
        pack, visit = self.plan.pack, self.now.visit
        try:
            found = assess(pack, visit, explained=False)
            tests = next_tests(Explorer(readings(pack).ground, visit))
        except SotError as error:
            return Running(fault=f"{error.code} {error.message}")
        asked = {one.id for one in self.plan.questions if self.now.status(one) in {"not tested", "partly"}}
        return Running(found, tuple(test for test in tests if test.finding in asked))

    def finish(self, out: str | None = None) -> Finished:
        """Write the visit file, whole or not at all, and end the journal.

        Errors: MachineLacks, and then the exam is still under way.
        """
        return finish(self.journal, self.head, self.now.visit, self.plan.pack, out)

    def close(self) -> None:
        """Leave it for now; it can be gone on with."""
        self.journal.close()


def begin_exam(wish: Wish, about: Mapping[str, str] | None = None) -> Exam:
    """Begin an exam, with the answers of the head that are known already.

    Errors: whatever is wrong with the pack or a visit file, ImpossibleValue for an answer, MachineLacks.
    """
    pack = read_pack(wish.pack, wish.with_)
    last = _last(wish, pack)
    retested = read_visit(wish.retested, pack) if wish.retested else None
    head = _head(wish, pack, last, retested)
    answers = {**_certain(last), **(about or {})} if retested is None else {}
    _check(answers, head["begun"], pack)
    _same_patient(answers, last, wish)
    name = f"{head['begun'][:16].replace('T', '-').replace(':', '')}-{token_hex(3)}{OPEN}"
    exam = Exam(Journal.create(exam_folder() / name, head), _plan(pack, head), head)
    exam.take(exam.now)
    for key, given in answers.items():
        exam.press(ABOUT, f"{key}={given}")
    return exam


def _last(wish: Wish, pack: Pack) -> Visit | None:
    """The last visit; of one of the records what this pack asks, since its own may have been another."""
    if not isinstance(wish.last, Visit):
        return read_visit(wish.last, pack) if wish.last else None
    asked, found = pack.keys.by_key, wish.last.findings
    return replace(wish.last, findings={key: value for key, value in found.items() if key in asked}, after={})


def _head(wish: Wish, pack: Pack, last: Visit | None, retested: Visit | None) -> Mapping[str, Any]:
    """The first line of the journal: all that is needed to go on, though other files may be gone by then."""
    packs = {"name": _lasting(wish.pack), "with": [_lasting(name) for name in wish.with_]}
    return {
        "begun": now(),
        "program": __version__,
        "pack": {**packs, "version": pack.version, "sha256": pack.sha256},
        "short": wish.short,
        "out": wish.out and str(Path(wish.out).absolute()),
        "last": write_visit(last, pack) if last else None,
        "after": write_visit(retested, pack) if retested else None,
        "beside": wish.retested and str(Path(wish.retested).absolute()),
    }


def _certain(last: Visit | None) -> dict[str, str]:
    """What cannot have changed since the last visit."""
    if last is None:
        return {}
    known = answers_of(last)
    return {name: known[name] for name in ("ref", *(("age",) if last.patient.birth_date else ()))}


def likely(exam: Exam) -> Mapping[str, str]:
    """What may still be so since the last visit, to be offered and not taken; a pregnancy is asked anew."""
    known = answers_of(exam.plan.last) if exam.plan.last else {}
    return {name: given for name, given in known.items() if name != "weeks"}


def _check(answers: Mapping[str, str], begun: str, pack: Pack) -> None:
    for name, given in sorted(answers.items(), key=lambda answer: answer[0] != "age"):  # the others are read beside it
        fault = fault_of(name, given, answers, begun, pack)
        if fault:
            raise ImpossibleValue(fault, context=f"in --{name}")


def _same_patient(answers: Mapping[str, str], last: Visit | None, wish: Wish) -> None:
    if is_another("ref", answers.get("ref", ""), last):
        message = "the last visit is of another patient"
        where = Place(wish.last if isinstance(wish.last, str) else "the records")  # never what was recorded
        raise ImpossibleValue(message, where=where, hint="leave --ref out, or give another --from")


def resume_exam(path: Path) -> Exam:
    """Go on with an exam where its last key left it.

    Errors: JournalInUse, JournalDamaged, JournalForeign, MachineLacks, whatever is wrong with the pack.
    """
    journal, head, lines = Journal.resume(path)
    try:
        pack = read_pack(head["pack"]["name"], head["pack"]["with"])
        if pack.sha256 != head["pack"]["sha256"]:
            than = f"{head['pack']['name']} {head['pack']['version']}, which has changed since"
            raise _foreign(than, path)
        exam = Exam(journal, _plan(pack, head), head)
        exam.take(_replayed(exam.now, lines, head, path))
    except SotError:
        journal.close()
        raise
    return exam


def _replayed(now: Interview, lines: Iterable[Line], head: Mapping[str, Any], path: Path) -> Interview:
    """The interview after every event of the journal, each of which must do again what it did."""
    for line in lines:
        then = apply(now, line.event)
        if then.is_refused or difference(now, then) != line.does:
            than = f"sot-engine {head['program']}, and this is {__version__}"
            raise _foreign(than, path)
        now = then
    return now


def _plan(pack: Pack, head: Mapping[str, Any]) -> Plan:
    visits = {name: head[name] and read_visit_text(json.dumps(head[name]), name, pack) for name in ("last", "after")}
    if visits["after"]:
        return plan_retest(pack, visits["after"])
    return plan_exam(pack, head["begun"], last=visits["last"], short=head["short"])


def _foreign(than: str, path: Path) -> JournalForeign:
    message = f"this exam was begun under {than}"
    hint = "`sot exam --finish` writes what was recorded as a visit file"
    return JournalForeign(message, where=Place(path.name), hint=hint)


def _lasting(pack: str) -> str:
    """The name of a pack, or the path to it as it can be found from anywhere."""
    return str(Path(pack).absolute()) if os.sep in pack or pack.startswith(".") else pack

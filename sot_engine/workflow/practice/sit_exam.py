"""Sit an exam: draw the paper, keep every answer the moment it is given, watch the clock, and seal the result."""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sot_engine.domain.assessment import plain
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.errors import BlueprintRefused, ClockSetBack, MachineLacks, Place
from sot_engine.practice.attempt import Answer, load
from sot_engine.practice.blueprint import Blueprint, read_blueprint
from sot_engine.practice.exam import EndedBy, Exam, after, begin, replay
from sot_engine.practice.paper import SEEDS, Paper, draw_paper
from sot_engine.practice.sealed import digest, seal
from sot_engine.practice.session import Session
from sot_engine.practice.sitting_file import SittingFile, sitting_file
from sot_engine.source.document import Unreadable
from sot_engine.workflow.practice.find_case import read_own_case
from sot_engine.workflow.whole_file import whole_file

Clock = Callable[[], datetime]


class TimeIsUp(Exception):
    """The time of an exam has run out; what was answered until then counts."""


class Sitting:
    """One candidate at an exam under way."""

    def __init__(self, exam: Exam, file: SittingFile, clock: Clock) -> None:
        """Go on where the file ends."""
        self.exam, self._file, self._clock = exam, file, clock

    def choose(self, item: str, option: int) -> None:
        """Answer a question. Errors: TimeIsUp, ClockSetBack, MachineLacks."""
        self._happened({"kind": "chose", "item": item, "option": option})

    def write(self, item: str, text: str) -> None:
        """Answer an essay question. Errors: as for choose."""
        self._happened({"kind": "wrote", "item": item, "text": text})

    def case(self, item: str) -> "ExamCase":
        """One case of the exam."""
        return ExamCase(self, item)

    def asked(self, item: str, finding: str) -> None:
        """Ask for a test of a case. Errors: as for choose."""
        self._happened({"kind": "asked", "item": item, "finding": finding})

    def answered(self, item: str, answer: Answer) -> None:
        """Commit the answer to a case. Errors: as for choose."""
        self._happened({"kind": "answered", "item": item, "answer": plain(answer)})

    def minutes_left(self) -> int | None:
        """Whole minutes until the time is up; None without a limit. Errors: ClockSetBack."""
        now = self._now()
        return max(int((self.exam.deadline - now).total_seconds()) // 60, 0) if self.exam.deadline else None

    def is_over(self) -> bool:
        """Whether the time is up. Errors: ClockSetBack."""
        return self.exam.is_over(self._now())

    def end(self, by: EndedBy, attests: str = "") -> dict[str, Any]:
        """End the exam and seal it. An exam whose time is up ends when it was up, however late that is noticed."""
        at = self._now()
        if by == "time" and self.exam.deadline:
            at = max(min(at, self.exam.deadline), datetime.fromisoformat(self.exam.last_at))
        self._keep({"kind": "ended", "by": by, "attests": attests, "at": _told(at)})
        return self.result()

    def result(self) -> dict[str, Any]:
        """The sealed result of an exam that has ended."""
        return seal(self.exam)

    def _happened(self, event: dict[str, Any]) -> None:
        now = self._now()
        if self.exam.is_over(now):
            raise TimeIsUp
        self._keep({**event, "at": _told(now)})

    def _keep(self, event: dict[str, Any]) -> None:
        self._file.keep(event)
        self.exam = after(self.exam, event)

    def _now(self) -> datetime:
        """The time, which never runs backwards. Errors: ClockSetBack."""
        now, last = self._clock(), datetime.fromisoformat(self.exam.last_at)
        if now < last:
            message = f"the clock says {_told(now)}, and the last answer was kept at {_told(last)}"
            raise ClockSetBack(message, hint="set the clock right, then go on: nothing is lost")
        return now


class ExamCase:
    """One case of an exam, asked and answered like any other and without a look back."""

    def __init__(self, sitting: Sitting, item: str) -> None:
        """The case of this item."""
        self._sitting, self._item = sitting, item

    @property
    def session(self) -> Session:
        """The case as far as it has come."""
        return self._sitting.exam.sessions[self._item]

    def ask(self, finding: Finding) -> Session:
        """Ask for one test. Errors: as for Sitting.choose."""
        self._sitting.asked(self._item, finding.id)
        return self.session

    def answer(self, answer: Answer) -> None:
        """Commit an answer. Errors: as for Sitting.choose."""
        self._sitting.answered(self._item, answer)


def system_clock() -> datetime:
    """The time of the machine, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


@contextmanager
def sit_exam(
    blueprint_file: Path, pack: Pack, out: Path, candidate: str, *, seed: int | None = None, clock: Clock = system_clock
) -> Iterator[Sitting]:
    """Begin an exam, or go on with the one that lies beside `out`.

    Errors: BlueprintRefused, PracticeFaults, CaseRefused; ResultBroken; ClockSetBack; MachineLacks.
    """
    blueprint = load_blueprint(blueprint_file)
    if out.exists():
        message = "a result of that name exists already"
        raise BlueprintRefused(message, where=Place(out.as_posix()), hint="choose another name with --out")
    with sitting_file(part_file(out)) as file:
        first = file.events[0] if file.events else _began(blueprint, pack, candidate, seed, clock)
        _same(first, blueprint, pack, candidate, file.path)
        paper = _paper(blueprint, blueprint_file, pack, int(first["seed"]))
        items = digest(plain(paper.items))
        if not file.events:
            file.keep({**first, "paper": items})
        elif first.get("paper", items) != items:
            message = "an exam under way is kept here, and its paper is another one: a case has changed since"
            hint = "bring back the case files, and the program, that it was begun with; nothing is lost"
            raise BlueprintRefused(message, where=Place(file.path.as_posix()), hint=hint)
        yield Sitting(replay(begin(paper, candidate, str(first["at"])), file.events[1:]), file, clock)


def part_file(out: Path) -> Path:
    """Where an exam under way is kept: beside its result."""
    return out.with_name(f"{out.name}.part")


def _began(blueprint: Blueprint, pack: Pack, candidate: str, seed: int | None, clock: Clock) -> dict[str, Any]:
    return {
        "kind": "began", "at": _told(clock()), "candidate": candidate,
        "seed": secrets.randbelow(SEEDS) if seed is None else seed,
        "blueprint": digest(plain(blueprint)), "pack": pack.sha256,
    }  # fmt: skip


def _same(first: Any, blueprint: Blueprint, pack: Pack, candidate: str, path: Path) -> None:
    """That an exam under way is gone on with as it was begun."""
    now = {"blueprint": digest(plain(blueprint)), "pack": pack.sha256, "candidate": candidate}
    for name, value in now.items():
        if first.get(name) != value:
            message = f"an exam under way is kept here, and its {name} is another one"
            raise BlueprintRefused(message, where=Place(path.as_posix()), hint="choose another name with --out")


def _paper(blueprint: Blueprint, file: Path, pack: Pack, seed: int) -> Paper:
    own = [read_own_case(file.parent / name, pack) for name in blueprint.own_cases]
    return draw_paper(pack, blueprint, seed, own)


def is_sat_on(result: Mapping[str, Any], blueprint: Blueprint) -> bool:
    """Whether the exam of a result was sat on this blueprint."""
    return digest(result["blueprint"]) == digest(plain(blueprint))


def load_blueprint(file: Path) -> Blueprint:
    """Read a blueprint file.

    Errors: BlueprintRefused; PracticeFaults with all of them.
    """
    from sot_engine.source.yaml_text import read_yaml

    where = Place(file.as_posix())
    try:
        return read_blueprint(read_yaml(file.read_text(encoding="utf-8-sig"), file.as_posix()))
    except OSError as error:
        message = f"the blueprint cannot be read: {(error.strerror or str(error)).lower()}"
        raise BlueprintRefused(message, where=where, hint="check the name and the permission") from None
    except UnicodeDecodeError:
        message = "the blueprint is not UTF-8 text"
        raise BlueprintRefused(message, where=where, hint="save it as UTF-8") from None
    except Unreadable as error:
        place = Place(where.file, error.line)
        raise BlueprintRefused(error.message, where=place, hint=error.hint or "see docs/practice-teachers.md") from None


def write_result(result: dict[str, Any], out: Path) -> None:
    """Write a result as a whole, and only then let go of the file of the exam under way.

    Errors: MachineLacks when it cannot be written; the exam under way is kept then.
    """
    try:
        with whole_file(str(out)) as stream:
            stream.write(f"{json.dumps(result, indent=2)}\n".encode())
        part_file(out).unlink(missing_ok=True)
    except OSError as error:
        message = f"the result cannot be written: {(error.strerror or str(error)).lower()}"
        raise MachineLacks(message, where=Place(out.as_posix()), hint="choose another place for --out") from None


def keep_attempts(result: Mapping[str, Any], learner: str) -> int:
    """Keep the cases of an exam in a learner's progress too; how many were new to it.

    Errors: LearnerUnnamed, StoreUnavailable, ClockSetBack.
    """
    from sot_engine.workflow.practice.open_progress import open_progress

    cases = [load(item["attempt"]) for item in result["items"] if item["kind"] == "case"]
    with open_progress(learner) as progress:
        return progress.take_in((), cases).attempts


def _told(at: datetime) -> str:
    return at.isoformat(timespec="seconds")

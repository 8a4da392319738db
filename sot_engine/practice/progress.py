"""The progress of one learner: a file in which every answer is kept the moment it is given."""

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sot_engine.domain.study import CardAnswer, Known
from sot_engine.errors import CaseRefused
from sot_engine.practice.attempt import Attempt
from sot_engine.practice.clock import check_clock
from sot_engine.practice.damage import copy_of, damage_told
from sot_engine.practice.journal import Step
from sot_engine.practice.rows import answer_row, attempt_row, known_row, read_answer, read_attempt, read_known
from sot_engine.practice.schedule import learned, recall
from sot_engine.practice.tables import (
    KNOWN_OF,
    LATEST,
    forget,
    insert,
    known_card,
    read_latest,
    replace,
    rows,
    work_out,
)
from sot_engine.store.copy import copy_database
from sot_engine.store.glance import glance
from sot_engine.store.opening import open_database
from sot_engine.store.schema import Schema

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from sot_engine.store.database import Database

ELSEWHERE = "this case has gone on in another window"
SCHEMA = Schema(name="progress", folder=Path(__file__).parent, head="0001")


class Taken(NamedTuple):
    """How much of an export was new, and how much was there already."""

    answers: int
    attempts: int
    already: int


class Progress:
    """What one learner has answered and attempted. Each call that keeps something is durable before it returns.

    Errors: StoreUnavailable from every call, when the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        """Nothing is opened yet; the file is made when it is not there and something asks for it."""
        self._path = path
        self._opened: Database | None = None

    def known(self, deck: str) -> dict[str, Known]:
        """What is known of the cards of a deck, by card."""
        with damage_told(self._path):
            return {row["card"]: read_known(row) for row in self._seen(KNOWN_OF, deck)}

    def latest(self) -> datetime | None:
        """When the last answer was given or the last case ended."""
        with damage_told(self._path):
            return read_latest(self._seen(LATEST))

    def give(self, answer: CardAnswer, *, trust_clock: bool = False) -> Known:
        """Keep one answer, and what is known of the card after it.

        Errors: ClockSetBack when the answer is earlier than the last one, unless the clock is to be trusted.
        """
        with self._writing() as connection:
            if not trust_clock:
                check_clock(answer.at, read_latest(rows(connection, LATEST)))
            before = known_card(connection, answer.deck, answer.card)
            chance = recall(before.memory, answer.at) if before else None
            after = learned(before, answer)
            insert(connection, "answer", {**answer_row(answer), "recall": chance})
            replace(connection, "known", known_row(answer.deck, after))
        return after

    def take_back(self, answer: str) -> None:
        """Forget one answer, as if it had not been given."""
        with self._writing() as connection:
            for deck, card in forget(connection, answer):
                work_out(connection, deck, card)

    def answers(self) -> tuple[CardAnswer, ...]:
        """Every answer, in the order in which they were kept."""
        with self._reading() as connection:
            return tuple(map(read_answer, rows(connection, "SELECT * FROM answer ORDER BY number")))

    def attempts(self) -> tuple[Attempt, ...]:
        """Every attempted case, in the order in which they were kept."""
        with self._reading() as connection:
            return tuple(map(read_attempt, rows(connection, "SELECT body FROM attempt ORDER BY number")))

    def take_in(self, answers: Iterable[CardAnswer], attempts: Iterable[Attempt]) -> Taken:
        """Add the answers and attempts of an export that are not there yet: all of them, or none when it fails."""
        given, cases = tuple(answers), tuple(attempts)
        with self._writing() as connection:
            have = {row["id"] for row in rows(connection, "SELECT id FROM answer UNION SELECT id FROM attempt")}
            studied = {(row["deck"], row["card"]) for row in rows(connection, "SELECT deck, card FROM known")}
            new = dict.fromkeys(one for one in given if one.id not in have)
            ended = dict.fromkeys(one for one in cases if one.id not in have)
            for answer in new:
                insert(connection, "answer", answer_row(answer))
            for attempt in ended:
                insert(connection, "attempt", attempt_row(attempt))
            for card in dict.fromkeys((one.deck, one.card) for one in new):
                work_out(connection, *card, in_time=card in studied)
        return Taken(len(new), len(ended), len(given) + len(cases) - len(new) - len(ended))

    def keep_step(self, session: str, number: int, step: Step) -> None:
        """Keep one step of an open case.

        Errors: CaseRefused when the case went on, or ended, without the one who takes this step.
        """
        with self._writing() as connection:
            kept = rows(connection, "SELECT count(*) AS steps FROM step WHERE session = ?", session)[0]["steps"]
            if kept != number:
                raise CaseRefused(ELSEWHERE, hint="give `sot practice start` again to see where it stands")
            insert(connection, "step", {"session": session, "number": number, "body": json.dumps(step)})

    def open_steps(self) -> Mapping[str, tuple[Step, ...]]:
        """The cases that were begun and have not ended, the oldest first, each with its steps in order."""
        found: dict[str, list[Step]] = {}
        with self._reading() as connection:
            for row in rows(connection, "SELECT session, body FROM step ORDER BY rowid"):
                found.setdefault(row["session"], []).append(json.loads(row["body"]))
        return {session: tuple(steps) for session, steps in found.items()}

    def end(self, session: str, attempt: Attempt | None) -> None:
        """Close an open case, and keep what it came to unless it was given up.

        Errors: CaseRefused when it ended already.
        """
        with self._writing() as connection:
            if attempt and rows(connection, "SELECT id FROM attempt WHERE id = ?", attempt.id):
                raise CaseRefused(ELSEWHERE, hint="`sot practice stats` counts it as it ended there")
            connection.exec_driver_sql("DELETE FROM step WHERE session = ?", (session,))
            if attempt:
                insert(connection, "attempt", attempt_row(attempt))

    def keep_copy(self) -> None:
        """Keep a whole copy beside the file, in place of the last one, for the day on which the file is damaged."""
        new = copy_of(self._path).with_suffix(".new")
        with damage_told(self._path):
            new.unlink(missing_ok=True)
            copy_database(self._database, new).replace(copy_of(self._path))

    def close(self) -> None:
        """Let go of the file."""
        if self._opened:
            self._opened.close()

    @property
    def _database(self) -> "Database":
        if self._opened is None:
            with damage_told(self._path):
                self._opened = open_database(self._path, SCHEMA)
        return self._opened

    def _seen(self, statement: str, *values: str) -> list[Mapping[str, Any]]:
        """The rows of a statement: at a glance where the file is not open yet and all is well with it."""
        found = None if self._opened else glance(self._path, SCHEMA.head, statement, values)
        if found is not None:
            return [*found]
        with self._reading() as connection:
            return rows(connection, statement, *values)

    @contextmanager
    def _reading(self) -> Iterator["Connection"]:
        with damage_told(self._path), self._database.reading() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator["Connection"]:
        with damage_told(self._path), self._database.writing() as connection:
            yield connection

"""The live reading: durable-rules, boxed in.

Findings are asserted as facts, rules fire forward from them, and each stratum is closed by a sentinel rule of the
lowest priority. What a stratum concluded is counted here and asserted as facts, zeros included, for the next one::

    values → evidence, stops, contradictions ‖ counts → in play, established ‖ → outcome, lean
    values, decided category → placement ‖ blocks → gates, guidance

Only the C core is used, under one lock, with one session at a time: the first line above is one session and the second
another, each deleted when it is done. `docs/engine.md` says why, hazard by hazard;
`tests/inference/test_durable_hazards.py` shows each of them.
"""

import json
import threading
from typing import Any

from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import Reading
from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Patient, Visit
from sot_engine.errors import EngineFailed, MachineLacks
from sot_engine.inference.plan import Layer, Plan
from sot_engine.inference.ruleset import Ruleset
from sot_engine.inference.run import Run
from sot_engine.inference.wire import SESSION

VERSION = "2.0.28"
INSTALL = (
    'CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject" pip install --no-cache-dir --force-reinstall '
    f"durable-rules=={VERSION}"
)

REPORT = "nothing is shown; please report the findings of this visit"

_FINE = (0, 1)
"""Return codes of `assert_facts`: handled, or not handled by any rule."""


def core() -> Any:
    """The C core of durable-rules; its Python layer starts threads that never stop and is never imported.

    Errors: MachineLacks with the command that installs it.
    """
    try:
        import durable_rules_engine
    except ImportError as error:
        message = f"durable-rules {VERSION} cannot be loaded ({error})"
        raise MachineLacks(message, hint=f"install it with: {INSTALL}") from None
    wanted = (
        "error",
        "create_ruleset",
        "assert_facts",
        "start_action_for_state",
        "complete_and_start_action",
        "delete_state",
    )
    missing = [name for name in wanted if not hasattr(durable_rules_engine, name)]
    if missing:
        message = f"this build of durable-rules lacks {', '.join(missing)}"
        raise MachineLacks(message, hint=f"install the tried one with: {INSTALL}")
    return durable_rules_engine


class Durable:
    """The live reading of one pack. Safe to call from several threads; they take turns."""

    def __init__(self, pack: Pack) -> None:
        """Expand the pack, check the engine's limits, and build the ruleset once.

        Errors: PackLimit, MachineLacks, and EngineFailed when the engine fails its self-test.
        """
        self.pack = pack
        self._core = core()
        self._plan = Plan(pack)
        self._lock = threading.Lock()
        self._handles: list[Any] = [None for _ in self._plan.sessions]
        self._self_test()

    def read(self, visit: Visit, commit: Category | None = None) -> Reading:
        """Run one exam through the engine.

        Errors: EngineFailed when the engine stops before the last stratum is closed.
        """
        run = Run(self._plan, visit, commit)
        with self._lock:
            try:
                self._infer(run)
            except (self._core.error, LookupError, TypeError, ValueError) as error:
                message = f"the live engine failed: {error}"
                raise EngineFailed(message, hint=REPORT) from None
        return run.reading()

    def close(self) -> None:
        """Give the engine's memory back."""
        with self._lock:
            for place, handle in enumerate(self._handles):
                if handle is not None:
                    self._core.delete_ruleset(handle)
                    self._handles[place] = None

    def _infer(self, run: Run) -> None:
        """Run one session after the other, each from what those before it concluded."""
        facts = run.facts()
        for place, session in enumerate(self._plan.sessions):
            closed = self._conclude(place, session, run, facts)
            if closed in self._plan.following:
                facts = run.conclude(closed)

    def _conclude(self, place: int, session: Ruleset, run: Run, facts: str) -> Layer:
        """Assert, fire, count, assert again, and return the last layer of the session, now closed.

        The session is deleted only when the engine finished its work. One in which no action completed must not be
        deleted, and a run that broke off leaves a state nobody can trust: both abandon the ruleset, and the next exam
        builds a new one.
        """
        if self._handles[place] is None:
            self._handles[place] = self._core.create_ruleset(session.name, json.dumps(session.rules))
        handle, last, done = self._handles[place], self._plan.last[place], False
        closed = None
        try:
            state = self._assert(handle, facts)
            started = self._core.start_action_for_state(handle, state)
            match = started[1] if started else None
            while match is not None:
                found = run.take(match)
                if found is not None:
                    closed = found
                    if closed != last:
                        self._assert(handle, run.conclude(closed))
                match = self._core.complete_and_start_action(handle, state)
            done = closed == last
        finally:
            if done:
                self._core.delete_state(handle, SESSION)
            else:
                self._handles[place] = None
        if not done:
            message = "the live engine stopped before it had concluded"
            raise EngineFailed(message, hint=REPORT)
        return last

    def _assert(self, handle: Any, facts: str) -> Any:
        code, state = self._core.assert_facts(handle, facts)
        if code not in _FINE:
            message = f"the live engine refused its facts with code {code}"
            raise EngineFailed(message, hint=REPORT)
        return state

    def _self_test(self) -> None:
        """A blank exam goes in and comes out: the calls that are not documented still do what they did."""
        blank = Visit(examined_at="", examiner="", patient=Patient(ref="", age_years=0))
        try:
            self._infer(Run(self._plan, blank, None))
        except (EngineFailed, self._core.error, LookupError, TypeError, ValueError) as error:
            message = f"durable-rules does not behave as version {VERSION} does ({error})"
            raise EngineFailed(message, hint=f"install the tried one with: {INSTALL}") from None

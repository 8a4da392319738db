"""The live reading: durable-rules, boxed in.

Findings are asserted as facts, rules fire forward from them, and each stratum is closed by a sentinel rule of the
lowest priority. What a stratum concluded is counted here and asserted as facts, zeros included, for the next one::

    values → evidence, stops, contradictions
    counts → in play, established ‖ → outcome, lean
    values, what was decided → placement ‖ blocks → gates, guidance

Only the C core is used, under one lock, with one session at a time, deleted when it is done: each line above is one,
the last of the rules that can fire after what was decided and established. `docs/engine.md` says why, hazard by hazard;
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
from sot_engine.inference.plan import Plan
from sot_engine.inference.run import Run
from sot_engine.inference.stage import Stage
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
        """Make ready what every exam needs; what follows from a decision is made ready when it is first met.

        Errors: PackLimit, MachineLacks, and EngineFailed when the engine fails its self-test.
        """
        self.pack = pack
        self._core = core()
        self._plan = Plan(pack)
        self._lock = threading.Lock()
        self._handles: dict[int, Any] = {}
        """By the place of its stage, each ruleset that was built in the C core."""
        self._self_test()

    def read(self, visit: Visit, commit: Category | None = None) -> Reading:
        """Run one exam through the engine.

        Errors: EngineFailed when the engine stops before the last stratum is closed; PackLimit when what follows from
        the decision is more than the engine bears, which `sot rules check` says beforehand.
        """
        known = self._plan.numbers.keys()
        if not (visit.findings.keys() <= known and visit.after.keys() <= known):
            unknown = min({*visit.findings, *visit.after} - known)
            message = f"{unknown} is no finding of the pack {self.pack.id}"
            raise EngineFailed(message, hint="read the visit with the pack that it is assessed with")
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
            while self._handles:
                self._core.delete_ruleset(self._handles.popitem()[1])

    def _infer(self, run: Run) -> None:
        """Run one session after the other, each from what those before it concluded."""
        for stage, facts in run.stages():
            self._conclude(stage, run, facts)

    def _conclude(self, stage: Stage, run: Run, facts: str) -> None:
        """Assert, fire, count, and assert again, until the last layer of a session is closed.

        The session is deleted only when the engine finished its work. One in which no action completed must not be
        deleted, and a run that broke off leaves a state nobody can trust: both abandon the ruleset, and the next exam
        builds a new one.
        """
        handle, last, closed = self._handle(stage), stage.last, None
        try:
            state = self._assert(handle, facts)
            started = self._core.start_action_for_state(handle, state)
            match = started[1] if started else None
            while match is not None:
                closed = run.take(match)
                if closed is not None and closed != last:
                    self._assert(handle, run.conclude(closed))
                match = self._core.complete_and_start_action(handle, state)
        except BaseException:
            self._handles.pop(stage.place)
            raise
        if closed != last:
            self._handles.pop(stage.place)
            message = "the live engine stopped before it had concluded"
            raise EngineFailed(message, hint=REPORT)
        self._core.delete_state(handle, SESSION)

    def _handle(self, stage: Stage) -> Any:
        """The ruleset of a stage in the C core, built when it is first asked for."""
        if stage.place not in self._handles:
            rules = json.dumps(stage.ruleset.rules)
            self._handles[stage.place] = self._core.create_ruleset(stage.ruleset.name, rules)
        return self._handles[stage.place]

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

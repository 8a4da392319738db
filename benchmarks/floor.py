"""The least that the live engine can cost: the calls into its C core for one exam, and nothing around them.

Two floors. Every fact of every stratum of an exam, written beforehand, which a reading cannot do: no reading of these
rules in our pattern is faster. And a session with a single fact under the same rules: what any reading through
durable-rules pays, in whatever pattern, before it has read one finding.
"""

import json
from typing import Any

from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.inference.durable import core
from sot_engine.inference.plan import SESSION, Layer, Plan
from sot_engine.inference.run import Run

FLOOR = "durable-rules, its C core alone"
ONE_FACT = "durable-rules, a session with one fact"
END = '{"$end'


class Floor:
    """Our ruleset in the C core, and exams replayed into it."""

    def __init__(self, pack: Pack) -> None:
        """Build the ruleset once."""
        self._core, self._plan = core(), Plan(pack)
        self._handle = self._core.create_ruleset(f"floor-{self._plan.name}", json.dumps(self._plan.rules))

    def prepare(self, visit: Visit) -> list[str]:
        """The facts of each stratum in turn, as a reading asserts them."""
        run = Run(self._plan, visit, None)
        written: list[str] = [run.facts()]
        self._replay(written, run)
        return written

    def prepare_one(self, _: Visit) -> list[str]:
        """One fact: the sentinel of the first stratum, since a session in which no action ended must not be deleted."""
        return [f"[{self._plan.ends[Layer.VALUES]}]"]

    def run(self, written: list[str]) -> None:
        """The calls alone."""
        core, handle = self._core, self._handle
        strata = iter(written)
        _, state = core.assert_facts(handle, next(strata))
        started = core.start_action_for_state(handle, state)
        match = started[1]
        while match is not None:
            if match.startswith(END):
                facts = next(strata, None)
                if facts is not None:
                    core.assert_facts(handle, facts)
            match = core.complete_and_start_action(handle, state)
        core.delete_state(handle, SESSION)

    def _replay(self, written: list[str], run: Run) -> None:
        """Let a run conclude each stratum, and keep the facts that it writes."""
        core, handle = self._core, self._handle
        _, state = core.assert_facts(handle, written[0])
        match: Any = core.start_action_for_state(handle, state)[1]
        while match is not None:
            closed = run.take(match)
            if closed is not None and not run.is_finished:
                written.append(run.conclude(closed))
                core.assert_facts(handle, written[-1])
            match = core.complete_and_start_action(handle, state)
        assert run.is_finished
        core.delete_state(handle, SESSION)

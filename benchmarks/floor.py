"""The least that the live engine can cost: the calls into its C core for one exam, and nothing around them.

Two floors. Every fact of every stratum of an exam, written beforehand, which a reading cannot do: no reading of these
rules in our pattern is faster. And a session with a single fact under the same rules: what any reading through
durable-rules pays, in whatever pattern, before it has read one finding.
"""

import json
from typing import Any, TypeAlias

from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.inference.durable import core
from sot_engine.inference.plan import Plan
from sot_engine.inference.run import Run
from sot_engine.inference.stage import Stage
from sot_engine.inference.wire import SESSION

FLOOR = "durable-rules, its C core alone"
ONE_FACT = "durable-rules, a session with one fact"
END = '{"$end'
Sessions: TypeAlias = list[tuple[Stage, list[str]]]
"""The facts of each stratum of each session."""


class Floor:
    """Our rulesets in the C core, and exams replayed into them."""

    def __init__(self, pack: Pack) -> None:
        """Build the rulesets once."""
        self._core, self._plan = core(), Plan(pack)
        self._handles = [
            self._core.create_ruleset(f"floor-{stage.place}-{pack.sha256[:12]}", json.dumps(stage.ruleset.rules))
            for stage in self._plan.stages()
        ]

    def prepare(self, visit: Visit) -> Sessions:
        """The facts of each stratum in turn, by session, as a reading asserts them."""
        run, written = Run(self._plan, visit, None), []
        for stage, facts in run.stages():
            written.append((stage, self._replay(stage, facts, run)))
        return written

    def prepare_one(self, visit: Visit) -> Sessions:
        """One fact a session: its last sentinel, since a session in which no action ended must not be deleted."""
        return [(stage, [f"[{self._plan.ends[stage.last]}]"]) for stage, _ in self.prepare(visit)]

    def run(self, written: Sessions) -> None:
        """The calls alone."""
        core = self._core
        for stage, session in written:
            handle, strata = self._handles[stage.place], iter(session)
            _, state = core.assert_facts(handle, next(strata))
            match = core.start_action_for_state(handle, state)[1]
            while match is not None:
                if match.startswith(END):
                    facts = next(strata, None)
                    if facts is not None:
                        core.assert_facts(handle, facts)
                match = core.complete_and_start_action(handle, state)
            core.delete_state(handle, SESSION)

    def _replay(self, stage: Stage, facts: str, run: Run) -> list[str]:
        """Let a run conclude each stratum of a session, and return the facts that it writes."""
        core, handle, written = self._core, self._handles[stage.place], [facts]
        _, state = core.assert_facts(handle, facts)
        match: Any = core.start_action_for_state(handle, state)[1]
        while match is not None:
            closed = run.take(match)
            if closed is not None and closed != stage.last:
                written.append(run.conclude(closed))
                core.assert_facts(handle, written[-1])
            match = core.complete_and_start_action(handle, state)
        core.delete_state(handle, SESSION)
        return written

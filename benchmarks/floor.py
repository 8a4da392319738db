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
from sot_engine.inference.plan import Plan
from sot_engine.inference.run import Run
from sot_engine.inference.wire import SESSION

FLOOR = "durable-rules, its C core alone"
ONE_FACT = "durable-rules, a session with one fact"
END = '{"$end'


class Floor:
    """Our rulesets in the C core, and exams replayed into them."""

    def __init__(self, pack: Pack) -> None:
        """Build the rulesets once."""
        self._core, self._plan = core(), Plan(pack)
        self._handles = [
            self._core.create_ruleset(f"floor-{place}-{pack.sha256[:12]}", json.dumps(session.rules))
            for place, session in enumerate(self._plan.sessions)
        ]

    def prepare(self, visit: Visit) -> list[list[str]]:
        """The facts of each stratum in turn, by session, as a reading asserts them."""
        run = Run(self._plan, visit, None)
        facts: str | None = run.facts()
        written: list[list[str]] = []
        for handle in self._handles:
            assert facts
            written.append([facts])
            facts = self._replay(handle, written[-1], run)
        assert facts is None
        return written

    def prepare_one(self, _: Visit) -> list[list[str]]:
        """One fact a session: its last sentinel, since a session in which no action ended must not be deleted."""
        return [[f"[{self._plan.ends[last]}]"] for last in self._plan.last]

    def run(self, written: list[list[str]]) -> None:
        """The calls alone."""
        core = self._core
        for handle, session in zip(self._handles, written, strict=True):
            strata = iter(session)
            _, state = core.assert_facts(handle, next(strata))
            match = core.start_action_for_state(handle, state)[1]
            while match is not None:
                if match.startswith(END):
                    facts = next(strata, None)
                    if facts is not None:
                        core.assert_facts(handle, facts)
                match = core.complete_and_start_action(handle, state)
            core.delete_state(handle, SESSION)

    def _replay(self, handle: Any, written: list[str], run: Run) -> str | None:
        """Let a run conclude each stratum of a session, keep the facts that it writes; return those of the next."""
        core, plan = self._core, self._plan
        _, state = core.assert_facts(handle, written[0])
        match: Any = core.start_action_for_state(handle, state)[1]
        following = None
        while match is not None:
            closed = run.take(match)
            if closed is not None:
                following = run.conclude(closed) if closed in plan.following else None
                if closed not in plan.last and following is not None:
                    written.append(following)
                    core.assert_facts(handle, following)
            match = core.complete_and_start_action(handle, state)
        core.delete_state(handle, SESSION)
        return following

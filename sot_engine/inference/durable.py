"""The live reading: durable-rules, boxed in.

Findings are asserted as facts, rules fire forward from them, and each stratum is closed by a sentinel rule of the
lowest priority. What a stratum concluded is counted here and asserted as facts, zeros included, for the next one::

    values → evidence, stops, contradictions ‖ counts → in play, established ‖ → outcome, lean
           ‖ decided category → placement ‖ blocks → gates, guidance

Only the C core is used, under one lock, with one session that is deleted after each exam. `docs/engine.md` says why,
hazard by hazard; `tests/inference/test_durable_hazards.py` shows each of them.
"""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from types import ModuleType
from typing import Any

from sot_engine.domain.pack import Pack
from sot_engine.domain.reading import CategorySide, Firing, PlacementStatus, Reading, Tally
from sot_engine.domain.rule import CATEGORIES, STRENGTHS, Category
from sot_engine.domain.truth import SIDES, Side
from sot_engine.domain.visit import Readings, Visit
from sot_engine.errors import EngineFailed, MachineLacks
from sot_engine.inference.expand import HIGHEST, LOWEST, SIDE_NUMBER, Retested
from sot_engine.inference.plan import LAYERS, Plan, engine_test

VERSION = "2.0.28"
INSTALL = 'CPPFLAGS="-O2 -DPyEval_CallObject=PyObject_CallObject" pip install durable-rules==2.0.28'
SESSION = "s"

_FINE = (0, 1)
"""Return codes of `assert_facts`: handled, or not handled by any rule."""


def core() -> ModuleType:
    """The C core of durable-rules; its Python layer starts threads that never stop and is never imported.

    Errors: MachineLacks with the command that installs it.
    """
    try:
        import durable_rules_engine
    except ImportError as error:
        message = f"durable-rules {VERSION} cannot be loaded ({error})"
        raise MachineLacks(message, hint=f"install it with: {INSTALL}") from None
    wanted = ("create_ruleset", "assert_facts", "start_action_for_state", "complete_and_start_action", "delete_state")
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
        self._handle: Any = None
        self._self_test()

    def read(self, visit: Visit, commit: Category | None = None) -> Reading:
        """Run one exam through the engine.

        Errors: EngineFailed when the engine stops before the last stratum is closed.
        """
        run = Run(self._plan, visit, commit)
        with self._lock:
            self._infer(run)
        return run.reading()

    def close(self) -> None:
        """Give the engine's memory back."""
        with self._lock:
            if self._handle is not None:
                self._core.delete_ruleset(self._handle)
                self._handle = None

    def _infer(self, run: "Run") -> None:
        """Assert, fire, count, assert again; delete the session only when the engine finished its work.

        A session in which no action completed must not be deleted, and a run that broke off leaves a state nobody
        can trust: both abandon the ruleset, and the next exam builds a new one.
        """
        if self._handle is None:
            self._handle = self._core.create_ruleset(self._plan.name, json.dumps(self._plan.rules))
        handle, done = self._handle, False
        try:
            state = self._assert(handle, run.facts())
            started = self._core.start_action_for_state(handle, state)
            match = started[1] if started else None
            while match is not None:
                closed = run.take(match)
                if closed is not None and not run.is_finished:
                    self._assert(handle, run.conclude(closed))
                match = self._core.complete_and_start_action(handle, state)
            done = run.is_finished
        finally:
            if done:
                self._core.delete_state(handle, SESSION)
            else:
                self._handle = None
        if not done:
            message = "the live engine stopped before it had concluded"
            raise EngineFailed(message, hint="nothing is shown; please report the visit's findings")

    def _assert(self, handle: Any, facts: str) -> Any:
        code, state = self._core.assert_facts(handle, facts)
        if code not in _FINE:
            message = f"the live engine refused its facts with code {code}"
            raise EngineFailed(message, hint="nothing is shown; please report the visit's findings")
        return state

    def _self_test(self) -> None:
        """One fact in, one sentinel out: the calls that are not documented do what they did when this was written."""
        probe = {"$end": {"all": [{"m": engine_test("$end", (1, 1))}], "pri": 1}}
        handle = self._core.create_ruleset("probe", json.dumps(probe))
        try:
            state = self._assert(handle, f"[{_fact(0, '$end', 1)}]")
            started = self._core.start_action_for_state(handle, state)
            ended = started and '"$end"' in started[1] and self._core.complete_and_start_action(handle, state) is None
        except (TypeError, ValueError, IndexError) as error:
            message = f"durable-rules does not behave as version {VERSION} does ({error})"
            raise EngineFailed(message, hint=f"install the tried one with: {INSTALL}") from None
        if not ended:
            message = f"durable-rules does not behave as version {VERSION} does"
            raise EngineFailed(message, hint=f"install the tried one with: {INSTALL}")
        self._core.delete_state(handle, SESSION)
        self._core.delete_ruleset(handle)


class Run:
    """One exam on its way through the engine."""

    def __init__(self, plan: Plan, visit: Visit, commit: Category | None) -> None:
        """Start with what was recorded and nothing concluded."""
        self._plan, self._visit, self._commit = plan, visit, commit
        self._fired: dict[str, dict[str, set[Any]]] = {}
        self._flags: set[str] = set()
        self._in_play: list[Category] = []
        self._established: set[str] = set()
        self._outcome = ""
        self._lean: Category | None = None
        self._decided: Category | None = None
        self._side: CategorySide | None = None
        self._counts: dict[str, dict[str, int]] = {}
        self._stops = self._contradictions = 0
        self.is_finished = False

    def facts(self) -> str:
        """The recorded values as facts, and the sentinel of the first layer."""
        return self._write({**self._values(self._visit.findings, ""), **self._values(self._visit.after, "after."),
                            **self._patient()}, 0)  # fmt: skip

    def _values(self, readings: Readings, prefix: str) -> dict[str, int]:
        numbers = self._plan.numbers
        return {prefix + key: numbers[key](value) for key, value in readings.items()}

    def _patient(self) -> dict[str, int]:
        patient = self._visit.patient
        known = {"patient.age_years": patient.age_years}
        if patient.pregnancy_weeks is not None:
            known["patient.pregnancy_weeks"] = patient.pregnancy_weeks
        return known

    def take(self, match: str) -> int | None:
        """Note one firing; for a sentinel return the layer that it closes."""
        name = match[2 : match.index('"', 2)]
        if name[0] == "$":
            return self._conclusion(name)
        if name[0] in "?+":
            self._flags.add(name.partition("|")[0])
            return None
        rule, side, codes = self._plan.matches[name]
        firing = self._fired.setdefault(rule, {"sides": set(), "facts": set()})
        if side:
            firing["sides"].add(side)
        premises = {fact["c"] for fact in next(iter(json.loads(match).values())).values()}
        if premises != set(codes):
            message = f"the live engine fired {name} without its premises"
            raise EngineFailed(message)
        firing["facts"].update(self._keys(codes))
        return None

    def _conclusion(self, name: str) -> int | None:
        if name.startswith("$end"):
            layer = int(name[4:])
            self.is_finished = layer == LAYERS - 1
            return layer
        what, _, which = name.partition(":")
        if what == "$outcome":
            self._outcome = self._outcome or which
        elif what == "$established":
            self._established.add(which)
        else:
            category: Category = next(known for known in CATEGORIES if known == which)
            if what == "$in":
                self._in_play.append(category)
            else:
                self._lean = category
        return None

    def _keys(self, codes: Iterable[str]) -> Iterator[str]:
        """The keys of recorded values among the codes of a match."""
        for code in codes:
            kind, _, rest = code.partition(":")
            if kind == "improved":
                yield from (rest, f"after.{rest}")
            elif code.startswith("positive#"):
                for key in self._retested(self._group(code.partition("#")[2]).keys):
                    yield from (key, f"after.{key}")
            elif code.startswith(("after.", "patient.")) or code in self._plan.numbers:
                yield code

    def conclude(self, layer: int) -> str:
        """What the closed layer concluded, as the facts of the next one."""
        following = layer + 1
        if layer == 0:
            return self._write({**self._count(), **self._flag_facts(0), **self._absences()}, following)
        if layer == 1:
            return self._write(self._totals(), following)
        if layer == 2:
            return self._write(self._decide(), following)
        if layer == 4:
            return self._write(self._placed(), following)
        return self._write(self._flag_facts(layer), following)

    def _count(self) -> dict[str, int]:
        rules = self._plan.pack.rule
        self._counts = {name: dict.fromkeys((*STRENGTHS, "opposes", "kept"), 0) for name in CATEGORIES}
        for name in self._fired:
            effect = rules[name].then
            if effect.verb == "stops":
                self._stops += 1
            elif effect.verb == "contradicts":
                self._contradictions += 1
            elif effect.verb == "supports" and effect.strength:
                self._counts[str(effect.on)][effect.strength] += 1
            elif effect.verb == "opposes":
                self._counts[str(effect.on)]["opposes"] += 1
        kept = self._plan.pack.decision.kept
        facts: dict[str, int] = {}
        for name, counts in self._counts.items():
            counts["kept"] = max(0, counts[kept.count] - counts[kept.less])
            facts[f"kept:{name}"] = counts["kept"]
            for number, line in enumerate(self._plan.pack.decision.established):
                facts[f"sum{number}:{name}"] = sum(counts[part] for part in line.of)
        return facts

    def _absences(self) -> dict[str, int]:
        """What fired, what was recorded and what improved, as 0 or 1, so that `not` is a number."""
        facts = {}
        for code in self._plan.codes("fired"):
            rule, _, side = code.removeprefix("fired:").partition(".")
            firing = self._fired.get(rule)
            facts[code] = int(firing is not None and (not side or side in firing["sides"]))
        for code in self._plan.codes("recorded"):
            facts[code] = int(code.removeprefix("recorded:") in self._visit.findings)
        for code in self._plan.codes("improved"):
            facts[code] = int(self._improved(code.removeprefix("improved:")))
        for group in self._plan.expansion.retested.values():
            again = list(self._retested(group.keys))
            facts[f"positive#{group.code}"] = sum(f"+{key}" in self._flags for key in again)
            facts[f"improved#{group.code}"] = min(1, sum(self._improved(key) for key in again))
        return facts

    def _totals(self) -> dict[str, int]:
        lean = self._plan.pack.decision.lean
        score = {name: [self._counts[name][line] for line in lean] for name in CATEGORIES}
        facts = {
            "stops": self._stops,
            "contradictions": self._contradictions,
            "in play": len(self._in_play),
            "in play, established": sum(name in self._established for name in self._in_play),
        }
        for name in CATEGORIES:
            facts[f"beats:{name}"] = sum(score[name] > score[rival] for rival in CATEGORIES if rival != name)
            facts[f"any:{name}"] = sum(score[name])
            facts[f"established:{name}"] = int(name in self._established)
        return facts

    def _decide(self) -> dict[str, int]:
        if self._outcome == "supported":
            self._decided = self._in_play[0]
        elif self._outcome == "mixed" and self._commit in self._in_play:
            self._decided = self._commit
        if self._decided:
            found = {
                side for rule in self._plan.pack.decision.side.get(self._decided, ()) if rule in self._fired
                for side in self._fired[rule]["sides"]
            }  # fmt: skip
            both = len(found) == len(SIDES)
            self._side = "undetermined" if both else next((side for side in SIDES if side in found), None)
        position = self._plan.positions.get(self._decided)
        return {
            "decided": CATEGORIES.index(self._decided) + 1 if self._decided else 0,
            "side": SIDE_NUMBER[self._side],
            "lies:prone": int(position == "prone"),
            "lies:supine": int(position == "supine"),
        }

    def _placed(self) -> dict[str, int]:
        rule = self._placement()
        placement = self._plan.pack.rule[rule].then.placement if rule else None
        under = {f"block:{block.landmark}.{block.side}" for block in placement.blocks} if placement else set()
        return {code: int(code in under) for code in self._plan.codes("block")}

    def _placement(self) -> str | None:
        placed = [name for name in self._fired if self._plan.pack.rule[name].then.verb == "places"]
        return placed[0] if len(placed) == 1 else None

    def _flag_facts(self, layer: int) -> dict[str, int]:
        return {flag.code: int(flag.code in self._flags) for flag in self._plan.flags[layer]}

    def _retested(self, keys: Iterable[str]) -> Iterator[str]:
        return (key for key in keys if key in self._visit.findings and key in self._visit.after)

    def _group(self, code: str) -> Retested:
        return next(group for group in self._plan.expansion.retested.values() if group.code == code)

    def _improved(self, key: str) -> bool:
        retest = self._plan.pack.keys.by_key[key][0].retest
        if retest is None or key not in self._visit.findings or key not in self._visit.after:
            return False
        before: Any = self._visit.findings[key]
        now: Any = self._visit.after[key]
        if retest.improves == "fewer":
            return sum(word == retest.word for word in now) < sum(word == retest.word for word in before)
        if retest.improves == "to_negative":
            return f"+{key}" in self._flags and now == self._plan.pack.keys.by_key[key][0].negative_value
        return before - now >= 1 if retest.improves == "down" else now - before > 0

    def _write(self, facts: Mapping[str, int], layer: int) -> str:
        """Facts for the engine, those that no rule could read left out, the sentinel last.

        Errors: EngineFailed for a number that is not a whole number within the engine's range.
        """
        plan, lines = self._plan, []
        for code, number in facts.items():
            if type(number) is not int or not LOWEST <= number <= HIGHEST:
                message = f"{code} is not a whole number that the live engine may see"
                raise EngineFailed(message)
            if code in plan.ids if layer == 0 else plan.is_read(code, number):
                lines.append(_fact(plan.ids[code], code, number))
        ids = plan.ids
        lines.append(_fact(len(ids) + layer, "$end", layer))
        return f"[{','.join(lines)}]"

    def reading(self) -> Reading:
        """What the engine concluded, in the order of rule ids."""
        pack = self._plan.pack
        by_stratum: dict[str, list[Firing]] = {name: [] for name in pack.strata}
        for name in sorted(self._fired):
            sides = tuple(side for side in SIDES if side in self._fired[name]["sides"])
            firing = Firing(name, sides, frozenset(self._fired[name]["facts"]))
            by_stratum[pack.rule[name].stratum].append(firing)
        gates = tuple(by_stratum["gate"])
        return Reading(
            stops=tuple(by_stratum["stop"]),
            contradictions=tuple(by_stratum["contradiction"]),
            evidence=tuple(by_stratum["evidence"]),
            tallies={name: self._tally(name) for name in CATEGORIES},
            outcome=self._outcome,  # type: ignore[arg-type]  # the engine's rules carry the pack's outcomes
            category=self._decided if self._outcome == "supported" else None,
            lean=self._lean if self._outcome == "insufficient" else None,
            candidates=tuple(sorted(self._in_play, key=CATEGORIES.index)) if self._outcome == "mixed" else (),
            committed=self._decided if self._outcome == "mixed" else None,
            side=self._side,
            placement=self._status(gates),
            placement_rule=self._placement(),
            gates=gates,
            guidance=tuple(by_stratum["guidance"]),
        )

    def _tally(self, name: Category) -> Tally:
        counts = self._counts[name]
        return Tally(
            counts["hallmark"], counts["supporting"], counts["weak"], counts["opposes"], counts["kept"],
            name in self._established,
        )  # fmt: skip

    def _status(self, gates: tuple[Firing, ...]) -> PlacementStatus:
        if self._decided is None:
            return "none"
        verbs = [self._plan.pack.rule[firing.rule].then.verb for firing in gates]
        if "withholds" in verbs or self._placement() is None:
            return "withheld"
        return "modify" if "modifies" in verbs else "suggested"


def _fact(number: int, code: str, value: int) -> str:
    return f'{{"sid":"{SESSION}","id":"{number}","c":"{code}","v":{value}}}'

"""CLIPS (`clipspy`): the rules as productions over ordered facts, fired forward by its Rete network.

Each alternative of a rule is a production; CLIPS keeps one of two equal facts, so a rule counts once. Each fact that a
rule fired adds to a global count, and a production of low salience decides.
"""

from typing import Any, ClassVar

from benchmarks.peers import decision
from benchmarks.peers.answer import Answer, library
from benchmarks.peers.decision import Expression
from benchmarks.peers.formula import Check, Row, Scalar, facts, identifier, keys_read, rows
from benchmarks.peers.translation import formulas, translated
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit

_WORDS: dict[Any, Any] = {"TRUE": True, "FALSE": False, "nil": None}


class Productions:
    """One environment, reset for each exam."""

    name: ClassVar[str] = "CLIPS (clipspy)"
    package: ClassVar[str | None] = "clipspy"
    is_whole: ClassVar[bool] = False

    def __init__(self, pack: Pack) -> None:
        """Build every production and function once."""
        self._environment = library("clips").Environment()
        self._read = frozenset(keys_read(formulas(pack).values()))
        for construct in constructs(pack):
            self._environment.build(construct)

    def prepare(self, visit: Visit) -> str:
        """The facts that some rule reads, as text; a fact of another name would need a template."""
        known = facts(visit).items()
        return " ".join(f"({identifier(key)} {value})" for key, value in known if key in self._read)

    def run(self, prepared: str) -> tuple[Any, ...]:
        """Reset, assert, fire until nothing more does, and fetch what was concluded."""
        environment = self._environment
        environment.reset()
        environment.load_facts(prepared)
        environment.run()
        found: tuple[Any, ...] = environment.eval("?*found*")
        return found

    def answer(self, found: tuple[Any, ...]) -> Answer:
        """The concluded values in order, then the rules that fired."""
        words = [_WORDS.get(str(word), str(word)) for word in found]
        size = len(decision.CONCLUDED)
        return decision.answer(dict(zip(decision.CONCLUDED, words, strict=False)), words[size:])


def constructs(pack: Pack) -> list[str]:
    """The CLIPS text of a pack, one construct at a time."""
    found = [f"(defglobal ?*{line}* = 0)" for line in decision.COUNTED]
    found += ["(defglobal ?*fired* = (create$))", "(defglobal ?*found* = (create$))"]
    known = formulas(pack)
    for rule in translated(pack):
        line = decision.counted(rule) or "none"
        for place, row in enumerate(rows(known[rule.id])):
            found.append(f"(defrule {rule.id}-{place} {_left(row)} => (assert (fired {rule.id} {line})))")
    found.append("(defrule note (fired ?rule ?) => (bind ?*fired* (create$ ?*fired* ?rule)))")
    for line in decision.COUNTED:
        found.append(f"(defrule count-{line} (fired ? {line}) => (bind ?*{line}* (+ ?*{line}* 1)))")
    bound = " ".join(f"(bind ?{name} {_prefix(step)})" for name, step in decision.steps(pack))
    told = " ".join(f"?{name}" for name in decision.CONCLUDED)
    found.append(
        "(defrule decide (declare (salience -10)) => "
        f"{bound} (bind ?*found* (create$ {told} ?*fired*)))"
    )  # fmt: skip
    return found


def _left(row: Row) -> str:
    """The patterns of a row; tests of one fact share a pattern."""
    tests: dict[str, list[Check]] = {}
    for test in row:
        tests.setdefault(test.key, []).append(test)
    return " ".join(_pattern(key, f"?v{place}", several) for place, (key, several) in enumerate(tests.items()))


def _pattern(key: str, value: str, tests: list[Check]) -> str:
    name = identifier(key)
    only = tests[0].operand
    if len(tests) == 1 and isinstance(only, tuple) and all(isinstance(value, str) for value in only):
        return f"({name} {'|'.join(map(str, only))})"
    return f"({name} {value}&{'&'.join(f':{_test(test, value)}' for test in tests)})"


def _test(test: Check, value: str) -> str:
    if isinstance(test.operand, tuple):
        return f"(or {' '.join(_equal(value, wanted) for wanted in test.operand)} FALSE)"
    return f"({test.operator} {value} {test.operand})"


def _equal(value: str, wanted: Scalar) -> str:
    return f"({'eq' if isinstance(wanted, str) else '='} {value} {wanted})"


def _prefix(expression: Expression) -> str:
    if isinstance(expression, str):
        return f"?*{expression}*" if expression in decision.COUNTED else f"?{expression}"
    if isinstance(expression, int):
        return str(expression)
    operator, *operands = expression
    if operator == "none":
        return "nil"
    if operator == "word":
        return str(operands[0])
    texts = [_prefix(part) for part in operands]
    if operator == "if":
        return f"(if {texts[0]} then {texts[1]} else {texts[2]})"
    return f"({'eq' if operator == '==' else operator} {texts[0]} {texts[1]})"

"""Formulas and steps in the syntax of the languages that write them infix: Zen, rule-engine and Python."""

from collections.abc import Collection
from typing import Literal, TypeAlias

from benchmarks.peers.decision import Expression
from benchmarks.peers.formula import Check, Every, Fact, Formula, Scalar, Some, identifier

Infix: TypeAlias = Literal["zen", "rule-engine", "python"]


def condition(formula: Formula, language: Infix) -> str:
    """A formula as a condition; a comparison with a number that was not recorded is guarded."""
    if isinstance(formula, Check):
        return f"({test(formula, language, identifier(formula.key))})"
    if not formula.of:
        return _truth(language, holds=isinstance(formula, Every))
    word = " and " if isinstance(formula, Every) else " or "
    return f"({word.join(condition(part, language) for part in formula.of)})"


def test(check: Check, language: Infix, name: str) -> str:
    """One test of what stands under a name, without a bracket around it."""
    text = _test(check, language, name)
    return f"not ({text})" if check.negated else text


def _test(check: Check, language: Infix, name: str) -> str:
    operand = check.operand
    there = f"{name} is not None" if language == "python" else f"{name} != null"
    if check.operator == "recorded":
        return there
    if check.operator == "has":
        return f"{operand!r} in {name}"
    if isinstance(operand, Check | Every | Some):
        return condition(operand, language)
    if isinstance(operand, Fact):
        return f"{there} and {_beside(name, check.operator, operand, language)}"
    if not isinstance(operand, tuple):
        return f"{there} and {name} {check.operator} {operand!r}"
    if check.operator == "only":
        return f"{_size(name, language)} == 1 and {_among(_sole(name, language), operand, language)}"
    return _among(name, operand, language)


def _among(name: str, values: tuple[Scalar, ...], language: Infix) -> str:
    if not values:
        return _truth(language, holds=False)
    if len(values) == 1:
        return f"{name} == {_truth(language, holds=True) if values[0] is True else repr(values[0])}"
    return f"{name} in {values!r}" if language == "python" else f"{name} in {list(values)!r}"


def _beside(one: str, operator: str, fact: Fact, language: Infix) -> str:
    """Two recorded numbers compared; in Python as whole tenths, in the others decimals are exact."""
    two = identifier(fact.key)
    if language == "python":
        return f"{two} is not None and round({one} * 10) {operator} round({two} * 10) + {10 * fact.plus}"
    return f"{two} != null and {one} {operator} {two} + {fact.plus}"


def _truth(language: Infix, *, holds: bool) -> str:
    return str(holds) if language == "python" else str(holds).lower()


def infix(expression: Expression, language: Infix, own: Collection[str] = ()) -> str:
    """A step in the syntax of a language; `own` are the names that Zen finds among the values of the same node."""
    if isinstance(expression, str):
        return f"$.{expression}" if expression in own else expression
    if isinstance(expression, int):
        return str(expression)
    operator, *operands = expression
    if operator == "none":
        return "None" if language == "python" else "null"
    if operator == "never":
        return _truth(language, holds=False)
    if operator == "word":
        return f"'{operands[0]}'"
    texts = [infix(part, language, own) for part in operands]
    if operator == "only":
        return infix(("if", ("==", _size(texts[0], language), 1), _sole(texts[0], language), ("none",)), language)
    if operator == "if":
        test, yes, no = texts
        return f"({yes} if {test} else {no})" if language == "python" else f"({test} ? {yes} : {no})"
    return f"({texts[0]} {operator} {texts[1]})"


def _size(name: str, language: Infix) -> str:
    return f"{name}.length" if language == "rule-engine" else f"len({name})"


def _sole(name: str, language: Infix) -> str:
    """The first of a list; Zen's lists are the rows of a table."""
    return f"{name}[0].rule" if language == "zen" else f"{name}[0]"

"""The few operations on columns in which a whole pack can be read; a library that has them can read packs.

Every yes-or-no here is two-valued: whether something is *certainly* true. That loses nothing of the three values of
the pack language, since none of its words asks whether a condition is certainly false: what was not recorded and what
is false alike fail to fire a rule, and `unless` asks for exactly that.
"""

from collections.abc import Sequence
from typing import Any, Literal, Protocol, TypeVar

from sot_engine.registry.layout import Column

Expr = TypeVar("Expr")
Operator = Literal[">=", "<=", ">", "<", "=="]


class Algebra(Protocol[Expr]):
    """Expressions over the columns of a table."""

    def made(self, name: str) -> Expr:
        """A column that an earlier step made."""

    def recorded(self, column: Column) -> Expr:
        """Yes where the column of the table is not empty."""

    def among(self, column: Column, words: Sequence[str]) -> Expr:
        """Yes where the column holds one of these words."""

    def within(self, column: Column, operator: Operator, number: int) -> Expr:
        """Yes where the number of the column, counted in its whole parts, compares so with this one."""

    def dropped(self, before: Column, now: Column, by: int) -> Expr:
        """Yes where both columns hold numbers and the second is at least so many parts below the first.

        A negative `by` asks for a rise: the second is at least so many parts above.
        """

    def constant(self, *, yes: bool) -> Expr:
        """Yes, or no, in every row."""

    def every(self, parts: Sequence[Expr]) -> Expr:
        """Yes where all of these are; one at least is given."""

    def some(self, parts: Sequence[Expr]) -> Expr:
        """Yes where one of these is; one at least is given."""

    def no(self, part: Expr) -> Expr:
        """Yes where this is no."""

    def count(self, parts: Sequence[Expr]) -> Expr:
        """How many of these are yes, as a whole number; none may be given."""

    def minus(self, one: Expr, two: Expr) -> Expr:
        """What is left of one whole number without another, never below zero."""

    def plus(self, parts: Sequence[Expr]) -> Expr:
        """The sum of whole numbers; one at least is given."""

    def compare(self, one: Expr, operator: Operator, two: Any) -> Expr:
        """Yes where one whole number compares so with another, or with a constant."""

    def choose(self, cases: Sequence[tuple[Expr, str]], otherwise: str | None = None) -> Expr:
        """The word of the first case that is yes; else another word, or empty."""

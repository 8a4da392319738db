"""A measured figure beside what was asked of it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure; `met` is None where nothing was asked or where it could not be measured."""

    what: str
    value: str
    target: str = ""
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Met, not met, or nothing."""
        return "" if self.met is None else "met" if self.met else "NOT MET"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under a title, as they are printed and as they are written."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def at_most(what: str, value: float, limit: float, unit: str) -> Figure:
    """A figure that must not exceed a limit."""
    return Figure(
        what=what, value=f"{_shown(value)} {unit}", target=f"at most {_shown(limit)} {unit}", met=value <= limit
    )


def at_least(what: str, value: float, limit: float, unit: str) -> Figure:
    """A figure that must reach a limit."""
    return Figure(
        what=what, value=f"{_shown(value)} {unit}", target=f"at least {_shown(limit)} {unit}", met=value >= limit
    )


def _shown(value: float) -> str:
    return f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"

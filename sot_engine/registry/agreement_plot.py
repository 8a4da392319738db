"""Agreement between examiners as a picture (SVG): AC1 and kappa of each finding with their intervals."""

from collections.abc import Mapping
from io import StringIO
from typing import Any

from sot_engine.domain.agreement import Agreement, Estimate, Line
from sot_engine.domain.finding import Finding
from sot_engine.errors import MachineLacks, extra

_AC1, _KAPPA = "#1b6ca8", "#c2571a"
_INCH_A_LINE = 0.3
_SHIFT = 0.16
_LEGEND = "bars: 95 % intervals; in brackets: how often two or more recorded it"


def agreement_svg(found: Agreement, findings: Mapping[str, Finding]) -> str:
    """One line for each finding over both sides, or for each finding without sides; the same text for the same data.

    Errors: MachineLacks when matplotlib is not there.
    """
    figure_of, settings = _matplotlib()
    lines = _shown(found)
    with settings({"svg.hashsalt": "sot-engine", "svg.fonttype": "none", "font.size": 9, "font.family": "sans-serif"}):
        figure = figure_of(figsize=(7.5, 1.6 + _INCH_A_LINE * max(len(lines), 1)), layout="constrained")
        axes = figure.subplots()
        _draw(axes, lines, findings)
        figure.suptitle(_title(found), x=0.01, ha="left")  # over the whole figure: over the plot it would not fit
        figure.legend(loc="outside lower center", ncols=2, frameon=False)
        text = StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    return text.getvalue()


def _matplotlib() -> tuple[Any, Any]:
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        message = f"the plot needs matplotlib: {error}"
        raise MachineLacks(message, hint=extra("registry")) from error
    return Figure, rc_context


def _title(found: Agreement) -> str:
    who = "between examiners" if found.kind == "between" else "of examiners with themselves"
    return f"Agreement {who}, {found.patients} patients, {found.pack} {found.version}\n{_LEGEND}"


def _shown(found: Agreement) -> list[Line]:
    """What the pack concludes, then findings over both sides or without sides."""
    plain = [line for line in found.group("finding") if "." not in line.item]
    kept = [*found.group("conclusion"), *found.group("both_sides"), *plain]
    return [line for line in kept if any(_drawable(one) for one in (line.estimate("ac1"), _kappa(line)))]


def _kappa(line: Line) -> Estimate | None:
    return line.estimate("weighted_kappa") or line.estimate("kappa")


def _drawable(one: Estimate | None) -> bool:
    return one is not None and one.value is not None


def _draw(axes: Any, lines: list[Line], findings: Mapping[str, Finding]) -> None:
    for place, line in enumerate(lines):
        _bar(axes, line.estimate("ac1"), place - _SHIFT, _AC1, "o")
        _bar(axes, _kappa(line), place + _SHIFT, _KAPPA, "s")
    axes.plot([], [], "o", color=_AC1, label="Gwet's AC1")
    axes.plot([], [], "s", color=_KAPPA, label="kappa (weighted for grades and measures)")
    axes.axvline(0, color="#888888", linewidth=0.8)
    axes.set_xlim(-1.02, 1.02)
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.set_yticks(range(len(lines)), [_name(line, findings) for line in lines])
    axes.grid(axis="x", color="#dddddd", linewidth=0.6)
    axes.set_xlabel("0: as by chance; 1: always the same")


def _bar(axes: Any, one: Estimate | None, place: float, colour: str, mark: str) -> None:
    if one is None or one.value is None:
        return
    if one.low is not None and one.high is not None:
        axes.plot([one.low, one.high], [place, place], color=colour, linewidth=1.4)
    axes.plot([one.value], [place], mark, color=colour, markersize=4.5)


def _name(line: Line, findings: Mapping[str, Finding]) -> str:
    name = findings[line.item].name if line.item in findings else line.item[:1].upper() + line.item[1:]
    return f"{name} ({line.rows})"

"""Plots as SVG, the same bytes for the same numbers: no date, no random names, no fonts of this machine."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from io import StringIO
from typing import Any, ParamSpec

Asked = ParamSpec("Asked")

INK, PALE, STRONG = "#1f2933", "#e8eef4", "#1b5e8c"
SETTINGS: Any = {
    "svg.hashsalt": "sot-engine", "svg.fonttype": "none", "font.family": "sans-serif", "font.size": 10,
    "axes.edgecolor": INK, "axes.labelcolor": INK, "text.color": INK, "xtick.color": INK, "ytick.color": INK,
}  # fmt: skip
NO_DATE = {"Date": None, "Creator": None}


def styled(draw: Callable[Asked, str]) -> Callable[Asked, str]:
    """Draw with these settings, which matplotlib takes up when it makes axes and texts."""

    @wraps(draw)
    def drawn(*given: Asked.args, **named: Asked.kwargs) -> str:
        from matplotlib import rc_context

        with rc_context(SETTINGS):
            return draw(*given, **named)

    return drawn


@styled
def bars(counts: Mapping[str, int], shown: Sequence[str], label: str) -> str:
    """Horizontal bars, each with what is shown of its number at its end."""
    names, numbers = list(counts), list(counts.values())
    figure, axes = _figure(6.4, 0.7 + 0.34 * len(names))
    drawn = axes.barh(names, numbers, color=STRONG)
    axes.bar_label(drawn, labels=shown, padding=4)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlabel(label)
    axes.set_xlim(0, max([*numbers, 1]) * 1.18)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    for edge in ("top", "right"):
        axes.spines[edge].set_visible(False)
    return _svg(figure)


@styled
def stacked(rows: Sequence[tuple[str, float, float]], parts: tuple[str, str], label: str) -> str:
    """Horizontal bars in two parts, in percent: each row has a name and the two parts of it."""
    names = [name for name, _, _ in rows]
    figure, axes = _figure(7.4, 1.0 + 0.22 * len(names))
    axes.barh(names, [one for _, one, _ in rows], color=STRONG, label=parts[0])
    lefts = [one for _, one, _ in rows]
    axes.barh(
        names, [two for _, _, two in rows], left=lefts, color="#b9cfe0", hatch="///", edgecolor="white", label=parts[1]
    )
    axes.set_xlim(0, 100)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.set_xlabel(label)
    axes.tick_params(axis="y", labelsize=8)
    axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2, frameon=False)
    return _svg(figure)


@styled
def matrix(counts: Mapping[tuple[str, str], int], order: Sequence[str], names: tuple[str, str], title: str) -> str:
    """From what to what: a square for each pair, darker for more that changed, with its number in it."""
    from matplotlib.colors import LinearSegmentedColormap, PowerNorm

    known = [word for word in order if any(word in pair for pair in counts)]
    cells = [[counts.get((one, two), 0) for two in known] for one in known]
    most = max((number for (one, two), number in counts.items() if one != two), default=0)
    figure, axes = _figure(2.2 + 1.05 * len(known), 1.6 + 0.5 * len(known))
    shades = LinearSegmentedColormap.from_list("pale to strong", ["#ffffff", STRONG])
    shown = [[0 if one == two else counts.get((one, two), 0) for two in known] for one in known]
    axes.imshow(shown, cmap=shades, norm=PowerNorm(0.5, 0, max(most, 1)), aspect="auto")
    for row, numbers in enumerate(cells):
        for column, number in enumerate(numbers):
            dark = row != column and number > most * 0.35
            weight = "normal" if row == column else "bold"
            axes.text(column, row, f"{number:,}" if number else "", ha="center", va="center",
                      color="white" if dark else INK, fontweight=weight)  # fmt: skip
            if row == column:
                axes.add_patch(_square(column, row))
    axes.set_xticks(range(len(known)), known, rotation=30, ha="right")
    axes.set_yticks(range(len(known)), known)
    axes.set_xlabel(f"under {names[1]}")
    axes.set_ylabel(f"under {names[0]}")
    axes.set_title(title, loc="left", fontsize=10)
    return _svg(figure)


def _square(column: int, row: int) -> Any:
    """The frame around exams that stay as they were."""
    from matplotlib.patches import Rectangle

    return Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor="#9aa5b1", linewidth=1)


def _figure(width: float, height: float) -> tuple[Any, Any]:
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), layout="constrained")
    FigureCanvasSVG(figure)
    return figure, figure.add_subplot()


def _svg(figure: Any) -> str:
    """The plot as one element that can stand in a page."""
    text = StringIO()
    figure.savefig(text, format="svg", metadata=NO_DATE)
    return text.getvalue()[text.getvalue().index("<svg") :]

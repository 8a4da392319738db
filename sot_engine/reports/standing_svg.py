"""How a student stands as one SVG picture, the same bytes for the same standing. Needs matplotlib, an extra."""

from io import StringIO
from typing import Any

from sot_engine.domain.pack import Pack
from sot_engine.domain.standing import Calibration, Confusion, Forecast, Standing, Weak
from sot_engine.errors import MachineLacks, extra

INK, SHADE, LINE = "#1f3a5f", "#7a9cc6", "#999999"
MOST_WEAK = 10
HALF = 50


def standing_svg(standing: Standing, pack: Pack) -> str:
    """Four plots: sure against right, what was taken for what, the cards that come back, and what gave trouble.

    Errors: MachineLacks when matplotlib is not there.
    """
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError as error:
        message = f"a plot as SVG needs matplotlib: {error}"
        raise MachineLacks(message, hint=extra("practice")) from None
    with rc_context({"svg.hashsalt": "sot-engine", "svg.fonttype": "path", "font.size": 9}):
        figure = Figure(figsize=(10, 7.5), layout="constrained")
        figure.suptitle(f"{standing.learner}: {standing.deck}")
        (first, second), (third, fourth) = figure.subplots(2, 2)
        _calibration(first, standing.confidence)
        _confusion(second, standing.confusion)
        _forecast(third, standing.forecast)
        _weak(fourth, standing.weak[:MOST_WEAK], pack)
        told = StringIO()
        figure.savefig(told, format="svg", metadata={"Date": None, "Creator": "sot-engine"})
    return told.getvalue()


def _calibration(axes: Any, found: Calibration | None) -> None:
    """Each bin as a point, the larger the more answers it holds; on the line the two are the same."""
    axes.set(title="Right, against how sure", xlabel="how sure", ylabel="right of 100", xlim=(-5, 105), ylim=(-5, 105))
    if found is None:
        return _nothing(axes)
    axes.plot((0, 100), (0, 100), color=LINE, linestyle="--", linewidth=1)
    for one in found.bins:
        x, y = one.said * 100, one.share * 100
        axes.scatter([x], [y], s=30 + 8 * one.of, color=SHADE, edgecolors=INK)
        up = y < HALF  # away from the edge that is nearer, so that no label lies on the frame
        axes.annotate(f"{one.right}/{one.of}", (x, y), (0, 8 if up else -8), textcoords="offset points", ha="center",
                      va="bottom" if up else "top", fontsize=7)  # fmt: skip
    axes.set_xlabel(f"how sure (Brier score {found.brier:.3f})")
    return None


def _confusion(axes: Any, found: Confusion | None) -> None:
    axes.set(title="What was taken for what", xlabel="answered", ylabel="engine")
    if found is None:
        return _nothing(axes)
    counts = [[found.counts.get((engine, student), 0) for student in found.student] for engine in found.engine]
    highest = max(map(max, counts))
    axes.imshow(counts, cmap="Blues", vmin=0, vmax=highest * 1.4, aspect="auto")
    axes.set_xticks(range(len(found.student)), found.student, rotation=30, ha="right")
    axes.set_yticks(range(len(found.engine)), found.engine)
    for down, row in enumerate(counts):
        for across, number in enumerate(row):
            axes.annotate(str(number or ""), (across, down), ha="center", va="center")
    return None


def _forecast(axes: Any, forecast: Forecast) -> None:
    axes.set(title=f"Cards that come back (now: {forecast.now})", ylabel="cards")
    days = forecast.days
    axes.bar(range(len(days)), [number for _, number in days], color=SHADE, edgecolor=INK)
    axes.set_xticks(range(len(days)), [f"{day:%a %d}" for day, _ in days], rotation=60, ha="right")
    axes.set_ylim(0, max(4, *(number * 1.1 for _, number in days)))
    axes.yaxis.get_major_locator().set_params(integer=True)
    if not any(number for _, number in days):
        _nothing(axes, "none in these days")


def _weak(axes: Any, weak: tuple[Weak, ...], pack: Pack) -> None:
    axes.set(title="Findings that gave trouble", xlabel="times")
    if not weak:
        return _nothing(axes)
    names = [pack.findings[one.finding].name if one.finding in pack.findings else one.finding for one in weak]
    left = [0] * len(weak)
    for label, colour, hatch in (("forgotten", SHADE, ""), ("missed", INK, "//"), ("over_read", "white", "..")):
        numbers = [getattr(one, label) for one in weak]
        axes.barh(range(len(weak)), numbers, left=left, color=colour, edgecolor=INK if colour != INK else "white",
                  hatch=hatch, label=label.replace("_", "-"))  # fmt: skip
        left = [before + number for before, number in zip(left, numbers, strict=True)]
    axes.set_yticks(range(len(weak)), names)
    axes.invert_yaxis()
    axes.set_xlim(0, max(4, *left) * 1.05)
    axes.xaxis.get_major_locator().set_params(integer=True)
    axes.legend(fontsize=7)
    return None


def _nothing(axes: Any, words: str = "nothing yet") -> None:
    axes.text(0.5, 0.5, words, transform=axes.transAxes, ha="center", va="center", color=LINE)

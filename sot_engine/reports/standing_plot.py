"""Plots in the terminal: how sure against how often right, and the cards that come back. Needs plotext, an extra."""

from collections.abc import Iterator
from typing import Any

from sot_engine.domain.standing import Calibration, Forecast, Standing

WIDTH, HIGH, LOW = 64, 18, 12


def plots(standing: Standing) -> Iterator[str]:
    """The plots for which there is something to show; none where plotext is not installed."""
    try:
        import plotext
    except ImportError:
        return
    figure = plotext.figure
    if standing.confidence:
        yield _calibration(figure, standing.confidence)
    if any(number for _, number in standing.forecast.days):
        yield _forecast(figure, standing.forecast)


def _calibration(figure: Any, found: Calibration) -> str:
    """Right against sure; on the dotted line the two are the same."""
    _blank(figure, HIGH, "Right of 100 (up), against how sure (across); dots: the same")
    for at in range(0, 101, 5):
        figure.draw(figure.signal([at], [at], marker="."))
    points = [(one.said * 100, one.share * 100) for one in found.bins]
    figure.draw(figure.signal([x for x, _ in points], [y for _, y in points], marker="O"))
    for axis in ("x", "y"):
        figure.ruler(axis).lim(0, 100)
        figure.ruler(axis).ticks([0, 20, 40, 60, 80, 100])
    return _built(figure)


def _forecast(figure: Any, forecast: Forecast) -> str:
    _blank(figure, LOW, "Cards that come back, by day of the month")
    days = [(f"{day:%d}", number) for day, number in forecast.days]
    figure.draw(figure.bar([name for name, _ in days], [number for _, number in days]))
    return _built(figure)


def _blank(figure: Any, height: int, title: str) -> None:
    figure.clear()
    figure.theme("colorless")
    figure.plot_size(WIDTH, height)
    figure.title(title)


def _built(figure: Any) -> str:
    text = str(figure.build().string(colorless=True))
    return "\n".join(line.rstrip() for line in text.splitlines())

"""The words of the block figure, the same in every drawing of it."""

from collections.abc import Iterator

from sot_engine.domain.figure import Figure, Wedge
from sot_engine.reports import wording as w

OPTION = "Documented option for practitioner review"
FACE = {"supine": "face up", "prone": "face down"}
SIDE_OF = {"L": "left", "R": "right"}
KEY = "Dark end: thick. Arrow: to the thin edge. Not to scale; positions are illustrative."


def heading(figure: Figure) -> str:
    """Which placement is drawn, and how the patient lies: `C2-L: on the back (supine), face up, seen from above`."""
    lies = {"supine": "on the back (supine)", "prone": "prone"}[figure.position]
    return f"{figure.placement}: {lies}, {FACE[figure.position]}, seen from above"


def lettered(figure: Figure) -> Iterator[tuple[str, Wedge]]:
    """Each wedge with the letter that stands on it."""
    return zip("ABCDEFGH", figure.wedges, strict=False)


def wedge_words(wedge: Wedge) -> tuple[str, str]:
    """Where a wedge lies, and where its thin edge points."""
    where = f"{wedge.side}, under the {w.landmark_words(wedge.landmark)}"
    return where, f"thin edge at {w.direction_words(wedge.direction_deg)}"


def described(figure: Figure) -> str:
    """The figure for somebody who cannot see it."""
    left, right = (SIDE_OF[letter] for letter in figure.letters)
    blocks = (f"Block {letter}: {'; '.join(wedge_words(wedge))}." for letter, wedge in lettered(figure))
    seen = f"Head at the top, the patient's {left} side on the left of the page and the {right} side on the right."
    return " ".join((f"{heading(figure)}.", seen, *blocks, f"{OPTION}. Not to scale."))

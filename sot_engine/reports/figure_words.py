"""The words of the block figure, the same in every drawing of it."""

from collections.abc import Iterator

from sot_engine.domain.figure import Caption, Figure, Wedge
from sot_engine.reports import wording as w

OPTION = "Documented option for practitioner review"
FACE = {"supine": "face up", "prone": "face down"}
SIDE_OF = {"L": "left", "R": "right"}
KEY = "Dark end: thick. Arrow: to the thin edge. Not to scale; positions are illustrative."


def captioned(figure: Figure) -> Figure:
    """The figure with its words, which stay with it from then on."""
    return figure._replace(caption=caption_of(figure))


def caption_of(figure: Figure) -> Caption:
    """The words that were kept with a figure, or those of today.

    The heading says which placement is drawn, and how the patient lies: `C2-L: on the back (supine), face up, seen
    from above`.
    """
    if figure.caption:
        return figure.caption
    lies = {"supine": "on the back (supine)", "prone": "prone"}[figure.position]
    heading = f"{figure.placement}: {lies}, {FACE[figure.position]}, seen from above"
    return Caption(OPTION, heading, tuple(map(_wedge_words, figure.wedges)))


def _wedge_words(wedge: Wedge) -> tuple[str, str]:
    """Where a wedge lies, and where its thin edge points."""
    where = f"{wedge.side}, under the {w.landmark_words(wedge.landmark)}"
    return where, f"thin edge at {w.direction_words(wedge.direction_deg)}"


def lettered(figure: Figure) -> Iterator[tuple[str, Wedge, tuple[str, str]]]:
    """Each wedge with the letter that stands on it, and its words."""
    return zip("ABCDEFGH", figure.wedges, caption_of(figure).wedges, strict=False)


def described(figure: Figure) -> str:
    """The figure for somebody who cannot see it."""
    said = caption_of(figure)
    left, right = (SIDE_OF[letter] for letter in figure.letters)
    blocks = (f"Block {letter}: {'; '.join(words)}." for letter, _, words in lettered(figure))
    seen = f"Head at the top, the patient's {left} side on the left of the page and the {right} side on the right."
    return " ".join((f"{said.heading}.", seen, *blocks, f"{said.option}. Not to scale."))

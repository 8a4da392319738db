"""The block figure: a documented placement as it lies on the page, seen from above with the head at the top.

::

    patient's frame          page, face down      page, face up
        head +y                   head                head
    L +x ─┼─ R                  L ── R              R ── L
        feet                      feet                feet

The picture is mirrored for a patient on the back, the data never.
"""

from math import cos, radians, sin
from typing import TYPE_CHECKING, Literal, NamedTuple

from sot_engine.domain.truth import Side

if TYPE_CHECKING:
    from sot_engine.domain.assessment import Assessment
    from sot_engine.domain.pack import Pack
    from sot_engine.domain.rule import Placement


class Spot(NamedTuple):
    """A point or a direction on the page. Units: half the ASIS-ASIS width; x to the right, y to the feet."""

    x: float
    y: float


class Wedge(NamedTuple):
    """One wedge of the figure, in the patient's own frame. Units: as those of a block of the pack."""

    side: Side
    landmark: str
    direction_deg: int
    at: tuple[float, float]


class Caption(NamedTuple):
    """What is said of a figure: what it is, which placement it shows, and of each wedge where it lies and points."""

    option: str
    heading: str
    wedges: tuple[tuple[str, str], ...]


class Figure(NamedTuple):
    """What is to be drawn of one placement: its id, the position of the patient, the wedges.

    The caption is there where its words are to be kept, as in a note that is signed.
    """

    placement: str
    position: Literal["prone", "supine"]
    wedges: tuple[Wedge, ...]
    caption: Caption | None = None

    @property
    def mirror(self) -> int:
        """1 where the patient's left is on the right of the page, which is so on the back; -1 face down."""
        return 1 if self.position == "supine" else -1

    @property
    def letters(self) -> tuple[str, str]:
        """The patient's sides as letters, from the left of the page to the right."""
        return ("R", "L") if self.position == "supine" else ("L", "R")

    def spot(self, wedge: Wedge) -> Spot:
        """Where the landmark of a wedge lies on the page."""
        return Spot(self.mirror * wedge.at[0], -wedge.at[1])

    def pointing(self, wedge: Wedge) -> Spot:
        """Where the thin edge of a wedge points on the page, as a direction of length 1."""
        angle = radians(wedge.direction_deg)
        inward = -1 if wedge.side == "left" else 1
        return Spot(self.mirror * inward * sin(angle), -cos(angle))


def figure_of(name: str, placement: "Placement") -> Figure:
    """The figure of a placement of the pack."""
    wedges = (Wedge(block.side, block.landmark, block.direction_deg, block.at) for block in placement.blocks)
    return Figure(name, placement.position, tuple(wedges))


def documented_figure(found: "Assessment", pack: "Pack") -> Figure | None:
    """The figure of the placement that an assessment shows.

    There is none when no placement is shown, when it is withheld, and when the side is not determined.
    """
    name = found.placement.id
    if name is None or found.placement.status not in {"suggested", "modify"} or found.side == "undetermined":
        return None
    placement = pack.rule[name].then.placement
    return figure_of(name, placement) if placement else None

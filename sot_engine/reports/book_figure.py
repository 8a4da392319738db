"""A placement as a drawing: a pelvis in outline, and each wedge with its thin edge, for black and white.

The patient's frame has its origin between the PSIS, the patient's left and the head positive, half the ASIS-ASIS
width as 1. Face down the patient's left is on the left of the page; on the back it is on the right.
"""

from math import cos, radians, sin

from sot_engine.domain.rule import Block, Placement
from sot_engine.reports.markup import Markup, el

SCALE = 62
WIDE, HIGH = 340, 250
MIDDLE, LEVEL = 170, 95
"""Where the origin of the patient's frame lies on the drawing."""
LONG, BROAD = 0.62, 0.38
"""A wedge, drawn larger than to scale so that its thin edge can be told."""


BONE = {"fill": "none", "stroke": "#666", "stroke_width": "1"}


def figure(placement: Placement) -> Markup:
    """The placement seen from above the table, with left and right as letters."""
    flip = -1 if placement.position == "prone" else 1
    blocks = tuple(_block(block, flip) for block in placement.blocks)
    said = "Face down, seen from above" if placement.position == "prone" else "On the back, seen from above"
    sides = ("L", "R") if placement.position == "prone" else ("R", "L")
    letters = (_text(sides[0], 14, LEVEL, 18), _text(sides[1], WIDE - 14, LEVEL, 18))
    words = (_text("head", MIDDLE, 12, 10), _text("feet", MIDDLE, HIGH - 5, 10))
    svg = el("svg", *_pelvis(), *blocks, *letters, *words, viewBox=f"0 0 {WIDE} {HIGH}", role="img", aria_label=said)
    caption = (
        f"{said}. Each wedge: the dark end is thick, the arrow points to the thin edge. Positions are illustrative."
    )
    return el("figure", svg, el("figcaption", caption))


def _pelvis() -> tuple[Markup, ...]:
    """Two iliac bones, the sacrum, and the upper ends of the thigh bones, in thin lines."""
    bones = []
    for way in (-1, 1):
        bones.append(_ellipse(MIDDLE + way * 38, LEVEL - 10, 24, 42, way * 24))
        bones.append(_ellipse(MIDDLE + way * 72, LEVEL + 48, 8, 8, 0))
        bones.append(_line(MIDDLE + way * 78, LEVEL + 54, MIDDLE + way * 66, HIGH - 18))
        bones.append(_line(MIDDLE + way * 62, LEVEL + 56, MIDDLE + way * 46, HIGH - 18))
    left, right, tip = (MIDDLE - 17, LEVEL - 16), (MIDDLE + 17, LEVEL - 16), (MIDDLE, LEVEL + 34)
    corners = " ".join(f"{x},{y}" for x, y in (left, right, tip))
    return (*bones, el("polygon", points=corners, **BONE))


def _block(block: Block, flip: int) -> Markup:
    """A wedge as a dark and a light half with an arrow toward its thin edge."""
    x, y = MIDDLE + flip * block.at[0] * SCALE, LEVEL - block.at[1] * SCALE
    inward = -1 if block.side == "left" else 1
    angle = radians(block.direction_deg)
    across, up = flip * inward * sin(angle), cos(angle)
    turned = f"translate({x:.1f} {y:.1f}) matrix({up:.4f} {across:.4f} {-across:.4f} {up:.4f} 0 0)"
    long, broad = LONG * SCALE, BROAD * SCALE
    whole = el("rect", **_box(-broad / 2, -long / 2, broad, long), fill="#fff", stroke="#000", stroke_width="1.5")
    thick = el("rect", **_box(-broad / 2, long / 6, broad, long / 3), fill="#000")
    shaft = el(
        "line", x1="0", y1=f"{long / 6:.1f}", x2="0", y2=f"{-long / 2 + 6:.1f}", stroke="#000", stroke_width="1.6"
    )
    tip = el("polygon", points=f"-5,{-long / 2 + 8:.1f} 5,{-long / 2 + 8:.1f} 0,{-long / 2:.1f}", fill="#000")
    return el("g", whole, thick, shaft, tip, transform=turned)


def _box(x: float, y: float, width: float, height: float) -> dict[str, str]:
    return {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{width:.1f}", "height": f"{height:.1f}"}


def _ellipse(x: float, y: float, wide: float, high: float, turn: float) -> Markup:
    place = {"cx": f"{x:.1f}", "cy": f"{y:.1f}", "rx": f"{wide}", "ry": f"{high}"}
    return el("ellipse", **place, transform=f"rotate({turn} {x:.1f} {y:.1f})", **BONE)


def _line(x1: float, y1: float, x2: float, y2: float) -> Markup:
    return el("line", x1=f"{x1:.1f}", y1=f"{y1:.1f}", x2=f"{x2:.1f}", y2=f"{y2:.1f}", **BONE)


def _text(word: str, x: float, y: float, size: int) -> Markup:
    style = {"font_family": "DejaVu Sans, sans-serif", "font_size": str(size), "text_anchor": "middle"}
    return el("text", word, x=f"{x:.1f}", y=f"{y:.1f}", **style)

"""The block figure as SVG, for print in black and white: a pelvis in outline, and each wedge with its thin edge."""

from collections.abc import Iterator
from math import hypot

from sot_engine.domain.figure import Figure, Spot, Wedge
from sot_engine.reports.figure_words import FACE, KEY, SIDE_OF, caption_of, described, lettered
from sot_engine.reports.markup import Markup, el

WIDE = 520
SCALE = 84
"""Pixels for half the ASIS-ASIS width."""
MIDDLE, LEVEL = WIDE / 2, 166
"""Where the point between the PSIS lies."""
LONG, BROAD = 0.92, 0.4
"""A wedge, smaller than to scale, so that two of them and the bones can be told apart."""
PAST = 0.14
"""How far the thin edge lies past the landmark."""
LEGEND = 330
LINE = 15

BODY = {"fill": "none", "stroke": "#999", "stroke_width": "1.2"}
BONE = {"fill": "#fff", "stroke": "#555", "stroke_width": "1.3", "stroke_linejoin": "round"}
FONT = "Sot Sans, DejaVu Sans, Verdana, Arial, sans-serif"

_FLANK = "M 1.02,-1.28 C 0.98,-0.95 1.2,-0.75 1.36,-0.4 C 1.5,-0.1 1.66,0.5 1.68,0.85 C 1.68,1.1 1.56,1.45 1.5,1.62"
_THIGH = "M 0.16,1.62 C 0.12,1.5 0.06,1.42 0,1.36"
_ILIUM = (
    "M 0.34,-0.02 C 0.3,-0.3 0.5,-0.52 0.75,-0.58 C 0.95,-0.66 1.1,-0.7 1.15,-0.6 C 1.26,-0.4 1.1,-0.2 1.0,-0.05 "
    "C 0.94,0.12 0.98,0.3 1.05,0.46 C 1.04,0.8 0.72,1.28 0.45,1.2 C 0.28,1.14 0.2,0.98 0.08,0.92 L 0.08,0.76 "
    "C 0.3,0.72 0.52,0.62 0.56,0.44 C 0.5,0.28 0.38,0.18 0.34,-0.02 Z"
)
_FEMUR = (
    "M 1.0,1.62 C 1.08,1.35 1.12,1.2 1.16,1.04 C 1.08,0.94 0.98,0.84 0.94,0.72 C 0.92,0.56 1.08,0.5 1.16,0.6 "
    "C 1.2,0.66 1.26,0.68 1.34,0.7 C 1.48,0.74 1.5,0.92 1.4,1.04 C 1.34,1.2 1.3,1.4 1.24,1.62"
)
_SACRUM = "M -0.42,-0.36 L 0.42,-0.36 C 0.4,0.0 0.2,0.4 0.07,0.56 L -0.07,0.56 C -0.2,0.4 -0.4,0.0 -0.42,-0.36 Z"
"""Outlines in the units of the figure, x to the right and y to the feet; the left half is the mirror image."""


def figure_svg(figure: Figure, *, with_words: bool = True) -> Markup:
    """The placement seen from above the table, with what it is, left and right, and each wedge in words.

    Without its heading and the words of the wedges it is a picture to stand above them.
    """
    top, high = (0, LEGEND + 2 * LINE * len(figure.wedges) + LINE) if with_words else (LINE, LEGEND - 8 - LINE)
    told = (el("title", caption_of(figure).heading), el("desc", described(figure)))
    ground = (el("rect", x="0", y="0", width=f"{WIDE}", height=f"{high}", fill="#fff"),) if with_words else ()
    option = _text(caption_of(figure).option, MIDDLE, top + 18, 14, font_weight="bold")
    words = _words(figure) if with_words else ()
    drawn = (*_pelvis(figure), *_sides(figure), *_wedges(figure))
    return el(
        "svg", *told, *ground, option, *drawn, *words, xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 {top} {WIDE} {high}", role="img", aria_label=described(figure), font_family=FONT,
        text_anchor="middle",
    )  # fmt: skip


def _pelvis(figure: Figure) -> Iterator[Markup]:
    """The outline of the body, then the bones: face down the sacrum lies on top, face up the hip bones do."""
    flanks, femurs, halves = _both(_FLANK, _THIGH), _both(_FEMUR), _both(_ILIUM)
    sacrum = el("path", d=_outline(_SACRUM, 1))
    on_top = (halves, sacrum) if figure.position == "prone" else (sacrum, halves)
    yield from (el("g", flanks, **BODY), el("g", femurs, *on_top, **BONE))
    yield from (_text("head", MIDDLE, 60, 11), _text("feet", MIDDLE, LEGEND - 16, 11))
    name, y = ("sacrum", LEVEL - 8) if figure.position == "prone" else ("pubis", LEVEL + 92)
    yield _text(name, MIDDLE, y, 9)


def _both(*outlines: str) -> Markup:
    """Outlines of the left half with their mirror images; none lies over another, so that they are one path."""
    return el("path", d=" ".join(_outline(path, way) for path in outlines for way in (-1, 1)))


def _outline(path: str, way: int) -> str:
    """An outline of the figure on the page, or its mirror image."""
    return " ".join(_pair(word, way) if "," in word else word for word in path.split())


def _pair(word: str, way: int) -> str:
    x, y = map(float, word.split(","))
    return "{:.1f},{:.1f}".format(*_page(Spot(way * x, y)))


def _page(spot: Spot) -> Spot:
    return Spot(MIDDLE + spot.x * SCALE, LEVEL + spot.y * SCALE)


def _sides(figure: Figure) -> Iterator[Markup]:
    for letter, x in zip(figure.letters, (34, WIDE - 34), strict=True):
        yield _text(letter, x, LEVEL + 2, 26, font_weight="bold")
        yield _text(SIDE_OF[letter], x, LEVEL + 18, 11)
    yield _text(FACE[figure.position].upper(), WIDE - 12, 60, 11, text_anchor="end", font_weight="bold")


def _wedges(figure: Figure) -> Iterator[Markup]:
    for letter, wedge, _ in lettered(figure):
        yield _wedge(figure, letter, wedge)


def _wedge(figure: Figure, letter: str, wedge: Wedge) -> Markup:
    """A wedge with a dark thick end, its letter on it, and an arrow to its thin edge."""
    spot, way = figure.spot(wedge), figure.pointing(wedge)
    toe = Spot(spot.x + way.x * PAST, spot.y + way.y * PAST)

    def at(back: float, aside: float) -> Spot:
        """A point of the wedge: so far behind its thin edge, so far beside its middle."""
        return _page(Spot(toe.x - way.x * back - way.y * aside, toe.y - way.y * back + way.x * aside))

    half, dark = BROAD / 2, LONG * 0.66
    whole = _shape((at(0, -half), at(0, half), at(LONG, half), at(LONG, -half)), fill="#fff")
    thick = _shape((at(dark, -half), at(dark, half), at(LONG, half), at(LONG, -half)), fill="#000")
    arrow = _arrow(at(dark, 0), at(0.04, 0))
    middle = at((LONG + dark) / 2, 0)
    name = _text(letter, middle.x, middle.y + 5, 14, font_weight="bold", fill="#fff")
    return el("g", whole, thick, arrow, name)


def _shape(corners: tuple[Spot, ...], **style: str) -> Markup:
    points = " ".join(f"{spot.x:.1f},{spot.y:.1f}" for spot in corners)
    return el("polygon", points=points, stroke="#000", stroke_width="1.8", stroke_linejoin="round", **style)


def _arrow(start: Spot, tip: Spot) -> Markup:
    length = hypot(tip.x - start.x, tip.y - start.y)
    x, y = (tip.x - start.x) / length, (tip.y - start.y) / length
    neck = Spot(tip.x - 11 * x, tip.y - 11 * y)
    line = el("line", x1=f"{start.x:.1f}", y1=f"{start.y:.1f}", x2=f"{neck.x:.1f}", y2=f"{neck.y:.1f}", stroke="#000",
              stroke_width="2.2")  # fmt: skip
    head = (tip, Spot(neck.x - 6 * y, neck.y + 6 * x), Spot(neck.x + 6 * y, neck.y - 6 * x))
    points = " ".join(f"{spot.x:.1f},{spot.y:.1f}" for spot in head)
    return el("g", line, el("polygon", points=points))


def _words(figure: Figure) -> Iterator[Markup]:
    yield _text(caption_of(figure).heading, MIDDLE, 36, 12)
    y = LEGEND + 4
    for letter, _, (where, points) in lettered(figure):
        yield _text(letter, 40, y, 12, font_weight="bold", text_anchor="start")
        yield _text(f"{where};", 60, y, 12, text_anchor="start")
        yield _text(points, 60, y + LINE, 12, text_anchor="start")
        y += 2 * LINE
    yield _text(KEY, 40, y + 4, 10, text_anchor="start")


def _text(word: str, x: float, y: float, size: int, **style: str) -> Markup:
    """Words around a place, in black, unless their style says otherwise."""
    return el("text", word, x=f"{x:.1f}", y=f"{y:.1f}", font_size=f"{size}", **style)

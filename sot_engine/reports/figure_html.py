"""The block figure on a page: the picture, and the words of its wedges as text that can be searched and copied."""

from sot_engine.domain.figure import Figure
from sot_engine.reports.figure_svg import figure_svg
from sot_engine.reports.figure_words import KEY, caption_of, lettered
from sot_engine.reports.markup import Markup, el


def figure_html(figure: Figure) -> Markup:
    """One frame with both in it. A line of text in an SVG is laid out sign by sign; here it is one line of the page."""
    told = (el("p", el("b", f"{letter}\t"), "; ".join(words)) for letter, _, words in lettered(figure))
    caption = el("figcaption", el("p", caption_of(figure).heading, class_="heading"), *told, el("p", KEY, class_="key"))
    return el("figure", figure_svg(figure, with_words=False), caption)

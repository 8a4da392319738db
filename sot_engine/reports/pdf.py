"""A page as PDF; WeasyPrint is an extra and is asked for only here."""

import atexit
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from xml.etree import ElementTree as ET

from sot_engine.errors import MachineLacks, extra
from sot_engine.reports.boxes import boxes_noticed, boxes_words
from sot_engine.reports.markup import DOCTYPE, VOID, el

FONTS = Path(__file__).with_name("fonts")
FACES = (("DejaVuSans.ttf", "normal"), ("DejaVuSans-Bold.ttf", "bold"))
"""The font that comes along, so that a page looks the same, byte for byte, on every machine."""
ELEMENTS = Path(__file__).with_name("print.css")
"""How elements stand before the stylesheet of a page is read."""
BOXES = "font-weight: bold; margin: 0 0 3mm"
"""How a page says that some of its signs are boxes."""
STYLES = 4
"""How many stylesheets are kept; there are three kinds of pages."""


def pdf_bytes(html: str) -> bytes:
    """Print one HTML page; the same page gives the same bytes.

    Signs that no font of the machine has would stand as boxes; the page then says so above everything, and a warning of
    the same words is logged, which a command shows on standard error.
    Errors: MachineLacks when WeasyPrint or a library below it is not there.
    """
    try:
        import weasyprint  # noqa: F401  # so that what is missing is said here; it is used below
    except (ImportError, OSError) as error:
        message = f"the PDF needs WeasyPrint: {str(error).splitlines()[0]}"
        libraries = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        hint = f"{extra('pdf')}; on Debian and Ubuntu also apt install {libraries}"
        raise MachineLacks(message, hint=hint) from error
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    page, style = _apart(html)
    page = breakable(page)

    def printed(page: str) -> bytes:
        known, faces = _fonts()
        return bytes(_our_own(_read(page)).write_pdf(stylesheets=[faces, _sheet(style)], font_config=known))

    with _lock, _no_time(), boxes_noticed() as boxes:
        content = printed(page)
        if not boxes:
            return content
        words = boxes_words(boxes)
        content = printed(page.replace("<body>", f"<body>{el('p', words, style=BOXES)}", 1))
    logging.getLogger(__name__).warning(words)
    return content


_lock = Lock()
"""One page at a time: the variable below belongs to the whole process."""


def breakable(html: str) -> str:
    """A page with a place to break after each hundred letters of a word: no line is as long as that.

    Where a word of thousands may break, the library looks for again on each of its lines.
    """
    return "".join(part if part.startswith("<") else _LONG.sub("\\g<0>\u200b", part) for part in _TAG.split(html))


_TAG = re.compile(r"(<[^>]*>)")
_LONG = re.compile("(?:&#?\\w+;|[^\\s<>&]){100}(?=[^\\s<>\u0300-\u036f\u200c\u200d\ufe0f])")
"""Never before a sign that belongs to the letter before it."""


def _apart(html: str) -> tuple[str, str]:
    """A page without its stylesheet, and the stylesheet, which is the same for every page of its kind."""
    before, found, rest = html.partition("<style>")
    style, ended, after = rest.partition("</style>")
    return (f"{before}{after}", style) if found and ended else (html, "")


def _read(page: str) -> Any:
    """A page as WeasyPrint reads it; one of ours is XML as well, which is read in a tenth of the time.

    Its tree is filled into the one of an empty page, so that nothing but that tree has to be known of the library.
    """
    from weasyprint import HTML

    if not page.startswith(DOCTYPE):
        return HTML(string=page)
    try:
        ours = ET.fromstring(_VOID.sub(r"<\1/>", page.removeprefix(DOCTYPE)))  # noqa: S314  # written by us
    except ET.ParseError:  # of a sign that XML has not; no page of ours should have one
        return HTML(string=page)
    document = HTML(string="")
    document.etree_element[:] = ours
    document.etree_element.attrib.update(ours.attrib)
    return document


_VOID = re.compile(f"<((?:{'|'.join(VOID)})\\b[^>]*)>")


@cache
def _fonts() -> tuple[Any, Any]:
    """The fonts as they are known to what lays out text, and their stylesheet; opening them takes a tenth of a page."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    known = FontConfiguration()
    atexit.register(_fonts.cache_clear)  # its folder can be removed only while Python is still whole
    return known, CSS(string="\n".join(_face(file, weight) for file, weight in FACES), font_config=known)


def _our_own(page: Any) -> Any:
    """A page as WeasyPrint read it, whose elements stand as our own sheet says.

    It asks for that sheet by a name of its own; a version that asks no more prints the same page, only slower.
    """
    page._ua_stylesheets = lambda *_, **__: [_elements()]  # noqa: SLF001
    return page


@cache
def _elements() -> Any:
    """Our sheet for what elements are, as WeasyPrint reads it."""
    from weasyprint import CSS

    return CSS(string=ELEMENTS.read_text(encoding="utf-8"))


@lru_cache(STYLES)
def _sheet(style: str) -> Any:
    """A stylesheet as WeasyPrint reads it; reading it takes as long as setting half a page."""
    from weasyprint import CSS

    return CSS(string=style)


@contextmanager
def _no_time() -> Iterator[None]:
    """While this lasts, the fonts that are packed into the file bear no time of their own.

    fontTools writes the present time into them unless this variable, known from reproducible builds, names another.
    """
    before = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    try:
        yield
    finally:
        if before is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = before


def write_pdf(html: str, path: Path) -> None:
    """Print one HTML page into a PDF file.

    Errors: MachineLacks when WeasyPrint or a library below it is not there.
    """
    path.write_bytes(pdf_bytes(html))


def _face(file: str, weight: str) -> str:
    address = (FONTS / file).resolve().as_uri()
    return f'@font-face {{ font-family: "Sot Sans"; font-weight: {weight}; src: url("{address}"); }}'

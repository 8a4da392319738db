"""A page as PDF; WeasyPrint is an extra and is asked for only here."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from sot_engine.errors import MachineLacks

FONTS = Path(__file__).with_name("fonts")
FACES = (("DejaVuSans.ttf", "normal"), ("DejaVuSans-Bold.ttf", "bold"))
"""The font that comes along, so that a page looks the same, byte for byte, on every machine."""


def pdf_bytes(html: str) -> bytes:
    """Print one HTML page; the same page gives the same bytes.

    Errors: MachineLacks when WeasyPrint or a library below it is not there.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError) as error:
        message = f"the PDF needs WeasyPrint: {str(error).splitlines()[0]}"
        libraries = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        hint = f"pip install 'sot-engine[pdf]'; on Debian and Ubuntu also apt install {libraries}"
        raise MachineLacks(message, hint=hint) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    logging.getLogger("fontTools").setLevel(logging.ERROR)
    known = FontConfiguration()
    faces = CSS(string="\n".join(_face(file, weight) for file, weight in FACES), font_config=known)
    with _no_time():
        return bytes(HTML(string=html).write_pdf(stylesheets=[faces], font_config=known))


_lock = Lock()


@contextmanager
def _no_time() -> Iterator[None]:
    """While this lasts, the fonts that are packed into the file bear no time of their own.

    fontTools writes the present time into them unless this variable, known from reproducible builds, names another.
    """
    with _lock:
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

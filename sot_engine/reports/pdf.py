"""A page as PDF; WeasyPrint is an extra and is asked for only here."""

import logging
from pathlib import Path

from sot_engine.errors import MachineLacks


def write_pdf(html: str, path: Path) -> None:
    """Print one HTML page into a PDF file.

    Errors: MachineLacks when WeasyPrint or a library below it is not there.
    """
    try:
        from weasyprint import HTML
    except (ImportError, OSError) as error:
        message = f"the PDF needs WeasyPrint: {str(error).splitlines()[0]}"
        hint = "pip install 'sot-engine[book]'; on Debian and Ubuntu also apt install libpango-1.0-0 libpangoft2-1.0-0"
        raise MachineLacks(message, hint=hint) from error
    logging.getLogger("weasyprint").setLevel(logging.ERROR)
    HTML(string=html).write_pdf(path)

"""Print the book of a pack: the HTML always, the PDF where the machine can."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from sot_engine.errors import MachineLacks
from sot_engine.packs.own import open_pack
from sot_engine.reports.book import book
from sot_engine.reports.pdf import write_pdf


def print_book(pack: str, out: str) -> Iterator[Path]:
    """Write the book into a folder and give each file as it is there, the HTML first.

    Errors: MachineLacks for a folder that cannot be written, or after the HTML when there is no WeasyPrint; whatever
    is wrong with the pack.
    """
    own = open_pack(pack)
    html = book(own, datetime.now(UTC).date().isoformat())
    page = Path(out) / f"{own.pack.id}-{own.pack.version}.html"
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(html, encoding="utf-8")
        yield page
        write_pdf(html, page.with_suffix(".pdf"))
        yield page.with_suffix(".pdf")
    except OSError as error:
        message = f"{out} cannot be written: {error.strerror or error}"
        raise MachineLacks(message, hint="choose another folder with --out") from error

"""Begin an entry from a file: a visit file, or a FHIR bundle that was exported from a chart."""

from collections.abc import Sequence
from pathlib import Path

from sot_engine.domain.chart import ChartEntry
from sot_engine.intake.visit_file import read_visit
from sot_engine.packs.shelf import read_pack
from sot_engine.store.database import Database
from sot_engine.workflow.charts.import_entry import import_entry
from sot_engine.workflow.charts.import_fhir import import_fhir
from sot_engine.workflow.charts.new_visit import new_visit

_HEAD = 4_000
"""A bundle names itself within so many bytes of its beginning."""


def import_file(
    records: Database, path: str, by: str, *, pack: str = "sot-core", with_: Sequence[str] = (), name: str = ""
) -> ChartEntry:
    """Record what a file holds as a draft of this practice, to be reviewed and signed here.

    Errors: VisitError for a file that cannot be read; as of `new_visit`.
    """
    read = read_pack(pack, with_)
    if _is_bundle(path):
        return import_entry(records, import_fhir(path, read), by, pack=pack, with_=with_)
    return new_visit(records, read_visit(path, read), by, pack=pack, with_=with_, name=name)


def _is_bundle(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"resourceType"' in head

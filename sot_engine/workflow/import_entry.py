"""Begin an entry from a file: a visit file, or a FHIR bundle that was exported from a chart."""

from collections.abc import Sequence
from pathlib import Path

from sot_engine.domain.chart import ChartEntry
from sot_engine.intake.visit_file import read_visit
from sot_engine.packs.shelf import read_pack
from sot_engine.store.database import Database
from sot_engine.workflow.edit_visit import Edit, edit_visit
from sot_engine.workflow.import_fhir import import_fhir
from sot_engine.workflow.new_visit import new_visit

_HEAD = 4_000
"""A bundle names itself within so many bytes of its beginning."""


def import_entry(
    records: Database, path: str, by: str, *, pack: str = "sot-core", with_: Sequence[str] = (), name: str = ""
) -> ChartEntry:
    """Record what a file holds as a draft of this practice, to be reviewed and signed here.

    Of a bundle the exam, the history, the plan, the blocks used and the scores are taken over. Reviews and signatures
    are those of the other chart and stay in the bundle.
    Errors: VisitError for a file that cannot be read; as of `new_visit`.
    """
    read = read_pack(pack, with_)
    if not _is_bundle(path):
        return new_visit(records, read_visit(path, read), by, pack=pack, with_=with_, name=name)
    told = import_fhir(path, read)
    entry = new_visit(records, told.visit, by, pack=pack, with_=with_, name=name or told.patient.name)
    edit = Edit(history=told.history, plan=told.plan, blocks=told.blocks, scores=told.scores)
    return edit_visit(records, entry.id, by, edit)


def _is_bundle(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            head = file.read(_HEAD)
    except OSError:
        return False
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"{") and b'"resourceType"' in head

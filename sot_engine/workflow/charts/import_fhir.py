"""Import a chart entry from a FHIR R4 bundle that was exported here."""

from pathlib import Path

from sot_engine import __version__
from sot_engine.domain.assessment import Assessment
from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import CommitRefused, ImpossibleValue, Place, VisitSyntax
from sot_engine.exchange.reader import MAX_BYTES, read_bundle
from sot_engine.inference.assess import assess
from sot_engine.workflow.charts.export_fhir import fhir_id


def import_fhir(path: str | Path, pack: Pack) -> ChartEntry:
    """Read a chart entry from a bundle file, equal to the one that was exported.

    Errors: VisitSyntax for a file that cannot be read; whatever `read_bundle` finds wrong in it.
    """
    file = Path(path)
    name = file.as_posix()
    try:
        if file.stat().st_size > MAX_BYTES * 4:  # a letter has up to four bytes; the reader counts letters
            message = f"the file is larger than {MAX_BYTES * 4 // 1_000_000} MB"
            raise VisitSyntax(message, where=Place(name), hint="a bundle holds one visit")
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        message = f"the file cannot be read: {(error.strerror or str(error)).lower()}"
        raise VisitSyntax(message, where=Place(name), hint="check the name and the permission") from None
    except UnicodeDecodeError:
        message = "the file is not UTF-8 text"
        raise VisitSyntax(message, where=Place(name), hint="save it as UTF-8") from None
    return borne_out(read_bundle(text, pack, fhir_id, name), pack, name)


def borne_out(entry: ChartEntry, pack: Pack, file: str) -> ChartEntry:
    """The entry, once the rules have given the same assessment again.

    It is asked of the same rules and the same program only; with others, another answer would say nothing.
    Errors: ImpossibleValue where the assessment is another.
    """
    found = entry.assessment
    if found is None or (found.pack.sha256, found.engine.sot_engine) != (pack.sha256, __version__):
        return entry
    if _assessed(entry.visit, found, pack) != found:
        message = "the rules do not give this assessment for these findings"
        raise ImpossibleValue(message, where=Place(file), hint="export the visit again; the bundle was changed")
    return entry


def _assessed(visit: Visit, found: Assessment, pack: Pack) -> Assessment | None:
    """What the rules give for the visit; nothing where the category that was committed is no candidate."""
    try:
        again = assess(pack, visit, commit=found.committed, explained=found.explained)
    except CommitRefused:
        return None
    return again._replace(engine=found.engine)

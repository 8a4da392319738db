"""Import a chart entry from a FHIR R4 bundle that was exported here."""

from pathlib import Path

from sot_engine.domain.chart import ChartEntry
from sot_engine.domain.pack import Pack
from sot_engine.errors import Place, VisitSyntax
from sot_engine.exchange.reader import MAX_BYTES, read_bundle
from sot_engine.workflow.export_fhir import fhir_id


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
    return read_bundle(text, pack, fhir_id, name)

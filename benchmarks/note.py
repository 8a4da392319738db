"""The note of a visit as text, as FHIR and as PDF, from the entry to the last line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure, at_most
from benchmarks.measure import Samples, time_each
from sot_engine import assess, read_visit
from sot_engine.domain.chart import ChartEntry, Identity, Person, Score
from sot_engine.domain.pack import Pack
from sot_engine.reports.pdf import pdf_bytes
from sot_engine.workflow.charts.export_visit import ExportFormat, exported

VISIT = Path(__file__).parents[1] / "examples" / "category-ii-left.yaml"
ALLOWED_MS = 300.0
LIBRARIES: Mapping[ExportFormat, tuple[str, ...]] = {"pdf": ("weasyprint",), "fhir": ("fhir.resources.R4B.bundle",)}
"""The libraries of others that a process imports, once, before its first note in a form."""
FORMS: tuple[tuple[ExportFormat, str], ...] = (("text", "text"), ("fhir", "a FHIR bundle"), ("pdf", "PDF"))


def note_figures(pack: Pack, times: int) -> list[Figure]:
    """How long the first note of a process takes in each form, with what it imports, and how long the others do."""
    visit = read_visit(VISIT, pack)
    who = Person(id="p", name="E. Xample", credentials="DC")
    entry = ChartEntry(
        id="v-1", patient=Identity(id="i", ref="EXAMPLE"), stage="draft", opened_by=who, opened_at=visit.examined_at,
        visit=visit, assessment=assess(pack, visit), scores=(Score(measure="NPRS", value=4, at=visit.examined_at),),
    )  # fmt: skip
    later = [replace(entry, id=f"v-{number}") for number in range(times)]
    return [told for form, name in FORMS for told in _form(form, name, entry, later, pack)]


def _beside_its_words(entries: Sequence[ChartEntry], pack: Pack) -> Figure:
    """What printing a note takes beside printing its words alone, in turns: what is left is not for us to save."""
    ours, bare = Samples("note"), Samples("words")
    for entry in entries:
        page = exported(entry, pack, "html").decode()
        for samples, printed in ((ours, page), (bare, _words(page))):
            time_each(samples, pdf_bytes, [printed])
    times = median(ours.worked) / median(bare.worked)
    return Figure(what="a note as PDF beside its words as bare paragraphs, WeasyPrint both", value=f"{times:.2f} times")


def _words(page: str) -> str:
    """The words of a page, a paragraph for each that it has, without a picture, a style or anything beside them."""
    body = re.sub(r"(?s)<(svg|head)\b.*?</\1>", "", page)
    told = (re.sub("<[^>]+>", "", part).strip() for part in re.split("</(?:p|h[1-3]|dd|dt)>|(?=<p>)", body))
    return "".join(f"<p>{part}</p>" for part in told if part)


def _form(form: ExportFormat, name: str, first: ChartEntry, later: Sequence[ChartEntry], pack: Pack) -> list[Figure]:
    imported, once, often = Samples("imported"), Samples("first"), Samples("later")
    time_each(imported, import_module, LIBRARIES.get(form, ()))
    time_each(once, lambda one: exported(one, pack, form), [first])
    time_each(often, lambda one: exported(one, pack, form), later)
    alone = [
        Figure(what=f"of that, importing {library}, before any line of ours", value=f"{seconds * 1000:.0f} ms")
        for library, seconds in zip(LIBRARIES.get(form, ()), imported.seconds, strict=True)
    ]
    whole = sum((*imported.seconds, *once.seconds)) * 1000
    if form == "pdf":
        alone.append(_beside_its_words(later, pack))
    return [
        at_most(f"the first note of a process as {name}, in process", whole, ALLOWED_MS, "ms"),
        *alone,
        at_most(f"a note as {name}, in process, median", often.median_us / 1000, ALLOWED_MS, "ms"),
        at_most(f"a note as {name}, what one core worked, median", often.worked_us / 1000, ALLOWED_MS, "ms"),
    ]

"""The note of a visit as text, from the entry to the last line."""

from dataclasses import replace
from pathlib import Path

from benchmarks.figure import Figure, at_most
from benchmarks.measure import Samples, time_each
from sot_engine import assess, read_visit
from sot_engine.domain.chart import ChartEntry, Identity, Person, Score
from sot_engine.domain.pack import Pack
from sot_engine.workflow.charts.write_note import note_bytes

VISIT = Path(__file__).parents[1] / "examples" / "category-ii-left.yaml"
ALLOWED_MS = 300.0


def note_figures(pack: Pack, times: int) -> list[Figure]:
    """How long the first note of a process takes, which reads the outcome measures, and how long the others do."""
    visit = read_visit(VISIT, pack)
    who = Person(id="p", name="E. Xample", credentials="DC")
    entry = ChartEntry(
        id="v-1", patient=Identity(id="i", ref="EXAMPLE"), stage="draft", opened_by=who, opened_at=visit.examined_at,
        visit=visit, assessment=assess(pack, visit), scores=(Score(measure="NPRS", value=4, at=visit.examined_at),),
    )  # fmt: skip
    first, later = Samples("first"), Samples("later")
    time_each(first, lambda one: note_bytes(one, pack, "text"), [entry])
    time_each(later, lambda one: note_bytes(one, pack, "text"), [replace(entry, id=f"v-{n}") for n in range(times)])
    return [
        at_most("the first note of a process as text, in process", first.median_us / 1000, ALLOWED_MS, "ms"),
        at_most("a note as text, in process, median", later.median_us / 1000, ALLOWED_MS, "ms"),
    ]

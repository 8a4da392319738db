"""Compare two packs over a table of exams."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from sot_engine.domain.pack import OUTCOMES, Pack
from sot_engine.packs.shelf import read_pack
from sot_engine.workflow.registry.assess_registry import Watcher, visit_reader
from sot_engine.workflow.registry.extra import registry_extra

if TYPE_CHECKING:
    from sot_engine.registry.drift import Drift


TITLE = "Outcomes of the same exams under two packs"


class Measured(NamedTuple):
    """Two packs, and what changes from the one to the other."""

    before: Pack
    after: Pack
    names: tuple[str, str]
    found: "Drift"


def measure_drift(
    before: str, after: str, table: str, *, within: str = "exams", partial: bool = False, watcher: Watcher | None = None
) -> Measured:
    """Read every exam of a table under both packs, each by its id or a path to its folder.

    Errors: whatever is wrong with a pack or the table.
    """
    packs = read_pack(before), read_pack(after)
    with registry_extra():
        from sot_engine.registry.drift import drift, union_layout
        from sot_engine.registry.opening import Opening, open_source
    with TemporaryDirectory() as folder:
        how = Opening(union_layout(*packs), Path(folder), partial, within, visit_reader(packs[1]))
        source = open_source(table, how)
        if watcher:
            watcher.begin(source.size, source.unit, resumed=False)
        return Measured(
            *packs, _names(packs, (before, after)), drift(*packs, source, watcher.step if watcher else None)
        )


def drift_csv(measured: Measured) -> str:
    """The matrices as CSV."""
    from csv import writer
    from io import StringIO

    from sot_engine.registry.drift import rows

    text = StringIO()
    out = writer(text, lineterminator="\n")
    out.writerow(("what", "from", "to", "exams"))
    out.writerows(rows(measured.found))
    return text.getvalue()


def drift_svg(measured: Measured) -> str:
    """The matrix of outcomes as a plot.

    Errors: MachineLacks without Matplotlib.
    """
    with registry_extra():
        from sot_engine.registry.plots import matrix

        return matrix(measured.found.matrix["outcome"], OUTCOMES, measured.names, TITLE)


def _names(packs: tuple[Pack, Pack], asked: tuple[str, str]) -> tuple[str, str]:
    """Two packs by id and version; by how they were asked for where those are the same."""
    one, two = (f"{pack.id} {pack.version}" for pack in packs)
    return (one, two) if one != two else (f"{one} ({asked[0]})", f"{two} ({asked[1]})")

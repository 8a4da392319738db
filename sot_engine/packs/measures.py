"""The outcome measures of the shelf: `measures.yaml` beside the packs."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from sot_engine.domain.chart import Measure
from sot_engine.domain.measure import OutcomeMeasure
from sot_engine.errors import PackError, PackFaults, PackNotFound, PackShape, Place, raise_faults
from sot_engine.packs.content import read_file
from sot_engine.packs.shape import shape
from sot_engine.packs.shelf import shelves

FILE = "measures.yaml"


def read_measures() -> Mapping[Measure, OutcomeMeasure]:
    """The measures of every shelf; one of the user's own shelves stands before that of the program.

    Errors: PackNotFound when no shelf has any; PackSyntax, PackShape or PackFaults for a file that is wrong.
    """
    files = [shelf / FILE for shelf in shelves() if (shelf / FILE).is_file()]
    if not files:
        message = f"no shelf holds {FILE}"
        raise PackNotFound(message, hint="install sot-engine again")
    return {name: measure for file in reversed(files) for name, measure in measures_of(file).items()}


@cache
def measures_of(path: Path) -> Mapping[Measure, OutcomeMeasure]:
    """The measures of one file, read once."""
    shown = f"{path.parent.name}/{path.name}"
    document = read_file(path, shown)
    faults: list[PackError] = []
    if not isinstance(document.data, list):
        message = "this file holds a list"
        raise PackShape(message, where=Place(shown), hint="start each entry with `- id:`")
    read = [
        shape(OutcomeMeasure, raw, document, (number,), f"in measure {number + 1}", faults)
        for number, raw in enumerate(document.data)
    ]
    raise_faults(faults, PackFaults)
    return {measure.id: measure for measure in read if measure}

"""Assess a whole table of exams, part by part, so that a run which was killed can go on where it stopped."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias

from sot_engine import __version__
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import Place, TableUnreadable
from sot_engine.intake.visit_file import read_visit_text
from sot_engine.packs.shelf import read_pack
from sot_engine.workflow.registry.extra import registry_extra
from sot_engine.workflow.registry.place import must_be_free

if TYPE_CHECKING:
    from sot_engine.registry.job import Done, Job
    from sot_engine.registry.source import Part, Source

    Spread: TypeAlias = Callable[[Job, Iterable[Part]], Iterator[Done]]


class Asked(NamedTuple):
    """What a run was asked to do."""

    table: str
    out: Path
    pack: str = "sot-core"
    with_: tuple[str, ...] = ()
    rejects: Path | None = None
    within: str = "exams"
    """The table of a database that holds the exams."""

    partial: bool = False
    sides: bool = False
    fresh: bool = False
    """Begin anew instead of going on with a run that was stopped."""

    replace: bool = False
    """Write over the result of an earlier run."""

    @property
    def places(self) -> tuple[Path, Path]:
        """Where the result goes, and the rows that cannot be read."""
        return self.out, self.rejects or self.out.with_name(f"{self.out.name}.rejects.csv")


class Watcher(Protocol):
    """Whoever wants to see how far a run is."""

    def begin(self, size: int, unit: str, *, resumed: bool) -> None:
        """The run begins; `size` is how much there is to do, counted in `unit`."""

    def step(self, done: "Done") -> None:
        """A part is done."""


class Assessed(NamedTuple):
    """What a run made."""

    exams: int
    outcomes: Mapping[str, int]
    rejected: int
    rejects: Path


def assess_registry(asked: Asked, watcher: Watcher, spread: "Spread | None" = None) -> Assessed:
    """Assess every exam of a table into a file, which appears when it is whole.

    `spread` says who works on the parts; without it they are assessed one after the other, here.
    Errors: whatever is wrong with the pack or the table; RunConflict, MachineLacks.
    """
    pack = read_pack(asked.pack, asked.with_)
    with registry_extra():
        from sot_engine.registry.gather import gather
        from sot_engine.registry.job import Job
        from sot_engine.registry.layout import Layout
        from sot_engine.registry.machine import parts_of
        from sot_engine.registry.opening import Opening, open_source
        from sot_engine.registry.resume import claimed, folder_of, is_begun
    folder = folder_of(asked.out)
    goes_on = is_begun(folder) and not asked.fresh
    must_be_free(asked.places, replace=asked.replace or goes_on)
    how = Opening(Layout.of(pack), folder / "buckets", asked.partial, asked.within, visit_reader(pack))
    source = open_source(asked.table, how)
    with claimed(folder, _asked(asked, pack, source.mark), fresh=asked.fresh) as resumed:
        job = Job(pack, source, folder, asked.sides)
        watcher.begin(source.size, source.unit, resumed=resumed)
        done = []
        for one in (spread or one_by_one)(job, parts_of(source)):
            watcher.step(one)
            done.append(one)
        done.sort()
        _check_unchanged(source, done)
        gather(job, done, *asked.places)
        outcomes = _outcomes(job, done)
    shutil.rmtree(folder, ignore_errors=True)
    return Assessed(sum(one.exams for one in done), outcomes, sum(one.rejects for one in done), asked.places[1])


def visit_reader(pack: Pack) -> Callable[[str, str], Visit]:
    """How a line that holds a whole visit is read."""
    return lambda text, name: read_visit_text(text, name, pack, is_json=True)


def one_by_one(job: "Job", parts: "Iterable[Part]") -> "Iterator[Done]":
    """Assess the parts here, one after the other; what is done already is not done again."""
    from sot_engine.registry.job import assess_part

    for part in parts:
        yield job.done(part) or assess_part(job, part)


def _check_unchanged(source: "Source", done: "list[Done]") -> None:
    """See to it that a table was the same from its first part to its last.

    Errors: TableUnreadable.
    """
    from sot_engine.registry.parquet_source import is_unchanged

    read = sum(one.exams + one.rejects for one in done)
    if not is_unchanged(source.mark) or (source.unit == "exams" and read != source.size):
        message = "it changed while it was read"
        hint = "run the command again with --fresh when nobody writes to it"
        raise TableUnreadable(message, where=Place(source.name), hint=hint)


def _asked(asked: Asked, pack: Pack, mark: Mapping[str, Any]) -> dict[str, Any]:
    """What must be the same for a run to go on with what an earlier one left."""
    return {
        "table": mark, "pack": [pack.id, pack.version, pack.sha256], "partial": asked.partial, "sides": asked.sides,
        "sot-engine": __version__,
    }  # fmt: skip


def _outcomes(job: "Job", done: "list[Done]") -> dict[str, int]:
    from sot_engine.registry.count import outcomes_of

    found: Counter[str] = Counter()
    for one in done:
        found.update(outcomes_of(job.table(one.number)))
    return {name: found[name] for name in job.pack.decision.outcomes}

"""Measure how far examiners agree: tables, folders and visit files of the same patients, gathered and compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sot_engine.domain.agreement import Agreement
from sot_engine.domain.pack import Pack
from sot_engine.errors import NothingToCompare, Place, SotError, VisitSyntax
from sot_engine.inference.agreement import estimate
from sot_engine.inference.examiners import Estimating, compare
from sot_engine.inference.panel import ORDINALS, Recording, between, raters, within
from sot_engine.intake.visit_file import MAX_BYTES, read_visit, read_visit_text
from sot_engine.workflow.registry.extra import registry_extra

VISITS = (".yaml", ".yml", ".json")
LINES = (".jsonl", ".ndjson")
SEED = 1
"""The same data give the same interval again, unless another seed is asked for."""


class Measured(NamedTuple):
    """Agreement between examiners, of examiners with themselves, and what could not be read."""

    between: Agreement | None
    within: Agreement | None
    faults: tuple[SotError, ...]


@dataclass
class _Gathered:
    sources: dict[str, list[Recording]] = field(default_factory=dict)
    faults: list[SotError] = field(default_factory=list)


def measure_agreement(names: Sequence[str], pack: Pack, *, resamples: int = 0, seed: int = SEED) -> Measured:
    """Compare examiners. Each name is a table, a folder or a file; a visit file alone is put with the others alone.

    With `resamples`, intervals come from so many draws of the patients instead of a formula.
    Errors: VisitError for an input that is not readable as a whole, NothingToCompare where no patient was seen twice.
    """
    gathered = _gather(names, pack)
    compared = raters(gathered.sources)
    estimating = _bootstrapped(resamples, seed) if resamples else estimate
    found = Measured(_agreement(pack, compared, estimating), _intra(pack, compared, estimating), tuple(gathered.faults))
    if found.between is None and found.within is None:
        several = sum(len(recordings) for recordings in gathered.sources.values())
        message = f"{several} exams, and no patient was seen by two examiners or twice by one"
        hint = "patients are matched by their reference; check that it is the same in all inputs"
        raise (gathered.faults[0] if gathered.faults and not several else NothingToCompare(message, hint=hint))
    return found


def _bootstrapped(resamples: int, seed: int) -> Estimating:
    with registry_extra():
        from sot_engine.registry.agreement import bootstrapped
    return bootstrapped(resamples, seed)


def _agreement(pack: Pack, compared: Mapping[str, Sequence[Recording]], estimating: Estimating) -> Agreement | None:
    panel = between(compared)
    found = compare(pack, panel, "between", estimating) if len(panel) > 1 else None
    if found is None or not found.patients:
        return None
    return found._replace(remarks=tuple(_remarks(compared)))


def _remarks(compared: Mapping[str, Sequence[Recording]]) -> Iterator[str]:
    again = sum(len(found) - len({one.patient for one in found}) for found in compared.values())
    if again:
        yield f"Of patients seen more than once by the same examiner, the first exam is compared; {again} left out."
    names = [{one.examiner for one in found} for found in compared.values()]
    if len(names) > 1 and len(set.union(*names)) == 1:
        yield f"All inputs name the same examiner, {names[0].pop()}: this is agreement of one examiner with themselves."


def _intra(pack: Pack, compared: Mapping[str, Sequence[Recording]], estimating: Estimating) -> Agreement | None:
    panel = within(compared)
    if len(panel) <= 1:
        return None
    found = compare(pack, panel, "within", estimating)
    seen = {patient.partition("\n")[0] for patient in panel[ORDINALS[0]]}
    told = f"Of {len(seen)} examiner{'' if len(seen) == 1 else 's'} with patients seen more than once."
    return found._replace(remarks=(told,))


# --- Reading ----------------------------------------------------------------------------------------------------------


def _gather(names: Sequence[str], pack: Pack) -> _Gathered:
    gathered = _Gathered()
    alone = all(Path(name).suffix.lower() in VISITS for name in names)
    for name in names:
        source = "exams" if alone else _called(name, names)
        found = gathered.sources.setdefault(source, [])
        for one in _read(name, pack):
            if isinstance(one, SotError):
                gathered.faults.append(one)
            else:
                found.append(one)
    return gathered


def _called(name: str, names: Sequence[str]) -> str:
    """What an input is called: its name without the folders, where that tells it from the others."""
    stems = [Path(other).stem for other in names]
    return Path(name).stem if stems.count(Path(name).stem) == 1 else name


def _read(name: str, pack: Pack) -> Iterator[Recording | SotError]:
    path = Path(name)
    if path.is_dir() and not any(path.glob("*.parquet")):
        files = sorted(file for file in path.iterdir() if file.suffix.lower() in VISITS)
        if not files:
            message = "the folder holds no visit files"
            raise VisitSyntax(message, where=Place(path.as_posix()), hint=f"they end in {', '.join(VISITS)}")
        return chain.from_iterable(_file(file, pack) for file in files)
    if path.suffix.lower() in VISITS:
        return _file(path, pack)
    if path.suffix.lower() in LINES and _holds_visits(path):
        return _lines(path, pack)
    return _table(name, pack)


def _file(path: Path, pack: Pack) -> Iterator[Recording | SotError]:
    try:
        visit = read_visit(path, pack)
    except SotError as error:
        yield error
    else:
        yield Recording(visit.examiner, visit.patient.ref, visit)


def _holds_visits(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig") as stream:
            return '"sot-visit/' in stream.readline(MAX_BYTES)
    except (OSError, UnicodeDecodeError):
        return False


def _lines(path: Path, pack: Pack) -> Iterator[Recording | SotError]:
    with path.open("rb") as stream:
        for number, raw in enumerate(stream, start=1):
            if not raw.strip():
                continue
            where = f"{path.as_posix()}, line {number}"
            try:
                visit = read_visit_text(raw.decode("utf-8-sig"), where, pack, is_json=True)
            except UnicodeDecodeError:
                yield VisitSyntax("the line is not UTF-8 text", where=Place(where), hint="save the file as UTF-8")
            except SotError as error:
                yield error
            else:
                yield Recording(visit.examiner, visit.patient.ref, visit)


def _table(name: str, pack: Pack) -> Iterator[Recording | SotError]:
    with registry_extra():
        from sot_engine.registry.recordings import read_recordings
    with TemporaryDirectory() as folder:
        for one in read_recordings(name, pack, Path(folder)):
            yield one if isinstance(one, SotError) else Recording(*one)

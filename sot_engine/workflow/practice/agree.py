"""Set two students beside each other, or one beside themselves: cases they answered, or visits that they recorded."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from sot_engine.domain.agreement import Line
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import Place, VisitShape
from sot_engine.inference.examiners import compare, compare_case
from sot_engine.intake.visit_file import read_visit
from sot_engine.packs.shelf import read_pack
from sot_engine.practice.agree import compare_pairs, pair_again, pair_students
from sot_engine.practice.attempt import Attempt
from sot_engine.workflow.practice.import_progress import read_export
from sot_engine.workflow.practice.open_progress import read_progress

VISITS = (".yaml", ".yml", ".json")
_HEAD = 4096
"""How much of a file is looked at to see what it is."""


class Compared(NamedTuple):
    """Who was compared, over how many cases, and how far they agree."""

    names: tuple[str, ...]
    cases: int
    lines: tuple[Line, ...]
    pack: Pack
    of: Literal["answers", "recordings"]
    """What was compared: the answers of students, or recordings of cases."""


def practice_agree(first: str, second: str | None, pack: str, with_: Sequence[str] = ()) -> Compared:
    """Compare learners, by name or exported file, or visit files and folders of them, matched by the names of files.

    One learner alone is compared with themselves: cases that were answered twice.
    Errors: NotFound for a learner; ProgressUnreadable, VisitError for a file; whatever is wrong with the pack.
    """
    read = read_pack(pack, tuple(with_))
    if second is None:
        pairs = pair_again(_attempts(first))
        return Compared((first,), len(pairs), compare_pairs(pairs) if pairs else (), read, "answers")
    if _is_visits(first) or _is_visits(second):
        return _recordings(first, second, read)
    pairs = pair_students(_attempts(first), _attempts(second))
    return Compared((first, second), len(pairs), compare_pairs(pairs) if pairs else (), read, "answers")


def _attempts(name: str) -> tuple[Attempt, ...]:
    """The attempts of an exported file where there is one of this name, else of a learner."""
    if Path(name).is_file() or os.sep in name or name.endswith(".json"):
        return read_export(name).attempts
    with read_progress(name) as progress:
        return progress.attempts()


def _is_visits(name: str) -> bool:
    path = Path(name)
    if path.is_dir():
        return True
    if not path.is_file() or path.suffix not in VISITS:
        return False
    with path.open(encoding="utf-8", errors="replace") as stream:
        return "sot-visit/" in stream.read(_HEAD)


def _recordings(first: str, second: str, pack: Pack) -> Compared:
    """Two visit files are one case; of two folders, the files with the same name are."""
    if Path(first).is_dir() != Path(second).is_dir():
        message = "a folder of visits is compared with a folder, and a visit with a visit"
        raise VisitShape(message, where=Place(second), hint="give two of a kind")
    ones, others = _visits(Path(first), pack), _visits(Path(second), pack)
    if Path(first).is_file():
        lines = compare_case(pack, {"first": next(iter(ones.values())), "second": next(iter(others.values()))})
        return Compared((first, second), 1, lines, pack, "recordings")
    both = len(ones.keys() & others.keys())
    lines = compare(pack, {"first": ones, "second": others}).lines if both else ()
    return Compared((first, second), both, lines, pack, "recordings")


def _visits(path: Path, pack: Pack) -> dict[str, Visit]:
    files = sorted(file for file in path.iterdir() if file.suffix in VISITS) if path.is_dir() else [path]
    stems = [file.stem for file in files]
    twice = next((stem for stem in stems if stems.count(stem) > 1), None)
    if twice is not None:
        message = f'two files are called "{twice}", and files of one name are one case'
        raise VisitShape(message, where=Place(path.as_posix()), hint="give one of the two another name")
    return {file.stem: read_visit(file, pack) for file in files}

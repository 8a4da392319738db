"""Finish an exam: its visit becomes a file, and its journal ends. It needs no terminal."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import JournalForeign, Place, SotError
from sot_engine.intake.about import ASKS, head_plain
from sot_engine.intake.change import added_up
from sot_engine.intake.journal import DONE, Journal, Line
from sot_engine.intake.step import ABOUT
from sot_engine.intake.visit_file import read_visit_text
from sot_engine.packs.shelf import DEFAULT, read_pack
from sot_engine.workflow.exams.keep_visit import keep_visit


class Finished(NamedTuple):
    """A visit that was written, and where."""

    path: Path
    visit: Visit
    pack: Pack
    options: tuple[str, ...] = ()
    """The words that name the pack on a command line, where it is not the one that is taken anyway."""


def finish(journal: Journal, head: Mapping[str, Any], visit: Visit, pack: Pack, out: str | None = None) -> Finished:
    """Write the visit file, whole or not at all, and end the journal.

    Errors: MachineLacks, and then the exam is still under way.
    """
    named = out or head["out"]
    path = keep_visit(visit, pack, Path(named) if named else _named(visit, head), is_named=bool(named))
    journal.end(DONE)
    return Finished(path, visit, pack, tuple(_options(head["pack"])))


def _options(named: Mapping[str, Any]) -> Iterator[str]:
    if named["name"] != DEFAULT:
        yield from ("--pack", named["name"])
    for extra in named["with"]:
        yield from ("--with", extra)


def finish_exam(path: Path, out: str | None = None) -> Finished:
    """Write what an exam under way holds, checked against the pack as it is now.

    It reads what each key did and not the key, so that it works after the pack or the program has changed.
    Errors: VisitError for what the pack cannot hold, JournalForeign when nobody was named yet, JournalDamaged,
    JournalInUse, MachineLacks.
    """
    journal, head, lines = Journal.resume(path)
    try:
        pack = read_pack(head["pack"]["name"], head["pack"]["with"])
        visit = read_visit_text(json.dumps(_plain(head, lines, path)), path.name, pack, is_json=True)
        return finish(journal, head, visit, pack, out)
    except SotError:
        journal.close()
        raise


def _plain(head: Mapping[str, Any], lines: Iterable[Line], path: Path) -> dict[str, Any]:
    """The visit as a visit file has it."""
    lines = tuple(lines)
    recorded = added_up(line.does for line in lines)
    if head["after"]:
        return {**head["after"], "after_blocking": {"findings": recorded["findings"]}}
    about = dict(line.event.text.split("=", 1) for line in lines if line.event.key == ABOUT)
    missing = [ask.says.lower() for ask in ASKS if ask.name not in about and not ask.is_optional]
    if missing:
        message = f"this exam cannot be written yet: {', '.join(missing)} not answered"
        raise JournalForeign(message, where=Place(path.name), hint="go on with it: `sot exam`")
    return {
        **head_plain(about, head["begun"]),
        **{name: part for name, part in recorded.items() if part or name == "findings"},
    }


def _named(visit: Visit, head: Mapping[str, Any]) -> Path:
    """What the file is called when nobody chose a name: by the reference and the day, a re-test beside its visit."""
    if head["beside"]:
        before = Path(head["beside"])
        return before.with_name(f"{before.stem}-retest.yaml")
    ref = re.sub(r"[^A-Za-z0-9]+", "-", visit.patient.ref).strip("-") or "patient"
    return Path(f"visit-{ref[:40]}-{visit.examined_at[:10]}.yaml")

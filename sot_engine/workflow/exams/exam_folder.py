"""Where exams under way are kept, and which there are."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from sot_engine.errors import JournalDamaged
from sot_engine.intake.journal import LEFT, OPEN, Journal, read_journal
from sot_engine.intake.step import ABOUT
from sot_engine.store.address import data_folder


class OpenExam(NamedTuple):
    """An exam under way: whose, since when, and how much of it there is; `fault` when its journal does not read."""

    path: Path
    patient: str = ""
    begun: str = ""
    findings: int = 0
    is_retest: bool = False
    fault: str = ""


def exam_folder() -> Path:
    """The folder of exams under way, beside the records."""
    return data_folder() / "exams"


def open_exams() -> tuple[OpenExam, ...]:
    """The exams under way, the newest first; one that died before its first line was written holds nothing."""
    folder = exam_folder()
    if not folder.is_dir():
        return ()
    paths = sorted(folder.glob(f"*{OPEN}"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return tuple(_told(path) for path in paths if b"\n" in path.read_bytes())


def drop_exam(path: Path) -> Path:
    """Give an exam up: it is offered no more, and its journal stays in the folder under the name that this gives.

    Errors: JournalInUse, JournalDamaged, MachineLacks.
    """
    return Journal.resume(path)[0].end(LEFT)


def _told(path: Path) -> OpenExam:
    try:
        head, lines = read_journal(path)
    except JournalDamaged as damaged:
        return OpenExam(path, fault=damaged.message)
    known: dict[str, object] = {}
    patient = str(_of_visit(head.get("after") or head.get("last")))
    for line in lines:
        known |= line.does.get("findings", {})
        name, _, given = line.event.text.partition("=")
        if line.event.key == ABOUT and name == "ref":
            patient = given
    names = {key.partition(".")[0] for key, value in known.items() if value is not None}
    return OpenExam(path, patient, head["begun"], len(names), bool(head.get("after")))


def _of_visit(visit: Mapping[str, Mapping[str, str]] | None) -> str:
    return visit["patient"]["ref"] if visit else ""

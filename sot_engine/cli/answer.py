"""What `sot assess` does once its command line was read: read, assess, render, and say how it went."""

import gc
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from itertools import chain

from sot_engine.cli.assess_line import AssessLine
from sot_engine.cli.output import Write, bytes_output, output
from sot_engine.cli.tell import tell, tell_misplaced
from sot_engine.domain.pack import Pack
from sot_engine.errors import SotError
from sot_engine.packs.shelf import read_pack
from sot_engine.reports.json_text import error_json, line_json, many_json, one_json
from sot_engine.reports.result import result_sheet
from sot_engine.workflow.assess_visits import Assessed, assess_lines, assess_visits, standard_input

_EVERY = 100
"""How many exams lie between two signs of life on a terminal."""


def answer(line: AssessLine) -> int:
    """Do what the line asks for and return the exit code: the highest of all visits.

    Errors: PackError, MachineLacks; what is wrong with a visit is told and the rest go on.
    """
    pack = read_pack(line.pack, line.with_)
    if line.is_batch:
        return _batch(line, pack)
    told = _Told(pack)
    explained = line.explain or line.format != "jsonl"
    results = told.only_good(assess_visits(line.visits, pack, commit=line.commit, explained=explained))
    first = next(results, None)
    if first is not None and line.format == "pdf":
        _print_pdf(line, pack, chain((first,), results))
    elif first is not None:
        with output(line.out) as write:
            _render(line, pack, first, results, write)
    elif line.format == "json" and len(line.visits) > 1 and line.out is None:  # a result that is there stays
        with output(None) as write:
            write(many_json([]))
    return told.worst


class _Told:
    """Tells what is wrong with a visit, and remembers the worst."""

    def __init__(self, pack: Pack) -> None:
        self.worst = 0
        self._pack = pack

    def only_good(self, results: Iterator[Assessed | SotError]) -> Iterator[Assessed]:
        """The visits that could be assessed."""
        for result in results:
            if isinstance(result, SotError):
                tell(result)
                self.worst = max(self.worst, result.exit_code)
            else:
                tell_misplaced(result.visit, self._pack)
                yield result


def _render(line: AssessLine, pack: Pack, first: Assessed, rest: Iterator[Assessed], write: Write) -> None:
    if line.format == "json":
        several = [first.found, *(result.found for result in rest)]
        write(one_json(first.found) if len(line.visits) == 1 else many_json(several))
        return
    if line.format == "html":
        write(_html(pack, chain((first,), rest)))
        return
    for number, result in enumerate(chain((first,), rest)):
        _render_one(line, pack, result, write, number)


def _html(pack: Pack, results: Iterator[Assessed]) -> str:
    """Every visit on one page, which bears the time of the first exam."""
    from sot_engine.reports.sheet_html import sheets_html

    several = list(results)
    sheets = [result_sheet(result.found, result.visit, pack, with_exam=True) for result in several]
    return sheets_html(sheets, several[0].visit.examined_at)


def _print_pdf(line: AssessLine, pack: Pack, results: Iterator[Assessed]) -> None:
    from sot_engine.reports.pdf import pdf_bytes

    printed = pdf_bytes(_html(pack, results))
    with bytes_output(line.out or "-") as write:
        write(printed)


def _render_one(line: AssessLine, pack: Pack, result: Assessed, write: Write, number: int) -> None:
    """One visit in one of the formats that are written one after another."""
    if line.format == "jsonl":
        write(line_json(result.found))
        return
    if line.format == "fhir":
        from sot_engine.workflow.charts.export_fhir import assessment_fhir

        write(assessment_fhir(result.visit, result.found, pack))
        return
    if number:
        write("\n")
    if line.format == "markdown":
        from sot_engine.reports.markdown import sheet_markdown

        write(sheet_markdown(result_sheet(result.found, result.visit, pack, with_exam=True)))
    elif line.format == "screen" and line.out is None and sys.stdout.isatty():
        from sot_engine.reports.screen import show

        show(result_sheet(result.found, result.visit, pack))
    else:
        from sot_engine.reports.text import sheet_text

        write(sheet_text(result_sheet(result.found, result.visit, pack, with_exam=True)))


def _batch(line: AssessLine, pack: Pack) -> int:
    """JSON lines in, JSON lines out, each as soon as it is there."""
    worst = 0
    gc.freeze()
    gc.enable()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)
    with output(line.out) as write, _counted() as count:
        for number, found in assess_lines(standard_input(), pack, explained=line.explain):
            count()
            if isinstance(found, SotError):
                worst = max(worst, found.exit_code)
                write(error_json(found, number))
            else:
                write(line_json(found))
    return worst


@contextmanager
def _counted() -> Iterator[Callable[[], None]]:
    """A counter of exams on standard error, where that is a terminal; it leaves an empty line behind."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    done = 0

    def count() -> None:
        nonlocal done
        done += 1
        if done % _EVERY == 0:
            sys.stderr.write(f"\r{done} exams")
            sys.stderr.flush()

    try:
        yield count
    finally:
        sys.stderr.write("\r\x1b[K")

"""Records with 100,000 visits: how long each act takes, and how many rows a second are verified.

`python -m benchmarks.records` prints it. The visits are written in the same form as the program writes them, chained
and sealed, and verified before anything is timed. `--kills 500` kills a signing process that many times and looks at
what is left.
"""

import argparse
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure, Table, at_least, at_most
from benchmarks.measure import Samples, plain_loop, time_each
from benchmarks.report import figure_table, page
from sot_engine.domain.chart import Answer, ChartEntry, Identity, Person
from sot_engine.intake.visit_file import read_visit
from sot_engine.records.ledger import visit_rows
from sot_engine.records.patients import add_patient
from sot_engine.records.row import Draft, Row, sealed
from sot_engine.records.tables import CHAIN, LEDGER
from sot_engine.store.database import Database
from sot_engine.workflow.charts.add_person import add_person
from sot_engine.workflow.charts.assess_visit import assess_visit
from sot_engine.workflow.charts.export_visit import EXPORT_FORMATS, ExportFormat, exported
from sot_engine.workflow.charts.list_visits import list_visits
from sot_engine.workflow.charts.new_visit import new_visit
from sot_engine.workflow.charts.open_entry import open_entry
from sot_engine.workflow.charts.open_records import open_records
from sot_engine.workflow.charts.review_visit import review_visit
from sot_engine.workflow.charts.sign_visit import sign_visit
from sot_engine.workflow.charts.verify_records import verify_records

ROOT = Path(__file__).parents[1]
EXAM = ROOT / "examples" / "category-ii-left.yaml"
PASSWORD = "a password of words"  # noqa: S105  # invented
LIMIT_MS, ROWS_A_SECOND = 300, 20_000
PATIENTS = 5_000
MANY = 5_000
LOOPS = 3
"""How often the loop that tells how busy the machine was is run before each act."""


def whole_visit(records: Database) -> ChartEntry:
    """One visit from its file to its seal."""
    entry = assess_visit(records, new_visit(records, read_visit(EXAM), "anna").id, "anna")
    answers = [Answer(suggestion=one.key, verdict="accepted") for one in entry.suggestions]
    review_visit(records, entry.id, "anna", answers)
    return sign_visit(records, entry.id, "anna", PASSWORD)


def fill(records: Database, number: int) -> None:
    """Write so many signed visits beside the one that is there, by the same rows under other ids."""
    first = whole_visit(records).id
    with records.writing() as connection:
        keys = [f"p{place:012}" for place in range(PATIENTS)]
        for key in keys:
            add_patient(connection, Identity(id=key, ref=key), "2026-01-01T00:00:00+00:00", "anna", key)
        like = visit_rows(connection, first)
        chain = connection.execute(CHAIN.select()).one()
        rows = _copies(like, keys, number, (chain.length, chain.hash, chain.last_visit))
        part: list[dict[str, object]] = []
        for row in rows:
            part.append(row._asdict())
            if len(part) >= MANY:
                connection.execute(LEDGER.insert(), part)
                part = []
        if part:
            connection.execute(LEDGER.insert(), part)


def _copies(like: tuple[Row, ...], keys: list[str], number: int, head: tuple[int, str, str | None]) -> Iterator[Row]:
    length, previous, follows = head
    for place in range(number):
        visit = f"v{place:07}"
        for row in like:
            length += 1
            patient = keys[place % len(keys)] if row.patient else None
            draft = Draft(row.kind, row.at, row.person, row.body, visit, patient)
            copy = sealed(draft, length, row.step, follows, previous)
            previous, follows = copy.hash, visit
            yield copy


def timed(records: Database, rounds: int) -> tuple[list[Samples], Samples]:
    """How long each act takes in this process, whole and durable, and the same loop before each of them."""
    visit = read_visit(EXAM)
    entries: list[ChartEntry] = []

    def keep(entry: ChartEntry) -> None:
        entries.append(entry)

    acts = {
        "record": lambda _: keep(new_visit(records, visit, "anna")),
        "assess": lambda place: assess_visit(records, entries[place].id, "anna"),
        "review": lambda place: review_visit(records, entries[place].id, "anna", _accepted(records, entries[place].id)),
        "sign": lambda place: sign_visit(records, entries[place].id, "anna", PASSWORD),
        **{f"export as {form}": _exporting(records, entries, form) for form in EXPORT_FORMATS},
        "list of 20": lambda _: list_visits(records),
        "list of one chart": lambda _: list_visits(records, patient="p000000000001"),
    }
    found, beside = [], Samples("loop")
    for name, act in acts.items():
        time_each(beside, plain_loop, range(LOOPS))
        samples = Samples(name)
        time_each(samples, act, range(rounds))
        found.append(samples)
    return found, beside


def _accepted(records: Database, visit: str) -> list[Answer]:
    suggestions = open_entry(records, visit).entry.suggestions
    return [Answer(suggestion=one.key, verdict="accepted") for one in suggestions]


def _exporting(records: Database, entries: Sequence[ChartEntry], form: ExportFormat) -> Callable[[int], bytes]:
    """Read a visit from the records and write it out."""
    return lambda place: exported(*open_entry(records, entries[place].id), form)


def figures(address: str, number: int, rounds: int) -> list[Figure]:
    """Everything that is measured on records with so many visits."""
    with open_records(address) as records:
        add_person(records, Person(id="anna", name="A. Example, DC"), PASSWORD)
        fill(records, number)
        start = time.perf_counter()
        verified = verify_records(records)
        seconds = time.perf_counter() - start
        assert verified.faults == ()
        told = [at_least(f"rows verified a second, of {verified.rows}", verified.rows / seconds, ROWS_A_SECOND, "rows")]
        found, beside = timed(records, rounds)
        told += [figure for samples in found for figure in _told(samples, number)]
        told.append(_beside(beside))
        assert verify_records(records).faults == ()
    return told


def _told(samples: Samples, number: int) -> list[Figure]:
    """The first, which asks for what it needs, the slowest after it, and the middle one of what the core worked."""
    first, *later = samples.seconds
    what = f"{samples.name}, {number} visits stored"
    return [
        at_most(f"{what}, the first of a process", first * 1e3, LIMIT_MS, "ms"),
        at_most(f"{what}, slowest of {len(later)} after it", max(later) * 1e3, LIMIT_MS, "ms"),
        at_most(f"{what}, what one core worked, median", samples.worked_us / 1e3, LIMIT_MS, "ms"),
    ]


def _beside(loops: Samples) -> Figure:
    """How much the machine itself wavered: what else stands in the table is as much slower where this is."""
    least, most = min(loops.seconds), max(loops.seconds)
    value = f"{least * 1e3:.1f}, {loops.median_us / 1e3:.1f}, {most * 1e3:.1f} ms"
    return Figure(what="the same loop of Python before each act: least, median, most", value=value)


SIGNER = """
import sys
from benchmarks.records import whole_visit
from sot_engine.workflow.charts.open_records import open_records
with open_records(sys.argv[1]) as records:
    while True:
        print(whole_visit(records).id, flush=True)
"""


def killed(address: str, kills: int) -> Figure:
    """Kill a signing process at moments of chance: every note that it called signed has to be there afterwards."""
    moments = random.Random(1)  # noqa: S311  # moments of a kill, not a secret
    with open_records(address) as records:
        add_person(records, Person(id="anna", name="A. Example, DC"), PASSWORD)
    said: list[str] = []
    for _ in range(kills):
        command = [sys.executable, "-c", SIGNER, address]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout
            told = process.stdout.readline()
            time.sleep(moments.uniform(0, 0.4))
            process.send_signal(signal.SIGKILL)
            told += process.stdout.read()
        said += [line.strip() for line in told.splitlines(keepends=True) if line.endswith("\n")]
    with open_records(address) as records:
        lost = sum(open_entry(records, visit).entry.stage != "signed" for visit in said)
        half = sum(bool(one.entry.signatures) is not (one.entry.stage == "signed")
                   for one in list_visits(records, limit=1_000_000))  # fmt: skip
        faults = len(verify_records(records).faults)
    what = f"notes lost, half written or faults in the chain after {kills} kills among {len(said)} signings"
    return at_most(what, lost + half + faults, 0, "")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.records", description=__doc__)
    parser.add_argument("--visits", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--address", help="an empty database; else a file that is removed afterwards")
    asked = parser.parse_args()
    with TemporaryDirectory() as folder:
        names = (f"{folder}/records-{number}.db" for number in count(1))
        found: list[Figure] = []
        if asked.visits:
            found += figures(asked.address or next(names), asked.visits, asked.rounds)
        if asked.kills:
            found.append(killed(next(names), asked.kills))
    tables: list[Table] = [figure_table(found, judged=True)]
    print(page(tables, "Records"))


if __name__ == "__main__":
    main()

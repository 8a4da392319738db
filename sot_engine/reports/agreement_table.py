"""Agreement between examiners as a table for other programs: CSV with a row for each measure, or JSON."""

import csv
import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

from sot_engine.domain.agreement import Agreement, Line
from sot_engine.domain.pack import Pack
from sot_engine.reports.agreement_lines import line_name

SCHEMA = "sot-agreement/1"
COLUMNS = (
    "kind", "group", "item", "name", "examiners", "patients", "rows", "recorded_by_one", "measure", "value", "low",
    "high", "interval", "prevalence_index", "bias_index", "note",
)  # fmt: skip


def agreement_csv(found: tuple[Agreement, ...], pack: Pack) -> str:
    """One row for each line and measure; empty where there is no number, and the note says why."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in found:
        for line in one.lines:
            writer.writerows(_rows(one, line, pack))
    return text.getvalue()


def _rows(found: Agreement, line: Line, pack: Pack) -> Iterator[tuple[Any, ...]]:
    head = (found.kind, line.group, _unarmed(line.item), _unarmed(line_name(line, pack)), line.examiners)
    for one in line.estimates:
        yield (
            *head, line.patients, line.rows, line.alone, one.measure, one.value, one.low, one.high, one.by,
            line.prevalence, line.bias, one.note,
        )  # fmt: skip


def _unarmed(text: str) -> str:
    """Text from outside that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text


def agreement_json(found: tuple[Agreement, ...], pack: Pack) -> str:
    """All comparisons, in ASCII, with every number as it was computed."""
    plain = {
        "schema": SCHEMA,
        "pack": {"id": pack.id, "version": pack.version, "sha256": pack.sha256, "with": list(pack.with_)},
        "comparisons": [_comparison(one, pack) for one in found],
    }
    return json.dumps(plain, indent=2) + "\n"


def _comparison(found: Agreement, pack: Pack) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "examiners": list(found.examiners),
        "patients": found.patients,
        "remarks": list(found.remarks),
        "lines": [_line(line, pack) for line in found.lines],
    }


def _line(line: Line, pack: Pack) -> dict[str, Any]:
    return {
        **{name: getattr(line, name) for name in ("group", "item", "examiners", "patients", "rows")},
        "name": line_name(line, pack),
        "recorded_by_one": line.alone,
        "prevalence_index": line.prevalence,
        "bias_index": line.bias,
        "measures": {
            one.measure: {"value": one.value, "low": one.low, "high": one.high, "interval": one.by, "note": one.note}
            for one in line.estimates
        },
    }

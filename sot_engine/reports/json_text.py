"""An assessment as JSON text (`sot-assessment/1`), in ASCII, so that no pipe can spoil it."""

import json
from collections.abc import Sequence

from sot_engine.domain.assessment import Assessment, plain
from sot_engine.errors import SotError


def one_json(found: Assessment) -> str:
    """One assessment, indented."""
    return json.dumps(plain(found), indent=2) + "\n"


def many_json(found: Sequence[Assessment]) -> str:
    """Assessments as one array, in the order given."""
    return json.dumps([plain(one) for one in found], indent=2) + "\n"


def line_json(found: Assessment) -> str:
    """One assessment on one line."""
    return json.dumps(plain(found), separators=(",", ":")) + "\n"


def error_json(error: SotError, line: int) -> str:
    """What is wrong with one line of a batch, on one line."""
    said = "; ".join(f"{one.message} ({one.context})" if one.context else one.message for one in error.faults)
    return json.dumps({"error": {"code": error.code, "message": said}, "line": line}) + "\n"

"""The examples as sheets, and what every output of the program must keep to."""

import re
from functools import cache
from io import StringIO
from pathlib import Path

from rich.console import Console

from sot_engine.domain.rule import Category
from sot_engine.domain.visit import Visit
from sot_engine.inference.assess import assess
from sot_engine.intake.visit_file import read_visit
from sot_engine.reports.result import result_sheet
from sot_engine.reports.screen import show
from sot_engine.reports.sheet import Sheet
from tests.known_packs import core

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path.stem for path in (ROOT / "examples").glob("*.yaml"))

FORBIDDEN = re.compile(
    r"diagnos|\bconfirm|realign|\bcorrect(s|ed|ion)?\b|\bsafe(ly)?\b|no contraindication|\boptimal|\bnormal|"
    r"\d ?%|\bpercent",
    re.IGNORECASE,
)
"""Words that no output may use of a patient; the footer alone says `not a diagnosis`."""


def forbidden(text: str) -> list[str]:
    """The forbidden words of an output."""
    plain = " ".join(text.split()).replace("it is not a diagnosis", "")
    return [found.group() for found in FORBIDDEN.finditer(plain)]


@cache
def example(name: str) -> Visit:
    """A bundled exam."""
    return read_visit(ROOT / "examples" / f"{name}.yaml", core())


def sheet(name: str, commit: Category | None = None, *, with_exam: bool = True) -> Sheet:
    """A bundled exam, assessed."""
    visit = example(name)
    return result_sheet(assess(core(), visit, commit=commit), visit, core(), with_exam=with_exam)


def on_screen(shown: Sheet, width: int = 80) -> str:
    """A sheet on a console of fixed width without colour, so that no terminal has a say in it."""
    told = StringIO()
    show(shown, Console(file=told, width=width, color_system=None, force_terminal=False, legacy_windows=False))
    return told.getvalue()

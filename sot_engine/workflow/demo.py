"""The demo: the main job on an exam that comes along."""

import os
from pathlib import Path
from typing import NamedTuple

from sot_engine.domain.assessment import Assessment
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit
from sot_engine.errors import MachineLacks
from sot_engine.inference.assess import assess
from sot_engine.intake.visit_file import read_visit
from sot_engine.packs.shelf import read_pack

EXAMPLE = "category-ii-left.yaml"


class Shown(NamedTuple):
    """A bundled exam with its assessment."""

    file: Path
    pack: Pack
    visit: Visit
    found: Assessment


def demo() -> Shown:
    """Assess the bundled exam under the pack that comes with the program."""
    file, pack = example_file(), read_pack()
    visit = read_visit(file, pack)
    return Shown(file, pack, visit, assess(pack, visit))


def example_file(name: str = EXAMPLE) -> Path:
    """A bundled visit file, in a checkout or in the installed package, as short as is clear from where one stands.

    Errors: MachineLacks when neither has it.
    """
    package = Path(__file__).parents[1]
    for folder in (package / "examples", package.parent / "examples"):
        if (folder / name).is_file():
            return _short(folder / name)
    message = f"the bundled exam {name} is missing"
    raise MachineLacks(message, hint="install sot-engine again")


def _short(path: Path) -> Path:
    """The path from here when it lies below, else the whole path."""
    near = os.path.relpath(path)
    return path if near.startswith(os.pardir) else Path(near)

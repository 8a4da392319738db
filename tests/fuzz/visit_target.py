"""What atheris calls again and again: the visit reader, with the text that it makes up; run as a program."""

import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

atheris: Any = import_module("atheris")  # not there for every Python, and without types where it is

with atheris.instrument_imports(include=["sot_engine"]):
    from sot_engine.errors import VisitError
    from sot_engine.intake.visit_file import read_visit_text
    from sot_engine.packs.shelf import read_pack

PACK = read_pack("sot-core")


def read(data: bytes) -> None:
    """Read what was made up, as YAML or as JSON by its first byte; only an error of ours may come out."""
    text = data[1:].decode("utf-8", errors="replace")
    name = "visit.json" if data[:1] < b"\x80" else "visit.yaml"
    try:
        read_visit_text(text, name, PACK)
    except VisitError as error:
        str(error)


def run(arguments: Sequence[str]) -> None:
    """Hand over to atheris, which ends the process."""
    atheris.Setup([sys.argv[0], *arguments], read)
    atheris.Fuzz()


if __name__ == "__main__":
    run(sys.argv[1:])

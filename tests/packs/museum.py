"""The museum of bad packs: each is the tiny pack with a file other than it is, or a pack of one file on top of it."""

from pathlib import Path
from shutil import copytree

import pytest

from sot_engine.inference.durable import Durable
from sot_engine.inference.plan import Plan
from sot_engine.packs.shelf import pack_cases, pack_folder, read_pack
from tests.known_packs import MORE, TINY

MUSEUM = Path(__file__).parents[1] / "bad_packs"
WHOLE = ("pack.yaml", "sources.yaml")
"""A file of this name replaces the tiny pack's own, unless it says itself what it extends."""


def build(name: str, shelf: Path) -> str:
    """Build one bad pack on a shelf, beside the tiny one; the id under which it stands there."""
    copytree(TINY, shelf / "tiny")
    files = {path.name: path for path in (MUSEUM / name).glob("*.yaml")}
    if not any(file in files for file in WHOLE):
        copytree(MUSEUM / name, shelf / "more")
        (shelf / "more" / "pack.yaml").write_text(MORE, encoding="utf-8")
        return "more"
    if "pack.yaml" in files and "extends:" in files["pack.yaml"].read_text(encoding="utf-8"):
        copytree(MUSEUM / name, shelf / name)
        return name
    for file, path in files.items():
        (shelf / "tiny" / file).write_bytes(path.read_bytes())
    return "tiny"


def load(name: str, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a bad pack as far as it goes: read it, make it ready for the engine, read its golden cases."""
    monkeypatch.setenv("SOT_PACKS", shelf.as_posix())
    pack = read_pack(build(name, shelf))
    Plan(pack).stages()
    Durable(pack).close()
    pack_cases(pack, pack_folder(pack.id))

"""The museum of bad packs: each is the tiny pack with one file more, or one file other than it is."""

from pathlib import Path
from shutil import copytree

import pytest

from sot_engine.inference.durable import Durable
from sot_engine.packs.shelf import pack_cases, pack_folder, read_pack
from tests.known_packs import TINY

MUSEUM = Path(__file__).parents[1] / "bad_packs"
MORE = ".more.yaml"


def build(name: str, shelf: Path) -> str:
    """Build one bad pack on a shelf, beside the tiny one; the id under which it stands there.

    A file of the museum replaces the tiny pack's own; one that ends in `.more.yaml` is what its file has at the end. A
    pack that extends another stands alone.
    """
    copytree(TINY, shelf / "tiny")
    head = MUSEUM / name / "pack.yaml"
    if head.is_file() and "extends:" in head.read_text(encoding="utf-8"):
        copytree(MUSEUM / name, shelf / name)
        return name
    for path in sorted((MUSEUM / name).rglob("*.yaml")):
        target = shelf / "tiny" / path.relative_to(MUSEUM / name)
        target.parent.mkdir(exist_ok=True)
        if path.name.endswith(MORE):
            target = target.with_name(path.name.removesuffix(MORE) + ".yaml")
            target.write_bytes(target.read_bytes() + path.read_bytes())
        else:
            target.write_bytes(path.read_bytes())
    return "tiny"


def load(name: str, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use a bad pack as far as it goes: read it, make it ready for the engine, read its golden cases."""
    monkeypatch.setenv("SOT_PACKS", shelf.as_posix())
    pack = read_pack(build(name, shelf))
    Durable(pack).close()
    pack_cases(pack, pack_folder(pack.id))

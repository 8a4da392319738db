"""What tests read: the two packs that ship, a tiny one with each kind of finding and of rule, and exams in short."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from sot_engine.domain.condition import Value
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Patient, Visit
from sot_engine.inference.assess import Readings
from sot_engine.packs.reader import read_folder
from sot_engine.packs.shelf import read_pack

TINY = Path(__file__).parent / "tiny_pack"
MORE = """
id: more
version: 1.0.0
title: The tiny pack and a little more
status: draft
extends: tiny
purpose: To be read by a test.
use: In a test.
misuse: Anywhere else.
differs: It says something more.
reviewed_by: []
"""


@cache
def core() -> Pack:
    """The pack `sot-core`."""
    return read_pack("sot-core")


@cache
def with_ak() -> Pack:
    """The pack `sot-core` with `ak-variants` on top."""
    return read_pack("sot-core", with_=["ak-variants"])


@cache
def tiny() -> Pack:
    """The tiny pack, as it stands in its folder."""
    return read_folder(TINY, None, "tiny")


@cache
def readings_of(pack_of: str) -> Readings:
    """Both readings of a pack by the name of its function here, built once."""
    return Readings({"core": core, "with_ak": with_ak, "tiny": tiny}[pack_of]())


def write_tiny(folder: Path, **files: str) -> Path:
    """Write the tiny pack to a folder of that name, with some files (`rules`, `findings`…) other than they are."""
    copytree(TINY, folder)
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def tiny_with(rules: str = "", findings: str = "", **files: str) -> Pack:
    """The tiny pack with these rules and findings more, or with some whole files other than they are."""
    with TemporaryDirectory() as folder:
        if files:
            home = write_tiny(Path(folder) / "tiny", **files, **({"more": rules} if rules else {}))
            return read_folder(home, None, "tiny")
        home = Path(folder) / "more"
        home.mkdir()
        for name, text in {"pack": MORE, "rules": rules, "findings": findings}.items():
            if text:
                (home / f"{name}.yaml").write_text(text, encoding="utf-8")
        return read_folder(home, tiny(), "more")


def rule(name: str, when: str, then: str = "{advises: note}") -> str:
    """One rule of a pack in YAML; what does not matter to a test is filled in."""
    return (
        f"- id: {name}\n  title: A rule\n  status: draft\n  says: It fired.\n  why: A source says so.\n"
        f"  when: {when}\n  then: {then}\n  basis: stated\n  cite: [BOOK]\n  evidence: {{grade: none, note: None.}}\n"
    )


def finding(name: str, kind: str, **more: str) -> str:
    """One finding of a pack in YAML; what does not matter to a test is filled in."""
    fields = {"position": "standing", **more}
    return (
        f"- id: {name}\n  kind: {kind}\n"
        + "".join(f"  {key}: {value}\n" for key, value in fields.items())
        + (
            "  family: test\n  name: A finding\n  asks: A finding\n  how: As written.\n  recorded: As seen.\n"
            "  reliability: Not found.\n  cite: [BOOK]\n"
        )
    )


def visit(
    findings: Mapping[str, Value] | None = None,
    after: Mapping[str, Value] | None = None,
    age: int = 40,
    weeks: int | None = None,
) -> Visit:
    """An exam with these recorded values; a key is the id of a finding, or the id with its side."""
    patient = Patient(ref="P", age_years=age, pregnancy_weeks=weeks)
    return Visit(
        examined_at="2026-01-01T09:00:00Z", examiner="E", patient=patient, findings=findings or {}, after=after or {}
    )


def fill_in(folder: Path) -> None:
    """Write something where the templates of a new pack say what to write."""
    for path in folder.glob("*.yaml"):
        path.write_text(path.read_text("utf-8").replace("Write here", "It is said here"), "utf-8")

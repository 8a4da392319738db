"""The documents tell what the program does: every shown output is made again, every example is run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CUT = "…"
"""Stands in a shown output for lines that are left out."""

_FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "rules" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def blocks(kind: str) -> list[tuple[str, str]]:
    found = [(path.name, match) for path in documents() for match in _FENCE.finditer(path.read_text(encoding="utf-8"))]
    return [(name, match.group(2)) for name, match in found if match.group(1) == kind]


@pytest.mark.parametrize(("name", "block"), blocks("console"))
def test_a_shown_output_is_what_the_command_prints(name: str, block: str) -> None:
    command, *shown = block.splitlines()
    arguments = shlex.split(command.removeprefix("$ sot "))
    environment = {**os.environ, "COLUMNS": "80", "NO_COLOR": "1"}
    ran = subprocess.run(
        [sys.executable, "cli.py", *arguments],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    printed = ran.stdout.splitlines()
    place = 0
    for line in shown:
        if line == CUT:
            continue
        assert line in printed[place:], f"{name}: `{command}` does not print {line!r}"
        place += printed[place:].index(line) + 1
    assert len([line for line in shown if line not in {CUT, ""}]) >= 5, f"{name}: the output shown is too short to tell"


@pytest.mark.parametrize(("name", "block"), blocks("python"))
def test_shown_python_runs(name: str, block: str) -> None:
    ran = subprocess.run([sys.executable, "-c", block], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, f"{name}: {ran.stderr}"
    for promised in re.findall(r"print\(.*\)  # (.*)", block):
        assert promised in ran.stdout


def test_links_between_documents_lead_somewhere() -> None:
    for path in documents():
        for link in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", path.read_text(encoding="utf-8")):
            assert (path.parent / link).exists(), f"{path.name} links to {link}"

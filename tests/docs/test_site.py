import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sot_engine.packs.shelf import pack_folder, read_pack
from tests.docs.pages import DOCS, PAGES_MADE, ROOT, error_classes
from tests.unwatched import unwatched

PAGES = sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
WITH_COMMANDS = ("tutorial.md", "trusting-a-pack.md")
CONSOLE = re.compile(r"```sh\n\$ (?P<line>.+)\n(?P<output>(?:.*\n)*?)```")


def listed(entries: object) -> Iterator[str]:
    """Every page of the navigation."""
    if isinstance(entries, str):
        yield entries
    elif isinstance(entries, list):
        for entry in entries:
            yield from listed(entry)
    elif isinstance(entries, dict):
        yield from listed(list(entries.values()))


@pytest.mark.parametrize("name", PAGES_MADE)
def test_a_page_that_is_made_from_the_code_agrees_with_it(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == PAGES_MADE[name](), "run: python -m tests.docs.pages"


def test_every_page_is_in_the_navigation_and_every_entry_has_a_page() -> None:
    config = YAML(typ="safe").load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
    assert sorted(listed(config["nav"])) == PAGES


def test_every_variable_that_is_read_is_explained() -> None:
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "sot_engine").rglob("*.py"))
    read = set(re.findall(r"\bSOT_[A-Z_]+\b", code))
    assert read == set(re.findall(r"^\| `(SOT_\w+)`", (DOCS / "commands.md").read_text("utf-8"), re.MULTILINE))


def test_every_error_code_has_a_heading() -> None:
    text = (DOCS / "errors.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\w\d+) ", text, re.MULTILINE) == list(error_classes())


@pytest.mark.parametrize("name", PAGES)
def test_a_link_to_a_page_of_ours_leads_to_one(name: str) -> None:
    text = (DOCS / name).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+\.md)(?:#[^)]*)?\)", text):
        assert ((DOCS / name).parent / target).is_file(), target


def shown() -> list[tuple[str, str, str]]:
    """Every command line in the pages with the lines of output under it."""
    found = [(name, match) for name in WITH_COMMANDS for match in CONSOLE.finditer((DOCS / name).read_text("utf-8"))]
    return [(name, match["line"], match["output"]) for name, match in found]


@pytest.mark.parametrize(("name", "line", "output"), shown())
def test_a_command_in_the_pages_prints_what_they_show(name: str, line: str, output: str) -> None:
    words = shlex.split(line)
    assert words[0] == "sot", name
    command = [sys.executable, "cli.py", *words[1:]]
    ran = subprocess.run(command, cwd=ROOT, env=unwatched(), capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    printed = ran.stdout.splitlines()
    for expected in output.splitlines():
        assert expected in printed


def test_every_command_that_the_pages_name_is_there() -> None:
    text = (DOCS / "commands.md").read_text(encoding="utf-8")
    there = set(re.findall(r"^## sot (.+)$", text, re.MULTILINE))
    for name in (*WITH_COMMANDS, "limits.md"):
        for words in re.findall(r"`sot ((?:rules )?\w+)", (DOCS / name).read_text(encoding="utf-8")):
            assert words in there, (name, words)


def test_the_site_is_built_strictly(tmp_path: Path) -> None:
    zensical = Path(sys.executable).with_name("zensical")
    if not zensical.exists():
        pytest.skip("zensical is not installed here")
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    command = [str(zensical), "build", "--config-file", "mkdocs.yml", "--clean", "--strict"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / "build/site/tutorial.html").is_file()


def test_the_head_of_a_pack_as_the_page_of_the_language_shows_it_is_read(tmp_path: Path) -> None:
    section = (DOCS / "pack-language.md").read_text("utf-8").partition("\n## `pack.yaml`\n")[2]
    head = section.partition("```yaml\n")[2].partition("```")[0]
    shutil.copytree(pack_folder("sot-core"), tmp_path / "my-school")
    (tmp_path / "my-school" / "pack.yaml").write_text(head, "utf-8")
    pack = read_pack(str(tmp_path / "my-school"))
    table = section.partition("| key of `decision` |")[2].partition("\n\n")[0]
    assert all(f"| `{field.name}` |" in table for field in fields(pack.decision))
    assert pack.questions

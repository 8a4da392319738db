"""The habits that CONTRIBUTING.md names, each where a machine can keep it."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement

import sot_engine

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
LOCKS = ("bench", "build", "dev", "run")
DECISIONS = sorted(path.name for path in (ROOT / "docs/decisions").glob("[0-9]*.md"))
TOOLS = Path(sys.executable).parent


def run(
    *command: str | Path, cwd: Path = ROOT, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command as from a shell of its own: nothing of this run of the tests is handed on."""
    ours = ("COV_", "COVERAGE_", "MAKE", "MFLAGS", "PIP_TARGET", "PIP_USER", "PYTEST_", "PYTHON", "SOT_", "VIRTUAL_ENV")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        command, cwd=cwd, input=stdin, env=inherited | environment, capture_output=True, text=True, check=False
    )


def succeed(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    """Run a command that must succeed, for what it says."""
    done = run(*command, cwd=cwd, **environment)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


# --- The Makefile ---


def test_the_help_of_make_lists_every_target() -> None:
    targets = set(re.findall(r"^([a-z][\w-]*):", MAKEFILE, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())  # type: ignore[index] # or it fails here
    listed = dict(line.split(maxsplit=2)[1:] for line in succeed("make", "help").splitlines())
    assert targets == phony == set(listed)
    assert succeed("make") == succeed("make", "help")


def test_make_refuses_a_python_that_does_not_fit_and_says_what_to_do(tmp_path: Path) -> None:
    old = tmp_path / "python-of-old"
    old.write_text("#!/bin/sh\necho /usr/bin/false\n", "utf-8")
    old.chmod(0o755)
    done = run("make", "demo", f"PYTHON={old}")
    assert done.returncode != 0
    assert "This needs Python 3.11 to 3.14" in done.stderr
    assert "make demo PYTHON=" in done.stderr


def test_uv_and_make_build_durable_rules_with_the_same_variable() -> None:
    exported = re.search(r"^export CPPFLAGS := (.*)$", MAKEFILE, re.MULTILINE)
    assert exported
    assert PROJECT["tool"]["uv"]["extra-build-variables"]["durable-rules"] == {"CPPFLAGS": exported[1]}


def test_what_runs_on_every_change_is_the_test_command_of_the_readme() -> None:
    assert (ROOT / ".ci/run").read_text("utf-8").splitlines()[-1] == "exec make test COVER=1"
    assert "make test" in (ROOT / "README.md").read_text("utf-8")


# --- The locks ---


def entries(name: str) -> list[str]:
    """The requirements of a lock, each with its hashes on one line; comments left out."""
    text = (ROOT / f"requirements/{name}.txt").read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def versions(name: str) -> dict[str, str]:
    """The version of each package of a lock."""
    return dict(re.split(r"==|\s", entry, maxsplit=2)[:2] for entry in entries(name))


def asked(name: str) -> list[Requirement]:
    """What pyproject.toml asks for in a lock."""
    groups, run_time = PROJECT["dependency-groups"], PROJECT["project"]["dependencies"]
    lines = [*groups.get(name, ()), *(() if name == "build" else run_time)]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_is_exact_versions_with_hashes_and_nothing_else(name: str) -> None:
    form = re.compile(r"[a-z0-9.-]+==[\w.]+( ; [^@/]+?)?(\s+--hash=sha256:[0-9a-f]{64})+")
    assert [entry for entry in entries(name) if not form.fullmatch(entry)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_does_not_say_where_packages_come_from(name: str) -> None:
    text = (ROOT / f"requirements/{name}.txt").read_text("utf-8")
    assert re.findall(r".*(?:://|index-url|find-links|file:|\s/|\bwww\.).*", text) == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_what_pyproject_asks_for(name: str) -> None:
    locked = versions(name)
    wanted = {re.sub(r"[._]", "-", need.name): need.specifier for need in asked(name)}
    assert {need: locked.get(need) for need, bound in wanted.items() if locked.get(need, "") not in bound} == {}


def test_the_locks_agree_and_make_installs_each_of_them() -> None:
    locked = [(package, version) for name in LOCKS for package, version in versions(name).items()]
    assert len(set(locked)) == len(dict(locked))
    assert set(re.findall(r"-r requirements/(\w+)\.txt", MAKEFILE)) == set(LOCKS)
    assert {path.stem for path in (ROOT / "requirements").glob("*.txt")} == set(LOCKS)


# --- Versions and records ---


def test_the_version_is_the_same_everywhere() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert PROJECT["project"]["version"] == sot_engine.__version__
    assert headings[0] == "Unreleased"
    assert headings[1:2] in ([], [sot_engine.__version__])


def test_every_decision_is_listed_with_its_title() -> None:
    listed = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    rows = re.findall(r"^\| \[(\d{4})\]\((.+?)\) \| (.+) \|$", listed, re.MULTILINE)
    titles = [(ROOT / "docs/decisions" / name).read_text("utf-8").split("\n")[0] for name in DECISIONS]
    assert [f"# {number} {title}" for number, _, title in rows] == titles
    assert [name for _, name, _ in rows] == DECISIONS
    assert [int(name[:4]) for name in DECISIONS] == list(range(1, len(DECISIONS) + 1))


# --- Style and rooms ---


def test_every_check_that_is_switched_off_has_its_reason_beside_it() -> None:
    lint = (
        (ROOT / "pyproject.toml")
        .read_text("utf-8")
        .split("[tool.ruff.lint]")[1]
        .split("[tool.ruff.lint.pydocstyle]")[0]
    )
    codes = re.findall(r'^ +"[A-Z]+\d*",.*$', lint, re.MULTILINE)
    assert codes
    assert [line for line in codes if not re.search(r",\s+# \S+ \S+", line)] == []


@pytest.mark.parametrize(
    "line", ["import uuid", "import secrets", "from datetime import datetime\n\nnow = datetime.now(tz=None)"]
)
@pytest.mark.parametrize(("room", "is_refused"), [("domain", True), ("cli", True), ("workflow", False)])
def test_only_the_workflow_may_read_the_clock_and_make_ids(line: str, room: str, is_refused: bool) -> None:  # noqa: FBT001 # pytest gives it
    command = (
        TOOLS / "ruff",
        "check",
        "--select=TID251",
        "--no-cache",
        f"--stdin-filename=sot_engine/{room}/a.py",
        "-",
    )
    done = run(*command, stdin=f"{line}\n")
    assert ("TID251" in done.stdout) is is_refused, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("file", "line", "contract"),
    [
        ("domain/rule.py", "import sot_engine.packs", "One way down"),
        ("intake/__init__.py", "import sot_engine.reports", "One way down"),
        ("parlour/__init__.py", "", "One way down"),
        ("inference/direct.py", "import sot_engine.inference.durable", "The two live readings never import each other"),
        ("inference/assess.py", "import durable_rules_engine", "Only the durable reading speaks to durable-rules"),
        ("domain/visit.py", "import pydantic", "The middle is pure"),
        ("inference/explain.py", "import pathlib", "The middle is pure"),
    ],
)
def test_a_wrong_import_breaks_its_contract(tmp_path: Path, file: str, line: str, contract: str) -> None:
    shutil.copytree(ROOT / "sot_engine", tmp_path / "sot_engine", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    path = tmp_path / "sot_engine" / file
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as opened:
        opened.write(f"\n{line}\n")
    done = run(TOOLS / "lint-imports", "--no-cache", cwd=tmp_path, COLUMNS="200")
    assert done.returncode == 1
    assert re.search(rf"^{re.escape(contract)}.* BROKEN", done.stdout, re.MULTILINE), done.stdout + done.stderr


# --- What is shipped ---


def build(kind: str, folder: Path, source: Path = ROOT) -> Path:
    """Build the wheel or the source archive with the build tools of the lock."""
    succeed(sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", str(folder), cwd=source)
    (built,) = folder.glob("*.whl" if kind == "wheel" else "*.tar.gz")
    return built


def shipped(wheel: Path) -> set[str]:
    """The names of the files in a wheel."""
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def tree(folder: str) -> set[str]:
    """The files of a folder of the project that a user is meant to get."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in files}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_the_program_the_rules_and_the_examples_and_nothing_beside(wheel: Path) -> None:
    data = {f"sot_engine/{name}" for name in tree("rules") | tree("examples")}
    names = {name for name in shipped(wheel) if ".dist-info/" not in name}
    assert data
    assert names == tree("sot_engine") | data
    assert "sot_engine/py.typed" in names


def test_the_source_archive_gives_the_same_wheel(wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(build("sdist", tmp_path / "sdist")) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.glob("sot_engine-*/")
    assert shipped(build("wheel", tmp_path / "again", source)) == shipped(wheel)


def install(python: Path, *arguments: str | Path) -> None:
    """Install into an environment that has no pip of its own, as `make` does."""
    pip = (sys.executable, "-m", "pip", "--python", python, "install", "--quiet")
    exported = re.findall(r"^export CPPFLAGS := (.*)$", MAKEFILE, re.MULTILINE)
    succeed(*pip, "--no-deps", "--no-cache-dir", "--no-build-isolation", *arguments, CPPFLAGS=exported[0])


@pytest.mark.slow
def test_the_wheel_works_in_an_environment_where_nothing_else_is(wheel: Path, tmp_path: Path) -> None:
    succeed(sys.executable, "-m", "venv", "--without-pip", tmp_path / "clean")
    python, sot = tmp_path / "clean/bin/python", tmp_path / "clean/bin/sot"
    install(python, "--require-hashes", "-r", ROOT / "requirements/build.txt")
    install(python, "--require-hashes", "-r", ROOT / "requirements/run.txt")
    install(python, wheel)
    succeed(python, "-m", "pip", "check")
    assert sot_engine.__version__ in succeed(sot, "--version", cwd=tmp_path)
    assert "Category" in succeed(sot, "demo", cwd=tmp_path, HOME=str(tmp_path))


@pytest.mark.parametrize("words", [("--version",), ("--help",), ("assess", "no-such-visit.yaml")])
def test_the_door_at_the_root_is_the_program(words: tuple[str, ...]) -> None:
    door, program = run(sys.executable, "cli.py", *words), run(TOOLS / "sot", *words)
    assert door.returncode == program.returncode == (3 if "assess" in words else 0)
    assert door.stderr == program.stderr
    assert door.stdout.replace("cli.py", "sot") == program.stdout

"""The program as a user starts it: streams, signals, terminals, and what it does not import."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sot_engine import __version__
from sot_engine.cli.app import COMMANDS
from sot_engine.intake.visit_text import write_visit
from tests.known_packs import core
from tests.reports.shown import ROOT, example

SOT = [sys.executable, str(ROOT / "cli.py")]
EXAM = "examples/category-ii-left.yaml"
LINE = json.dumps(write_visit(example("category-ii-left"), core())) + "\n"
HEAVY = {"pydantic", "rich", "typer", "platformdirs", "difflib", "asyncio", "textwrap", "argparse", "email", "ssl"}


def sot(*words: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SOT, *words],
        cwd=ROOT,
        input=stdin,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def imported(*words: str) -> set[str]:
    """The modules that a command imports, in a process where nothing else is measured."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    script = (
        "import sys; from sot_engine.cli.main import main; main(sys.argv[1:]); sys.stderr.write(' '.join(sys.modules))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, *words],
        cwd=ROOT, env={**kept, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name.partition(".")[0] for name in ran.stderr.split()}


def on_terminal(*words: str, columns: int = 80, **environment: str) -> str:
    """What a command writes to a terminal of this width."""
    parent, child = pty.openpty()
    size = {"COLUMNS": str(columns), "LINES": "40", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
    kept = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR"}}
    with subprocess.Popen(
        [*SOT, *words], cwd=ROOT, env=kept | size | environment, stdout=child, stderr=child
    ) as started:
        os.close(child)
        told = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:  # the other end was closed
                break
            if not part:
                break
            told += part
        started.wait()
    os.close(parent)
    return told.decode().replace("\r\n", "\n")


# --- Start-up ---


def test_the_version_imports_nothing_heavy() -> None:
    assert sot("--version").stdout == f"sot-engine {__version__}\n"
    assert not imported("--version") & (HEAVY | {"json", "dataclasses", "pathlib", "ruamel"})


def test_an_assessment_in_a_pipe_imports_nothing_heavy() -> None:
    sot("assess", EXAM)
    assert not imported("assess", EXAM) & HEAVY


def test_the_help_does_not_import_what_reads_a_command_line() -> None:
    assert not imported("--help") & {"pydantic", "rich", "ruamel", "durable_rules_engine"}


def test_the_shell_completes_commands_and_options() -> None:
    for typed, offered in (("sot as", "assess"), ("sot assess --for", "--format"), ("sot rules ch", "check")):
        ran = sot(_SOT_COMPLETE="complete_bash", COMP_WORDS=typed, COMP_CWORD=str(len(typed.split()) - 1))
        assert ran.stdout.split() == [offered]


# --- Streams and signals ---


def test_a_command_line_that_is_wrong_exits_with_two() -> None:
    ran = sot("assess", EXAM, "--format", "pdf")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "pdf" in ran.stderr


def test_a_reader_that_leaves_early_is_no_error() -> None:
    shell = f"{sys.executable} cli.py assess - --format jsonl | head -n 1; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", shell], cwd=ROOT, input=LINE * 40, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert json.loads(ran.stdout)["outcome"] == "supported"


def test_a_reader_of_what_rich_draws_that_leaves_early_is_no_error_either() -> None:
    shell = f"{sys.executable} cli.py demo | head -n 1; exit ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("$ sot assess ")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this machine has no /dev/full")
def test_a_full_disk_exits_with_six() -> None:
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} cli.py assess {EXAM} > /dev/full"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 6
    assert "M010 the result cannot be written: no space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_each_line_of_a_batch_is_answered_as_soon_as_it_is_there() -> None:
    with subprocess.Popen([*SOT, "assess", "-", "--format", "jsonl"], cwd=ROOT, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as started:  # fmt: skip
        assert started.stdin
        assert started.stdout
        for _ in range(2):
            started.stdin.write(LINE)
            started.stdin.flush()
            assert json.loads(started.stdout.readline())["category"] == "II"
        started.stdin.close()
        assert started.wait() == 0


def test_an_interrupted_batch_exits_with_130_and_leaves_no_file(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a run in the background ignores it, and so would its child
    with subprocess.Popen([*SOT, "assess", "-", "--format", "jsonl", "--out", str(out)], cwd=ROOT,
                          stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:  # fmt: skip
        assert started.stdin
        assert started.stderr
        started.stdin.write(LINE)
        started.stdin.flush()
        for _ in range(200):
            if list(tmp_path.iterdir()):
                break
            time.sleep(0.05)
        time.sleep(0.2)
        started.send_signal(signal.SIGINT)
        assert started.wait() == 130
        assert started.stderr.read() == ""
    assert list(tmp_path.iterdir()) == []


def test_an_ascii_terminal_shows_what_it_can() -> None:
    ran = sot("assess", "-", stdin=LINE.replace("EXAMPLE-2", "Zo\\u00eb"), PYTHONIOENCODING="ascii")
    assert ran.returncode == 0
    assert "Zo\\xeb, 40 years" in ran.stdout


# --- The screen ---


def test_a_terminal_gets_a_frame_and_colour_and_never_a_line_that_is_too_long() -> None:
    told = on_terminal("assess", EXAM)
    assert "╭─" in told
    assert "\x1b[" in told
    assert told.count("SUPPORTED") == 2
    assert "SUPPORTED" in told.rstrip().splitlines()[-2]


def test_no_colour_is_honoured() -> None:
    told = on_terminal("assess", EXAM, NO_COLOR="1")
    assert "\x1b[3" not in told
    assert "╭─" in told


@pytest.mark.parametrize("columns", [60, 80])
def test_no_line_is_longer_than_the_terminal(columns: int) -> None:
    told = on_terminal("assess", EXAM, columns=columns, TERM="dumb")
    assert max(map(len, told.splitlines())) <= columns


def test_a_page_on_a_terminal_has_a_frame() -> None:
    assert "╭─" in on_terminal("learn", "C2-03")


def test_a_pipe_gets_the_text() -> None:
    ran = sot("assess", EXAM)
    assert ran.stdout == sot("assess", EXAM, "--format", "text").stdout
    assert ran.stdout.isascii()


# --- What is not loaded ---


def test_the_list_of_commands_loads_none_of_them() -> None:
    program = (
        "import sys; from sot_engine.cli.main import main; code = main(['--help']); "
        "print(code, sorted(name for name in sys.modules if name.startswith(('pydantic', 'sqlalchemy', 'rich.', "
        "'sot_engine.domain', 'sot_engine.cli.charts', 'sot_engine.cli.rules'))))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines()[-1] == "0 []"


def test_every_command_of_the_list_is_there_and_has_a_help_of_its_own() -> None:
    for name, entry in COMMANDS.items():
        ran = sot(name, "--help")
        assert (ran.returncode, ran.stderr) == (0, ""), name
        assert f"Usage: cli.py {name}" in ran.stdout or f"Usage: sot {name}" in ran.stdout, ran.stdout
        assert len(entry.says) <= 66, name
        assert entry.says.endswith("."), name


WATCHER = """print('watching')
class Watcher:
    def new_schema_validator(self, *_): return None, None, None
plugin = Watcher()
"""


def test_no_plug_in_for_pydantic_is_let_near_the_records(tmp_path: Path) -> None:
    known = tmp_path / "watcher-1.0.dist-info"
    known.mkdir()
    (known / "METADATA").write_text("Metadata-Version: 2.1\nName: watcher\nVersion: 1.0\n", "utf-8")
    (known / "entry_points.txt").write_text("[pydantic]\nwatcher = watcher:plugin\n", "utf-8")
    (tmp_path / "watcher.py").write_text(WATCHER, "utf-8")
    build = [sys.executable, "-c", "from pydantic import TypeAdapter; TypeAdapter(dict[str, int])"]
    usual = {name: value for name, value in os.environ.items() if name != "PYDANTIC_DISABLE_PLUGINS"}
    near = {**usual, "PYTHONPATH": str(tmp_path)}
    assert subprocess.run(build, env=near, capture_output=True, text=True, check=True).stdout == "watching\n"
    assert sot("rules", "check", "sot-core", PYTHONPATH=str(tmp_path)).stdout.startswith("ok  sot-core")

"""What a command costs from the shell's return key to its last line, beside what Python and the libraries cost."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.figure import Figure, Table, at_most

ROOT = Path(__file__).parents[1]
VISIT = ROOT / "examples" / "category-ii-left.yaml"
PLAIN = "python -c pass"
SCREEN = 'python -c "import typer, rich"'
MODELS = 'python -c "import pydantic, typer, rich"'
HELP = "sot --help"
ASSESS = f"sot assess examples/{VISIT.name}"
CHECK = "sot rules check sot-core"


def program() -> tuple[str, ...] | None:
    """How `sot` is started here: as it is installed beside this Python, else as its entry point, else not at all."""
    installed = Path(sys.executable).with_name("sot")
    if installed.exists():
        return (str(installed),)
    if find_spec("sot_engine.cli") and find_spec("sot_engine.cli.main"):
        return (sys.executable, "-c", "from sot_engine.cli.main import run; run()")
    return None


def start_up(times: int) -> dict[str, list[float]]:
    """Run every command that often, in turns, with a warm cache; seconds by command.

    Errors: CalledProcessError when a command fails, for then its time means nothing.
    """
    commands = _commands()
    with TemporaryDirectory() as cache:
        environment = surroundings(cache)
        for command in commands.values():
            _run(command, environment)
        seconds: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(times):
            for name, command in commands.items():
                seconds[name].append(_run(command, environment))
    return seconds


def surroundings(cache: str) -> dict[str, str]:
    """The environment of a command: a cache of its own, and this checkout for a Python in which it is not installed.

    Bytecode is kept between runs, as it is where sot-engine is installed.
    """
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**usual, "SOT_CACHE_DIR": cache, "PYTHONPATH": path, "COLUMNS": "80"}


def _commands() -> dict[str, Sequence[str]]:
    python = sys.executable
    found: dict[str, Sequence[str]] = {
        PLAIN: (python, "-c", "pass"),
        SCREEN: (python, "-c", "import typer, rich"),
        MODELS: (python, "-c", "import pydantic, typer, rich"),
    }
    sot = program()
    if sot:
        found["sot --version"] = (*sot, "--version")
        found[HELP] = (*sot, "--help")
        found[CHECK] = (*sot, "rules", "check", "sot-core")
        if VISIT.exists():
            found[ASSESS] = (*sot, "assess", str(VISIT))
    return found


def _run(command: Sequence[str], environment: Mapping[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    return time.perf_counter() - start


def start_table(seconds: Mapping[str, Sequence[float]]) -> Table:
    """The median of each command."""
    times = len(seconds[PLAIN])
    return Table(
        title=f"Start-up, whole process, {times} runs of each in turns",
        head=("command", "median ms", "least ms"),
        rows=tuple((name, f"{median(runs) * 1000:.0f}", f"{min(runs) * 1000:.0f}") for name, runs in seconds.items()),
    )


def start_figures(seconds: Mapping[str, Sequence[float]]) -> list[Figure]:
    """The two ratios that must hold, and the check of the whole pack with its files as they were parsed before."""
    found = [_ratio(seconds, HELP, SCREEN, 1.2), _ratio(seconds, ASSESS, MODELS, 1.5)]
    if CHECK in seconds:
        found.append(at_most(f"{CHECK}, its files parsed before", median(seconds[CHECK]) * 1000, 300, "ms"))
    return found


def _ratio(seconds: Mapping[str, Sequence[float]], command: str, beside: str, limit: float) -> Figure:
    what = f"{command} beside {beside}"
    if command not in seconds:
        return Figure(what=what, value="not measured: it is not there", target=f"at most {limit} times")
    return at_most(what, median(seconds[command]) / median(seconds[beside]), limit, "times")

"""How anything here is timed and weighed: one core, whole samples kept, medians and the 99th of a hundred."""

import gc
import os
import platform
import resource
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

PAGE = resource.getpagesize()
MEGABYTE = 1_000_000


@dataclass(slots=True)
class Samples:
    """The durations of one thing that was timed, in seconds, by the clock on the wall and by what the core worked."""

    name: str
    seconds: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)

    @property
    def median_us(self) -> float:
        """The middle one, in microseconds."""
        return median(self.seconds) * 1e6

    @property
    def worked_us(self) -> float:
        """The middle one of what the core worked, which others on a busy machine hardly change."""
        return median(self.worked) * 1e6

    @property
    def p99_us(self) -> float:
        """The one that 99 of 100 do not exceed, in microseconds."""
        return sorted(self.seconds)[int(len(self.seconds) * 0.99)] * 1e6


def time_each(samples: Samples, run: Callable[[Any], Any], inputs: Sequence[Any]) -> None:
    """Run once for each input and keep how long each took."""
    clock, work = time.perf_counter, time.process_time
    keep, keep_work = samples.seconds.append, samples.worked.append
    gc.collect()
    for given in inputs:
        before = work()
        start = clock()
        run(given)
        keep(clock() - start)
        keep_work(work() - before)


def plain_loop(_: object = None) -> None:
    """Work of Python alone, the same each time: where it takes longer, the core was lent to somebody else meanwhile."""
    table: dict[int, int] = {}
    for number in range(200_000):
        table[number & 1023] = table.get(number & 511, 0) + number


def pin_to_one_core() -> bool:
    """Let this process, and those that it starts, use one core alone; False where the system has no such call."""
    if not hasattr(os, "sched_setaffinity"):
        return False
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    return True


def resident_mb() -> float:
    """The memory that this process holds now."""
    pages = Path("/proc/self/statm")
    if pages.exists():
        return int(pages.read_text().split()[1]) * PAGE / MEGABYTE
    command = ["/bin/ps", "-o", "rss=", "-p", str(os.getpid())]
    return int(subprocess.run(command, capture_output=True, check=True, text=True).stdout) * 1024 / MEGABYTE


def machine(*, pinned: bool, busy: float) -> str:
    """The machine in a line, without its name, and how busy it was with other work."""
    used = "one of them used where no row says every core" if pinned else "none singled out"
    return (
        f"{_processor()}, {os.cpu_count()} cores, {used}; {platform.system()}, Python {platform.python_version()}; "
        f"load when it began {busy:.1f}"
    )


def _processor() -> str:
    listed = Path("/proc/cpuinfo")
    lines = listed.read_text().splitlines() if listed.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())

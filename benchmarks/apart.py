"""A command started from a small process: `python benchmarks/apart.py INPUT OUTPUT COMMAND…`.

Linux counts what a process held before it became the command, so one that is started from a large process seems large.
It says how long the command took, the most memory that it held, and how it ended.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def main(source: str, sink: str, command: list[str]) -> None:
    """Run the command from one file into another and print a line of JSON."""
    with Path(source).open("rb") as given, Path(sink).open("wb") as made:
        start = time.perf_counter()
        running = subprocess.Popen(command, stdin=given, stdout=made)
        _, status, usage = os.wait4(running.pid, 0)
        seconds = time.perf_counter() - start
    running.returncode = os.waitstatus_to_exitcode(status)
    bytes_held = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    print(json.dumps({"seconds": seconds, "peak_mb": bytes_held / 1e6, "code": running.returncode}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])

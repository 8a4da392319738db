"""The environment of a command whose lines are not counted.

A long run goes over lines that other tests go over too, and takes five times as long where each of them is watched.
"""

import os


def unwatched() -> dict[str, str]:
    """The environment as it is, without the word that has coverage begin in a new process."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}

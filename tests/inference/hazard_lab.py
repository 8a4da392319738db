"""The parent's side of the hazard laboratory: start a probe in a child, with a limit, and read how it ended."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from tests.unwatched import unwatched

from . import hazard_probes

Json: TypeAlias = dict[str, Any]
FNV_OFFSET, FNV_PRIME = 0x811C9DC5, 16777619


@dataclass(frozen=True)
class Ending:
    """How a child ended: its exit status, None if it still ran at the limit, and the values that it said."""

    status: int | None
    said: tuple[Json, ...] = ()
    errors: str = ""

    @property
    def is_crash(self) -> bool:
        """A signal ended the child."""
        return self.status is not None and self.status < 0

    @property
    def is_hang(self) -> bool:
        """The child was still running at the limit."""
        return self.status is None

    @property
    def codes(self) -> list[int]:
        """The code of each batch: 0 all read, 1 a fact that no rule reads, 2 one seen before, above that an error."""
        return self.values("code")

    @property
    def fired(self) -> list[str]:
        """The name of each rule that fired, in order."""
        return self.values("rule")

    def values(self, key: str) -> list[Any]:
        """Every value that the child said under this key, in order."""
        return [values[key] for values in self.said if key in values]


def run_apart(
    probe: Callable[..., None],
    *arguments: str,
    stdin: str = "",
    limit: float = 30.0,
    environment: Mapping[str, str] | None = None,
) -> Ending:
    """Run a probe in a process of its own, where memory that was never set is never zero by luck."""
    command = [sys.executable, "-W", "ignore", hazard_probes.__file__, probe.__name__, *arguments]
    try:
        done = subprocess.run(
            command,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
            env={**unwatched(), "MALLOC_PERTURB_": "165", **(environment or {})},
        )
    except subprocess.TimeoutExpired:
        return Ending(None)
    return Ending(done.returncode, tuple(map(json.loads, done.stdout.splitlines())), done.stderr)


def fire(rules: Mapping[str, Json], *batches: Json | Sequence[Json], limit: float = 30.0) -> Ending:
    """Assert batches in turn and say what each fires; a batch that is not a list is a single fact."""
    asked = json.dumps({"rules": rules, "batches": batches})
    return run_apart(hazard_probes.fire, stdin=asked, limit=limit)


def when(*tests: Json, **settings: int) -> Json:
    """Write a rule that needs one fact for each test; the facts are called m0, m1 and so on."""
    return {"all": [{f"m{number}": test} for number, test in enumerate(tests)], **settings}


def fact(**properties: object) -> Json:
    """Write a fact of the one session that these tests use."""
    return {"sid": "s", **properties}


def make_comma_locale(folder: Path) -> str:
    """Make a locale that writes 3,7 in this folder, where the machine can, and name it."""
    command = ["localedef", "--no-archive", "-i", "de_DE", "-f", "UTF-8", str(folder / "de_DE.UTF-8")]
    with suppress(FileNotFoundError):
        subprocess.run(command, capture_output=True, check=False)
    return "de_DE.UTF-8"


def hash_of(text: str) -> int:
    """Hash a text as durable-rules hashes an id: FNV-1a, 32 bits (Fowler, Noll and Vo)."""
    value = FNV_OFFSET
    for byte in text.encode("ascii"):
        value = ((value ^ byte) * FNV_PRIME) % 2**32
    return value

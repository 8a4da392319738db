"""A long run in a process of its own: `python -m benchmarks.endurance NUMBER EACH`.

Exams are drawn one at a time and never the same twice. It says how much memory is held after the first thousand and at
every mark, and one digest of all assessments in order.
"""

import json
import sys
from hashlib import sha256
from itertools import islice

from benchmarks.exams import endless
from benchmarks.measure import resident_mb
from sot_engine import assess, read_pack
from sot_engine.domain.assessment import plain

FIRST = 1_000


def main(number: int, each: int) -> None:
    """Assess that many exams and print a line of JSON."""
    pack = read_pack()
    digest = sha256()
    first = min(FIRST, number // 10)
    held = []
    for place, visit in enumerate(islice(endless(pack), number), 1):
        digest.update(json.dumps(plain(assess(pack, visit, explained=False))).encode())
        if place == first or place % each == 0:
            held.append(resident_mb())
    print(json.dumps({"first": first, "each": each, "resident_mb": held, "digest": digest.hexdigest()}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

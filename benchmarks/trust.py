"""What it costs to trust a pack: every theorem of it, and every slip that its golden cases have to catch."""

import time
from collections.abc import Iterator

from benchmarks.figure import Figure, at_most
from sot_engine.workflow.rules.measure_cover import measure_cover
from sot_engine.workflow.rules.prove_pack import prove_packs

PACK = "sot-core"
WHOLE_S, EACH_S, COVER_S = 60, 10, 60


def trust_figures(theorem: str | None = None, rule: str | None = None) -> Iterator[Figure]:
    """Prove and cover the pack on every core; a theorem and a rule make it a small run.

    Errors: AssertionError when a theorem fails or a slip is not caught, for then the time means nothing.
    """
    start = time.perf_counter()
    proved = list(prove_packs((PACK,), theorem))
    taken = time.perf_counter() - start
    assert not any(one.failures for one in proved), "a theorem does not hold"
    slowest = max(proved, key=lambda one: one.seconds)
    yield at_most(f"sot rules prove {PACK} on every core, {len(proved)} theorems", taken, WHOLE_S, "s")
    yield at_most(f"the slowest of them, {slowest.name}", slowest.seconds, EACH_S, "s")
    start = time.perf_counter()
    (found,) = measure_cover((PACK,), rule=rule)
    taken = time.perf_counter() - start
    assert found.is_complete, "a slip is not caught"
    yield at_most(f"sot rules cover {PACK} on every core, every slip", taken, COVER_S, "s")

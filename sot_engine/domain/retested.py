"""Which findings the rules of a pack read after blocking, and which are recorded where no rule looks for them."""

from sot_engine.domain import condition as c
from sot_engine.domain.finding import Finding
from sot_engine.domain.pack import Pack
from sot_engine.domain.visit import Visit


def read_after(pack: Pack) -> frozenset[str]:
    """The findings that some rule reads after blocking."""
    nodes = (node for rule in pack.rules for node in c.walk(rule.when) if isinstance(node, c.LEAVES))
    return frozenset(node.finding for node in nodes if node.after)


def only_after(pack: Pack) -> frozenset[str]:
    """The findings that are read after blocking and never before."""
    before = {name for rule in pack.rules for name in c.findings_read(rule.when)}
    return read_after(pack) - before


def misplaced(visit: Visit, pack: Pack) -> tuple[Finding, ...]:
    """What was recorded before blocking and means something after it only, as pain on the blocks: no rule reads it."""
    if not visit.findings:
        return ()
    after = only_after(pack)
    return tuple(pack.findings[name] for name in sorted({key.partition(".")[0] for key in visit.findings} & after))

"""The same rules in other engines: translated from the Pack, checked to answer alike, then timed beside ours."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version

from benchmarks.peers.answer import Peer, reference
from benchmarks.peers.documented import Documented
from benchmarks.peers.generated import Generated
from benchmarks.peers.gorules import Zen, ZenQuickStart, ZenTraced, ZenTracedColumns
from benchmarks.peers.productions import Productions
from benchmarks.peers.rule_language import RuleLanguage
from sot_engine.domain.visit import Visit
from sot_engine.inference.direct import Direct

PEERS: tuple[type[Peer], ...] = (
    Generated, Zen, ZenTraced, ZenTracedColumns, ZenQuickStart, RuleLanguage, Productions, Documented,
)  # fmt: skip
"""In the order in which they are timed. The documented durable-rules is last: it starts threads that never stop."""


def lacking(kind: type[Peer]) -> str | None:
    """Why a peer cannot run here, or None."""
    try:
        if kind.package:
            version(kind.package)
    except PackageNotFoundError:
        return f"{kind.package} is not installed; `make bench` installs it"
    return None


def differences(peer: Peer, direct: Direct, visits: Sequence[Visit]) -> list[str]:
    """Each exam of which a peer and the direct reading answer differently, in a line."""
    found = []
    for visit in visits:
        ours, theirs = reference(direct.read(visit), is_whole=peer.is_whole), peer.answer(peer.run(peer.prepare(visit)))
        if ours != theirs:
            found.append(f"{visit.patient.ref}: {theirs} instead of {ours}")
    return found

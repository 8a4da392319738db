"""sot-engine: which SOT category the findings of an exam match, why, and what was not tested.

Everything is offered lazily, so that importing the package costs nothing::

    from sot_engine import assess, read_pack, read_visit

    assessment = assess(read_pack("sot-core"), read_visit("visit.yaml"))
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sot_engine.inference.assess import assess
    from sot_engine.intake.visit_file import read_visit
    from sot_engine.packs.shelf import read_pack

__version__ = "0.1.0"
__all__ = ["__version__", "assess", "read_pack", "read_visit"]

_ROOMS = {
    "assess": "sot_engine.inference.assess",
    "read_pack": "sot_engine.packs.shelf",
    "read_visit": "sot_engine.intake.visit_file",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for."""
    if name not in _ROOMS:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from importlib import import_module

    return getattr(import_module(_ROOMS[name]), name)

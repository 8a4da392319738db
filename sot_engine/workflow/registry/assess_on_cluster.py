"""Assess a whole table of exams on the workers of a Dask scheduler that is already there."""

from pathlib import Path
from uuid import uuid4

from sot_engine.errors import MachineLacks, extra
from sot_engine.workflow.registry.assess_registry import Asked, Assessed, Watcher, assess_registry
from sot_engine.workflow.registry.extra import registry_extra


def assess_on_cluster(asked: Asked, watcher: Watcher, scheduler: str) -> Assessed:
    """Assess every exam of a table into a file, a part a task; the workers see the same folders as this machine.

    Errors: ClusterLost, and whatever assessing a table here can give.
    """
    try:
        with registry_extra():
            from sot_engine.registry.cluster import Cluster
    except ModuleNotFoundError as error:
        message = f"a cluster needs {error.name}, which is not installed"
        raise MachineLacks(message, hint=extra("cluster")) from None
    cluster = Cluster(scheduler, uuid4().hex)
    try:
        return assess_registry(_from_anywhere(asked), watcher, cluster.spread)
    finally:
        cluster.close()


def _from_anywhere(asked: Asked) -> Asked:
    """The same with whole paths: a worker stands in a folder of its own."""
    table = asked.table if "://" in asked.table else str(Path(asked.table).resolve())
    rejects = asked.rejects.resolve() if asked.rejects else None
    return asked._replace(table=table, out=asked.out.resolve(), rejects=rejects)

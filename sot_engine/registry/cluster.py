"""The parts of a table spread over the workers of a Dask scheduler that is already there, a part a task.

The plan is the one of a single machine, and so is what a worker writes: the result of its part in the folder of the
run, which all machines see. A part whose worker was lost is done again by another.
"""

import json
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from dataclasses import replace
from pathlib import Path
from queue import Empty, Queue

from distributed import Client
from distributed.client import Future
from distributed.scheduler import KilledWorker

from sot_engine import __version__
from sot_engine.errors import ClusterLost, SotError, extra
from sot_engine.registry.job import Done, Job, assess_part
from sot_engine.registry.source import Part

AHEAD = 2
"""Parts that wait for each worker; no more are sent, so that a table of any length takes no more memory here."""
PATIENCE = "10s"
"""How long a scheduler may take to answer."""
LOOK, LONELY = 2.0, 60.0
"""Seconds between looks at the workers while nothing is done, and for how long there may be none."""


class Cluster:
    """A connection to a scheduler, for one run."""

    def __init__(self, address: str, run: str) -> None:
        """Connect to an address, or to what the file of a scheduler names; `run` tells our tasks from all others.

        Errors: ClusterLost when nobody answers there, or no worker is connected to it.
        """
        self.address, self._run = address, run
        try:
            self._client = Client(_address(address), timeout=PATIENCE, name=f"sot-{run}", set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            message = f"no Dask scheduler answers at {address}"
            hint = "start one with `dask scheduler`, and give its address, as tcp://127.0.0.1:8786"
            raise ClusterLost(message, hint=hint) from error
        if not self.workers:
            self._client.close()
            message = f"the scheduler at {address} has no workers"
            raise ClusterLost(message, hint=f"start some with `dask worker {address}`")

    @property
    def workers(self) -> int:
        """How many workers are connected now."""
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def close(self) -> None:
        """Leave the scheduler; what it still does for us is cancelled."""
        self._client.close()

    def spread(self, job: Job, parts: Iterable[Part]) -> Iterator[Done]:
        """Assess the parts on the workers; each is given back as soon as it is done, in any order.

        Errors: whatever is wrong with a part; ClusterLost when the scheduler or all workers are gone.
        """
        waiting, light = iter(parts), _light(job)
        done: Queue[Future] = Queue()
        running: set[Future] = set()
        try:
            for _ in range(self.workers * AHEAD):
                yield from self._send(light, waiting, running, done)
            while running:
                future = self._next(done)
                running.discard(future)
                yield _result(future, self.address)
                yield from self._send(light, waiting, running, done)
        finally:
            self._client.cancel(list(running))

    def _send(self, job: Job, waiting: Iterator[Part], running: set[Future], done: "Queue[Future]") -> Iterator[Done]:
        """Send the next part that is not done; parts that an earlier run has done are given back at once."""
        for part in waiting:
            known = job.done(part)
            if known is None:
                key = f"sot-{self._run}-{part.number}"
                future = self._client.submit(assess_there, job, part, __version__, key=key, pure=False)
                running.add(future)
                future.add_done_callback(done.put)
                return
            yield known

    def _next(self, done: "Queue[Future]") -> Future:
        """The next part that is done; a cluster without any worker is waited for, but not for ever."""
        alone = 0.0
        while True:
            try:
                return done.get(timeout=LOOK)
            except Empty:
                alone = 0.0 if self.workers else alone + LOOK
            if alone >= LONELY:
                message = f"all workers at {self.address} are gone"
                raise ClusterLost(message, hint="start some and run the command again; what is done is kept")


def _address(given: str) -> str:
    """The address itself, or the one that a scheduler wrote into its file.

    Errors: OSError or ValueError where there is no such file, or it is of another kind.
    """
    if not given.endswith(".json"):
        return given
    return str(json.loads(Path(given).read_text("utf-8")).get("address"))


def _light(job: Job) -> Job:
    """The job as it was made, without what was worked out from it: that is quicker made again than sent."""
    return replace(job, pack=replace(job.pack))


def assess_there(job: Job, part: Part, version: str) -> Done:
    """Assess one part on a worker.

    Errors: ClusterLost when the worker has another version of the program or does not see the folder of the run.
    """
    if version != __version__:
        message = f"a worker has sot-engine {__version__}, and this is {version}"
        raise ClusterLost(message, hint="install the same version everywhere")
    if not job.folder.is_dir():
        message = f"a worker does not see the folder {job.folder}"
        raise ClusterLost(message, hint="table and result must be in a folder that all machines share")
    return assess_part(job, part)


def _result(future: Future, address: str) -> Done:
    try:
        done: Done = future.result()
    except SotError:
        raise
    except ModuleNotFoundError as error:
        message = f"a worker at {address} lacks {error.name}"
        raise ClusterLost(message, hint=f"where the workers are, {extra('cluster')}") from error
    except (KilledWorker, CancelledError, OSError) as error:
        message = f"the cluster at {address} lost a part of the work: {str(error).splitlines()[0][:120]}"
        raise ClusterLost(message, hint="run the command again; what is done is kept") from error
    return done

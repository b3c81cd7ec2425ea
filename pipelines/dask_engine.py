"""Files read on the workers of a Dask cluster, each of which has worker processes of `cephlit.runs.beside` beside it.

Files of a folder travel to the workers with their batch; files at an address are read by the workers themselves. A
batch whose Dask worker dies is read again by another one. What was read is kept by the run alone, so whatever happens
to the cluster, nothing is lost or doubled.
"""

import contextlib
import queue
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial

from distributed import Client
from prefect import Flow
from prefect.context import FlowRunContext
from prefect.futures import PrefectFuture
from prefect_dask.task_runners import DaskTaskRunner

from cephlit.documents.errors import DocumentError
from cephlit.documents.sources import CarriedFile, FoundFile, Source
from cephlit.runs.beside import read_beside
from cephlit.runs.versions import current_version
from cephlit.tables.collection import FileShare
from engines import ClusterError, Engine, Keep, read_batch

CONNECT_SECONDS = 20
"""How long a scheduler may take to answer."""

WORKERLESS_SECONDS = 300.0
"""How long a cluster may be without any worker: one that grows with its work takes minutes to get the first."""

BATCHES_AHEAD = 3
"""Batches underway for each thread of the cluster: one is read, the next ones are on their way to it."""

Batch = PrefectFuture[list[FileShare]]


@contextlib.contextmanager
def connected(scheduler: str) -> Iterator[Engine]:
    """Read on the cluster of a scheduler; see `engines.dask_cluster`."""
    # Tasks are handed over in a thread: an interruption, which is the main thread's, gets lost in Prefect's code there.
    with (
        DaskTaskRunner(address=scheduler, client_kwargs={"timeout": CONNECT_SECONDS}) as runner,
        ThreadPoolExecutor(1) as thread,
    ):
        try:
            cluster = _Cluster(scheduler, runner, runner.client, thread)
        except (OSError, ValueError) as error:
            raise ClusterError(f"no Dask scheduler answers at {scheduler}: {error}") from error
        yield Engine(cluster.threads(), cluster.read)


class _Cluster:
    """A cluster, and what is underway there."""

    def __init__(self, scheduler: str, runner: DaskTaskRunner, client: Client, thread: ThreadPoolExecutor) -> None:
        self._scheduler, self._runner, self._client, self._thread = scheduler, runner, client, thread
        self._version = current_version().key
        self._finished: queue.SimpleQueue[Batch] = queue.SimpleQueue()

    def threads(self) -> int:
        """How many batches the cluster reads at the same time; at least one, as it may still get its first worker."""
        return sum(self._client.nthreads().values()) or 1

    def read(self, batches: Iterable[Sequence[Source]], keep: Keep) -> Iterator[FileShare]:
        """Read batches of files, no more underway than the cluster needs in order not to wait for the next."""
        underway = 0
        for number, files in enumerate(batches, start=1):
            if underway >= BATCHES_AHEAD * self.threads():
                yield from map(keep, self._next())
                underway -= 1
            self._thread.submit(copy_context().run, self._submit, number, files).result()
            underway += 1
        for _ in range(underway):
            yield from map(keep, self._next())

    def _submit(self, number: int, files: Sequence[Source]) -> None:
        read = partial(read_beside, self._version, [carried(file) for file in files])
        with _flow_without_code():
            self._runner.submit(read_batch, {"number": number, "read": read}).add_done_callback(self._finished.put)

    def _next(self) -> list[FileShare]:
        """What the batch gave that is the next one to end, well or not."""
        while True:
            try:
                return self._finished.get(timeout=WORKERLESS_SECONDS).result()
            except queue.Empty:
                if not self._client.nthreads():
                    message = f"the Dask cluster at {self._scheduler} has had no worker for {WORKERLESS_SECONDS:g} s"
                    raise ClusterError(message) from None
            except Exception as error:  # whatever ended a batch there: a file never does
                raise ClusterError(f"the Dask cluster at {self._scheduler} failed: {_told(error)}") from error


def carried(source: Source) -> Source:
    """A file fit to be read on another machine: one of this machine takes its content along."""
    if not isinstance(source, FoundFile):
        return source
    with contextlib.suppress(DocumentError):  # it has just vanished; reading it says the same there
        return CarriedFile(source.file, source.read())
    return source


def _told(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")


@Flow
def _elsewhere() -> None:
    """Stand in for the flow where its tasks run on another machine."""


@contextlib.contextmanager
def _flow_without_code() -> Iterator[None]:
    """Let tasks take along which flow run they belong to, but not the flow, which cannot leave this process."""
    context = FlowRunContext.get()
    if context is None:  # no flow, nothing to leave behind
        yield
        return
    with context.model_copy(update={"flow": _elsewhere}):
        yield

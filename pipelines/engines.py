"""Where files are read as papers: in worker processes of this machine, or on the workers of a Dask cluster."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

from cephlit.documents.sources import Source
from cephlit.runs.reading import Pool, read_in
from cephlit.tables.collection import FileShare

import prefect_api  # noqa: F401  # isort: skip - Prefect reads its settings when it is imported
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import ThreadPoolTaskRunner

Keep = Callable[[FileShare], FileShare]


class ClusterError(RuntimeError):
    """The Dask cluster cannot be used, or failed; the message says how."""


class Engine(NamedTuple):
    """A place where files are read.

    Attributes
    ----------
    size
        How many files it reads at the same time.
    read
        Reads batches of files, and hands over what each file gave; this is kept as soon as it is known.
    """

    size: int
    read: Callable[[Iterable[Sequence[Source]], Keep], Iterator[FileShare]]


@task(task_run_name="read-batch-{number}", cache_policy=NO_CACHE)
def read_batch(
    number: int,  # noqa: ARG001 - names the task run
    read: Callable[[], list[FileShare]],
) -> list[FileShare]:
    """Read a batch of files, one after the other."""
    return read()


@contextlib.contextmanager
def this_machine(pool: Pool) -> Iterator[Engine]:
    """Read in worker processes of this machine, and end them."""
    # The pool ends first: a batch that is interrupted must not wait for its worker.
    threads: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=pool.size)
    with threads as runner, pool:

        def read(batches: Iterable[Sequence[Source]], keep: Keep) -> Iterator[FileShare]:
            def read_files(files: Sequence[Source]) -> list[FileShare]:
                return [keep(read_in(pool, file)) for file in files]

            futures = [
                runner.submit(read_batch, {"number": number, "read": partial(read_files, files)})
                for number, files in enumerate(batches, start=1)
            ]
            for future in futures:
                yield from future.result()

        yield Engine(pool.size, read)


@contextlib.contextmanager
def dask_cluster(scheduler: str) -> Iterator[Engine]:
    """Read on the workers of a Dask cluster.

    Parameters
    ----------
    scheduler
        Address of the cluster's scheduler, such as ``tcp://127.0.0.1:8786``.

    Raises
    ------
    ClusterError
        If the packages for it are not installed, the scheduler does not answer, or the cluster fails.
    """
    try:
        from dask_engine import connected  # noqa: PLC0415 - most runs need none of Dask
    except ModuleNotFoundError as error:
        message = f"reading on a Dask cluster needs the package {error.name}: pip install 'cephlit[dask]'"
        raise ClusterError(message) from error
    with connected(scheduler) as engine:
        yield engine

"""Reading in a process that is not the run's own, such as a worker of a Dask cluster.

Beside it stand worker processes, as beside a run, so that the limits of time and memory hold there too, and a file that
ends its process ends nothing else. They start when they are needed, stay for the next file, and end when none came for
a while, or with the process that they stand beside.
"""

import contextlib
import threading
from collections.abc import Callable, Iterable, Iterator

from cephlit.documents.sources import Source
from cephlit.runs.reading import Pool, read_in, start_pool
from cephlit.runs.versions import current_version
from cephlit.tables.collection import FileShare

IDLE_SECONDS = 60.0
"""How long worker processes wait for the next file; a new one takes 5 s to get ready."""


class OtherVersionError(RuntimeError):
    """The program here is not the one that asked: its rows might differ."""


class SparePools:
    """Pools of one process each, as many as are used at the same time; they are kept for a while.

    Parameters
    ----------
    start
        Starts a pool.
    idle_seconds
        When nothing was read for so long, the processes end.
    """

    def __init__(self, start: Callable[[], Pool], idle_seconds: float) -> None:
        self._start, self._idle_seconds = start, idle_seconds
        self._lock = threading.Lock()
        self._spare: list[Pool] = []
        self._timer = threading.Timer(0, self._end_spare)

    @contextlib.contextmanager
    def one(self) -> Iterator[Pool]:
        """Have a pool for oneself."""
        with self._lock:
            pool = self._spare.pop() if self._spare else None
        pool = pool or self._start()
        try:
            yield pool
        finally:
            with self._lock:
                self._spare.append(pool)
                self._timer.cancel()
                self._timer = threading.Timer(self._idle_seconds, self._end_spare)
                self._timer.daemon = True
                self._timer.start()

    def _end_spare(self) -> None:
        with self._lock:
            pools, self._spare = self._spare, []
        for pool in pools:
            pool.close()


_pools = SparePools(lambda: start_pool(1, 1), IDLE_SECONDS)


def read_beside(version: str, files: Iterable[Source]) -> list[FileShare]:
    """Read files in a worker process beside this process, for a run elsewhere.

    Parameters
    ----------
    version
        Key of the run's version of the program.
    files
        What to read.

    Raises
    ------
    OtherVersionError
        If the program here has another version.
    PoolError
        If the worker processes cannot work at all.
    """
    if current_version().key != version:
        raise OtherVersionError("cephlit, Python or a package that it needs has another version there than here")
    with _pools.one() as pool:
        return [read_in(pool, file) for file in files]

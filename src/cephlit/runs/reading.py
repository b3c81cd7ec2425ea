"""One file read in a worker process; whatever happens to the process is part of the answer."""

from cephlit.documents.errors import DocumentError
from cephlit.documents.sources import CarriedFile, Source
from cephlit.runs.workers import WorkerDiedError, WorkerPool, WorkFailedError, WorkLimitError
from cephlit.tables.collection import FileShare
from cephlit.tables.extraction import Extraction

Pool = WorkerPool[CarriedFile, FileShare]

SECONDS = 120
"""Computing time that any file may take."""

BYTES_PER_SECOND = 2_000
"""Computing time that a file may take besides, by its size: usual papers are read 20 times as fast."""


def start_pool(files: int, workers: int) -> Pool:
    """Start worker processes that read files, no more than there are files."""
    return WorkerPool("cephlit.runs.worker_side:read_share", max(1, min(workers, files)), "cephlit.extraction:prepare")


def read_in(pool: Pool, source: Source) -> FileShare:
    """Read a file in a worker process; a file that ends the process, or reaches a limit, is rejected.

    The process gets the file's bytes, so that it need not reach the place where they are. It checks and writes the rows
    too, so that the run's own process, which serves all others, is left with little.

    Raises
    ------
    PoolError
        If the processes cannot work at all, whatever the file.
    """
    try:
        carried = CarriedFile(source.file, source.read())
        return pool.run(carried, seconds_for(carried))
    except DocumentError as error:
        reason = error.problem
    except WorkLimitError as error:
        reason = f"it was not read to its end: {error}. Split it into smaller files, or look for what is odd in it."
    except WorkerDiedError as error:
        reason = f"reading it needs more than this machine gives, or hits a defect: {error}"
    except WorkFailedError as error:
        reason = f"reading it hits a defect: {error}"
    return FileShare.of(Extraction.refused(source.file, reason))


def seconds_for(source: Source) -> int:
    """Computing time that a file may take."""
    return SECONDS + source.size // BYTES_PER_SECOND

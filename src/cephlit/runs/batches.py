"""Files into batches, each a task of its own."""

from collections.abc import Sequence

from cephlit.documents.sources import Source

BATCH_BYTES = 200_000
"""A task costs the orchestration some 15 ms; so much text keeps a worker busy for seconds."""

SHARES_OF_THE_REST = 4
"""A batch holds at most the so many-th part of what is left for each worker."""


def batches(files: Sequence[Source], workers: int) -> list[list[Source]]:
    """Part files into batches, so that all workers end at about the same time.

    The largest files come first, and the batches shrink towards the end: what is handed out last is small, so no worker
    is idle for long while another one is still at work.

    Parameters
    ----------
    files
        What to read; those of the same size keep their order.
    workers
        How many batches are read at the same time.
    """
    sized = sorted(((file.size, file) for file in files), key=lambda pair: -pair[0])
    left = sum(size for size, _ in sized)
    parted: list[list[Source]] = []
    filled, limit = 0, 0
    for size, file in sized:
        if filled >= limit:
            parted.append([])
            filled, limit = 0, min(BATCH_BYTES, left // (SHARES_OF_THE_REST * workers))
        parted[-1].append(file)
        filled += size
        left -= size
    return parted

"""Files into batches, each a task of its own."""

from collections.abc import Sequence

from cephlit.documents.sources import Source

BATCH_BYTES = 200_000
"""A task costs the orchestration some 15 ms; so much text keeps a worker busy for seconds."""

BATCHES_PER_WORKER = 4
"""Enough for no worker to be idle while another one still has a long batch."""


def batches(files: Sequence[Source], workers: int) -> list[list[Source]]:
    """Part files, in their order, into batches of about the same number of bytes.

    Parameters
    ----------
    files
        What to read.
    workers
        How many batches are read at the same time.
    """
    sizes = [file.size for file in files]
    limit = min(BATCH_BYTES, sum(sizes) // (BATCHES_PER_WORKER * workers))
    parted: list[list[Source]] = []
    filled = limit
    for file, size in zip(files, sizes, strict=True):
        if filled >= limit:
            parted.append([])
            filled = 0
        parted[-1].append(file)
        filled += size
    return parted

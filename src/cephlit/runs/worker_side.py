"""What a worker process does with a file; only such a process loads all that reading needs."""

from cephlit.documents.sources import Source
from cephlit.extraction import extract_file
from cephlit.tables.collection import FileShare


def read_share(found: Source) -> FileShare:
    """Read a file, and check and write the rows that it gives."""
    return FileShare.of(extract_file(found))

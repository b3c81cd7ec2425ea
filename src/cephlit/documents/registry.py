"""Which reader takes a file: decided by its content, never by its name."""

from collections.abc import Callable

import filetype

from cephlit.documents.document import Document
from cephlit.documents.errors import UnreadableDocumentError
from cephlit.documents.plain_text import read_plain_text
from cephlit.documents.sources import Source, refuse_large

Reader = Callable[[str, bytes], Document]

READERS: dict[str, Reader] = {"text/plain": read_plain_text}
"""Reader for each media type."""

_MAGIC_BYTES = 8192


def media_type(data: bytes) -> str:
    """Media type of a file's content; whatever has no known signature counts as plain text."""
    kind = filetype.guess(data[:_MAGIC_BYTES])
    return str(kind.mime) if kind is not None else "text/plain"


def read_document(file: str, data: bytes) -> Document:
    """Make a document of a file's bytes.

    Parameters
    ----------
    file
        Path relative to the seeds folder, for messages and tables.
    data
        The file's content.

    Raises
    ------
    EmptyDocumentError
        If there is nothing but white space.
    UnreadableDocumentError
        If the file is too large, of a kind that no reader takes, or no text.
    """
    refuse_large(file, len(data))
    kind = media_type(data)
    reader = READERS.get(kind)
    if reader is None:
        raise UnreadableDocumentError(
            file, f"the file is not plain text but {kind}", "Save the paper as plain text in UTF-8."
        )
    return reader(file, data)


def read_file(found: Source) -> Document:
    """Read a file that discovery found.

    Raises
    ------
    EmptyDocumentError, UnreadableDocumentError
        As ``read_document`` and ``Source.read``.
    """
    return read_document(found.file, found.read())

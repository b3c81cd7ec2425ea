"""Which reader takes a file: decided by its content, never by its name."""

import errno
import os
import stat
from collections.abc import Callable

import filetype

from cephlit.documents.discovery import FoundFile
from cephlit.documents.document import Document
from cephlit.documents.errors import UnreadableDocumentError
from cephlit.documents.plain_text import read_plain_text

MAX_BYTES = 20_000_000
"""Largest file that is read. A long paper has 0.2 MB; whatever is larger is an export to be split, or a mistake."""

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
    _refuse_large(file, len(data))
    kind = media_type(data)
    reader = READERS.get(kind)
    if reader is None:
        raise UnreadableDocumentError(
            file, f"the file is not plain text but {kind}", "Save the paper as plain text in UTF-8."
        )
    return reader(file, data)


def read_file(found: FoundFile) -> Document:
    """Read a file that discovery found.

    Raises
    ------
    EmptyDocumentError, UnreadableDocumentError
        As ``read_document`` and ``read_bytes``.
    """
    return read_document(found.file, read_bytes(found))


def read_bytes(found: FoundFile) -> bytes:
    """Read the content of a file that discovery found.

    Raises
    ------
    UnreadableDocumentError
        If the file is too large, has vanished, may not be read, or is no longer a regular file.
    """
    # The path was checked at discovery; a link or pipe put in its place since is refused rather than followed.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with open(os.open(found.path, flags), "rb") as stream:  # noqa: PTH123 - needs the flags
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise UnreadableDocumentError(found.file, "it is no longer a regular file", "Put the file back.")
            _refuse_large(found.file, status.st_size)
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableDocumentError(found.file, *_explain(error)) from error
    _refuse_large(found.file, len(data))
    return data


def _refuse_large(file: str, size: int) -> None:
    if size > MAX_BYTES:
        raise UnreadableDocumentError(
            file,
            f"the file is larger than {MAX_BYTES // 1_000_000} MB",
            "Split it into smaller files, each with whole papers.",
        )


def _explain(error: OSError) -> tuple[str, str]:
    """Reason and advice for a file that could not be opened."""
    if isinstance(error, FileNotFoundError):
        return "the file vanished before it was read", "Put it back, or run again."
    if isinstance(error, PermissionError):
        return "the file may not be read", "Change its permissions (chmod u+r)."
    if error.errno == errno.ELOOP:
        return "the file was replaced by a link", "Put the file itself into the folder."
    return f"the file cannot be read ({error.strerror})", "Check the disk, then run again."

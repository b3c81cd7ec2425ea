"""Files to be read, wherever they are: each knows its name, its size, and how to give its bytes."""

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, Protocol

from cephlit.documents.errors import UnreadableDocumentError

MAX_BYTES = 20_000_000
"""Largest file that is read. A long paper has 0.2 MB; whatever is larger is an export to be split, or a mistake."""


class Stamp(NamedTuple):
    """What a file system tells of a file, and what differs once its bytes do.

    Attributes
    ----------
    device, inode
        Which file it is.
    size
        Its bytes.
    modified, changed
        When its content, and when anything of it was last changed: nanoseconds since 1970.
    """

    device: int
    inode: int
    size: int
    modified: int
    changed: int


class Source(Protocol):
    """A file to be read."""

    @property
    def file(self) -> str:
        """Path relative to the seeds, with forward slashes, as text that any table can hold."""
        ...

    @property
    def size(self) -> int:
        """Its bytes, as far as can be told without reading it; else 0."""
        ...

    @property
    def stamp(self) -> Stamp | None:
        """What tells, without reading it, that it is as it was; None where nothing does."""
        ...

    def read(self) -> bytes:
        """Read its content.

        Raises
        ------
        UnreadableDocumentError
            If it is too large, has vanished, or cannot be read.
        """
        ...


@dataclass(frozen=True, slots=True)
class FoundFile:
    r"""A file in a folder of this machine.

    Attributes
    ----------
    file
        Path relative to the seeds folder, with forward slashes; bytes that are no UTF-8 are written ``\\xff``.
    path
        Where it is; for a link inside the folder, what the link leads to.
    """

    file: str
    path: Path

    @property
    def size(self) -> int:
        """Its bytes; 0 if it has vanished, which reading it will tell."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0

    @property
    def stamp(self) -> Stamp | None:
        """What the file system tells of it; None if it has vanished."""
        try:
            status = os.lstat(self.path)
        except OSError:
            return None
        return Stamp(status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)

    def read(self) -> bytes:
        """Read its content, as `Source.read`; what is no longer a regular file is refused."""
        # The path was checked at discovery; a link or pipe put in its place since is refused rather than followed.
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
        try:
            with open(os.open(self.path, flags), "rb") as stream:  # noqa: PTH123 - needs the flags
                status = os.fstat(stream.fileno())
                if not stat.S_ISREG(status.st_mode):
                    raise UnreadableDocumentError(self.file, "it is no longer a regular file", "Put the file back.")
                refuse_large(self.file, status.st_size)
                content = stream.read(MAX_BYTES + 1)
        except OSError as error:
            raise UnreadableDocumentError(self.file, *_explain(error)) from error
        refuse_large(self.file, len(content))
        return content


@dataclass(frozen=True, slots=True)
class CarriedFile:
    """A file with its content, on the way to where it is read as a paper.

    Attributes
    ----------
    file
        Path relative to the seeds, with forward slashes.
    content
        Its bytes.
    """

    file: str
    content: bytes

    @property
    def size(self) -> int:
        """Its bytes."""
        return len(self.content)

    @property
    def stamp(self) -> Stamp | None:
        """None: it is no longer where a file system tells of it."""
        return None

    def read(self) -> bytes:
        """Its content."""
        return self.content


def refuse_large(file: str, size: int) -> None:
    """Refuse a file that is larger than the limit.

    Raises
    ------
    UnreadableDocumentError
        If it is.
    """
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

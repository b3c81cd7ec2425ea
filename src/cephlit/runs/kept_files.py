"""Files that runs leave for later ones: there as a whole or not at all, and known to be damaged if they are.

The first line is a checksum of the rest.
"""

import os
import zlib

UNFINISHED = ".tmp"
"""End of the names of files that are not yet whole."""

TICK = 2_000_000_000
"""Nanoseconds within which the coarsest file system in use may give two changes of a file the same time."""


class DamagedError(ValueError):
    """A file does not hold what was written; the message says how that shows."""


def write_kept(path: str, body: bytes) -> None:
    """Write a file under its checksum."""
    write_lasting(path, b"%d\n" % zlib.crc32(body), body)


def read_kept(path: str) -> bytes:
    """Read what `write_kept` wrote.

    Raises
    ------
    DamagedError
        If it is something else.
    OSError
        If it cannot be read.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - thousands of them are read; a Path would take as long as the reading
        checksum, _, body = file.read().partition(b"\n")
    if not checksum.isdigit() or int(checksum) != zlib.crc32(body):
        raise DamagedError("its checksum does not fit")
    return body


def write_lasting(path: str, *parts: bytes) -> None:
    """Write a file that is on disk as a whole before it has its name."""
    staging = f"{path}{UNFINISHED}"
    with open(staging, "wb") as file:  # noqa: PTH123
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    os.replace(staging, path)  # noqa: PTH105

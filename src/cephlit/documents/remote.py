"""Corpora at an address, such as ``s3://bucket/papers``: whatever `fsspec` has a file system for.

What is there is data from strangers as much as a folder is. Names are only ever names in tables, no path is made of
them; contents are known by their bytes, not by a tag that a server gives them. Credentials are not part of an address:
each file system takes them from the environment, or from fsspec's configuration.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter
from typing import IO, Any

from fsspec.core import url_to_fs

from cephlit.documents.discovery import Discovery, DiscoveryProblem
from cephlit.documents.errors import UnreadableDocumentError
from cephlit.documents.sources import MAX_BYTES, Stamp, refuse_large

log = logging.getLogger(__name__)

_EXTRAS = {"s3": "cephlit[s3]", "s3a": "cephlit[s3]"}
"""What to install for a file system that is no part of fsspec itself."""


class AddressError(OSError):
    """An address whose files cannot be listed; the message says why."""


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file at an address.

    Attributes
    ----------
    file
        Path relative to the address, with forward slashes, as text that any table can hold.
    address
        The address of the whole corpus.
    path
        Where the file system of that address has it.
    size
        Its bytes as listed; 0 if the listing does not tell.
    """

    file: str
    address: str
    path: str
    size: int

    @property
    def stamp(self) -> Stamp | None:
        """None: what servers tell of a file need not change when its bytes do."""
        return None

    def read(self) -> bytes:
        """Read its content, as `Source.read`: a file that is listed as too large is not opened."""
        refuse_large(self.file, self.size)
        try:
            file_system, _ = url_to_fs(self.address)
            with file_system.open(self.path, "rb") as stream:
                content = _content(stream)
        except Exception as error:  # each file system has exceptions of its own
            log.warning("%r cannot be read: %s: %s", self.file, type(error).__name__, error)
            raise UnreadableDocumentError(self.file, *_explain(error)) from error
        refuse_large(self.file, len(content))
        return content


def discover_address(address: str) -> Discovery:
    """Find every file below an address; hidden ones are passed over, as are links.

    An address that can be listed in part alone is not read at all: papers would seem to have been removed.

    Raises
    ------
    AddressError, FileNotFoundError, NotADirectoryError
        If its files cannot be listed, or if it is that of nothing or of a single file.
    """
    found = Discovery([], [], [])
    try:
        file_system, root = url_to_fs(address)
        file_system.invalidate_cache()
        for name, entry in _entries(file_system, root.rstrip("/")):
            _sort_in(found, address, name, entry)
    except NotADirectoryError:
        raise
    except FileNotFoundError as error:
        raise FileNotFoundError(f"there is nothing at {address!r}") from error
    except ImportError as error:
        raise AddressError(f"{address!r} needs a further package: {_install(address, error)}") from error
    except Exception as error:  # each file system has exceptions of its own
        raise AddressError(f"{address!r} cannot be listed: {type(error).__name__}: {error}") from error
    found.sort()
    return found


def _entries(file_system: Any, root: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """All that stands below a root but visible folders, each with its name relative to the root."""
    folders = [root]
    while folders:
        folder = folders.pop()
        for entry in sorted(file_system.ls(folder or "/", detail=True), key=itemgetter("name")):
            path = entry["name"].rstrip("/")
            if path == root and entry["type"] == "file":
                raise NotADirectoryError(f"{root!r} is a file: the address must be that of a folder of text files")
            if not path.startswith(f"{folder}/"):
                continue  # the folder's own mark in some stores; a link that leads elsewhere on a web page
            if entry["type"] == "directory" and not _is_hidden(path):
                folders.append(path)
            else:
                yield path.removeprefix(f"{root}/"), entry


def _sort_in(found: Discovery, address: str, name: str, entry: dict[str, Any]) -> None:
    printable = name.encode("utf-8", "backslashreplace").decode()
    if _is_hidden(name):
        found.hidden.append(printable)
    elif entry["type"] != "file" or entry.get("islink"):
        found.problems.append(DiscoveryProblem(printable, "not a regular file"))
    else:
        found.files.append(RemoteFile(printable, address, entry["name"], entry.get("size") or 0))


def _is_hidden(path: str) -> bool:
    return path.rpartition("/")[2].startswith(".")


def _content(stream: IO[bytes]) -> bytes:
    """Read to the end, or past the limit; some file systems give less at a time than they are asked for."""
    content = bytearray()
    while len(content) <= MAX_BYTES and (part := stream.read(MAX_BYTES + 1 - len(content))):
        content += part
    return bytes(content)


def _install(address: str, error: ImportError) -> str:
    extra = _EXTRAS.get(address.partition("://")[0])
    return f"pip install '{extra}'" if extra else str(error)


def _explain(error: Exception) -> tuple[str, str]:
    """Reason and advice for a file that could not be read; no more of the exception, as its text may hold a time."""
    if isinstance(error, FileNotFoundError):
        return "the file vanished before it was read", "Put it back, or run again."
    if isinstance(error, PermissionError):
        return "the file may not be read", "Give the run's credentials the right to read it."
    return f"the file cannot be read ({type(error).__name__})", "Look for the cause in the run's log, then run again."

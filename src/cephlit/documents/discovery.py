"""Which files the seeds hold."""

import os
import stat
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from cephlit.documents.sources import FoundFile, Source


@dataclass(frozen=True, slots=True)
class DiscoveryProblem:
    """Something among the seeds that is not read, and why.

    Attributes
    ----------
    file, reason
        Its name, and why.
    hides
        Whether files may be in it that nobody knows of: it is a folder that cannot be looked into.
    """

    file: str
    reason: str
    hides: bool = False


class Discovery(NamedTuple):
    """Files in the order of their names, what could not be read, and the names of hidden entries passed over."""

    files: list[Source]
    problems: list[DiscoveryProblem]
    hidden: list[str]

    def sort(self) -> None:
        """Put all in the order of the names; what is written alike stays as it came, which was in order."""
        self.files.sort(key=attrgetter("file"))
        self.problems.sort(key=lambda problem: (problem.file, problem.reason))
        self.hidden.sort()


def is_address(seeds: Path | str) -> bool:
    """Whether seeds are an address, such as ``s3://bucket/papers``, and no folder."""
    return isinstance(seeds, str) and "://" in seeds


def discover(seeds: Path | str) -> Discovery:
    """Find every file below a folder or an address.

    Hidden files and folders are passed over. Links are followed only to files that stand inside the folder.

    Raises
    ------
    OSError
        If there is no such folder, or if the files of the address cannot be listed.
    """
    if isinstance(seeds, str) and is_address(seeds):
        from cephlit.documents.remote import discover_address  # noqa: PLC0415 - file systems take their time to load

        return discover_address(seeds)
    return _discover_folder(Path(seeds))


def _discover_folder(seeds: Path) -> Discovery:
    if not seeds.exists():
        raise FileNotFoundError(f"there is no seeds folder {str(seeds)!r}: create it and put text files into it")
    if not seeds.is_dir():
        raise NotADirectoryError(f"{str(seeds)!r} is a file: the seeds must be a folder of text files")
    root = seeds.resolve()
    found = Discovery([], [], [])
    folders = [(root, "")]
    while folders:
        folders.extend(_read_folder(root, *folders.pop(), found))
    found.sort()
    return found


def _read_folder(root: Path, folder: Path, name: str, found: Discovery) -> list[tuple[Path, str]]:
    """Sort one folder's entries into ``found``; return the folders in it, each with its name below the root."""
    folders = []
    try:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=attrgetter("name")):
                inner = f"{name}/{_printable(entry.name)}" if name else _printable(entry.name)
                if entry.name.startswith("."):
                    found.hidden.append(inner)
                elif entry.is_dir(follow_symlinks=False):
                    folders.append((Path(entry.path), inner))
                elif entry.is_file(follow_symlinks=False):
                    found.files.append(FoundFile(inner, Path(entry.path)))
                else:
                    _read_link(root, Path(entry.path), inner, found)
    except OSError as error:
        reason = f"the folder cannot be read ({error.strerror})"
        found.problems.append(DiscoveryProblem(name or ".", reason, hides=True))
    return folders


def _read_link(root: Path, path: Path, name: str, found: Discovery) -> None:
    """Take a link to a file inside the folder; report anything else that is no file."""
    try:
        target = path.resolve(strict=True)
        mode = target.lstat().st_mode
    except FileNotFoundError:
        found.problems.append(DiscoveryProblem(name, "a link that leads nowhere, or a file that has just vanished"))
        return
    except (OSError, RuntimeError):  # a loop of links is a RuntimeError up to Python 3.12
        found.problems.append(DiscoveryProblem(name, "a link that cannot be followed, such as a loop"))
        return
    if not target.is_relative_to(root):
        found.problems.append(DiscoveryProblem(name, "a link that leads out of the seeds folder is not followed"))
    elif stat.S_ISDIR(mode):
        found.problems.append(DiscoveryProblem(name, "a link to a folder is not followed"))
    elif not stat.S_ISREG(mode):
        found.problems.append(DiscoveryProblem(name, "not a regular file"))
    else:
        found.files.append(FoundFile(name, target))


def _printable(name: str) -> str:
    """A file's name as text that any table can hold."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", errors="backslashreplace")

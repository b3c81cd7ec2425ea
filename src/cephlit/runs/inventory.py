"""Which files there are, by content, and which of them the ledger knows."""

import json
import logging
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

from cephlit.documents.discovery import Discovery
from cephlit.documents.errors import DocumentError
from cephlit.documents.sources import Source
from cephlit.runs.digests import Digests
from cephlit.runs.ledger import Ledger
from cephlit.runs.versions import Version
from cephlit.tables.collection import FileShare
from cephlit.tables.extraction import Extraction
from cephlit.tables.frames import NoTablesError, latest_run
from cephlit.tables.identifiers import document_id
from cephlit.tables.share import Share
from cephlit.tables.store import Base

log = logging.getLogger(__name__)

_LISTING = "ledger.json"

_AT_A_TIME = 16
"""How many files are looked at together: one at an address is waited for, more than it is worked on."""


class SeedFile(NamedTuple):
    """A file of the seeds as it is now.

    Attributes
    ----------
    found
        Where it is; None if it is nothing to be read, such as a link that leads nowhere.
    extraction
        What is known of it without reading it as a paper: its name, and its digest or why it has none.
    """

    found: Source | None
    extraction: Extraction

    @property
    def sha256(self) -> str:
        """Digest of its bytes; empty if they cannot be read."""
        return self.extraction.sha256

    @property
    def file(self) -> str:
        """Its printable path."""
        return self.extraction.printable_file


def inventory(found: Discovery, digests: Digests) -> list[SeedFile]:
    """Tell the contents of all files that discovery found, and keep their digests for the next time."""
    unfit = [SeedFile(None, Extraction.refused(problem.file, problem.reason)) for problem in found.problems]
    known = [(file, digests.known(file)) for file in found.files]
    with ThreadPoolExecutor(_AT_A_TIME) as threads:
        others = threads.map(partial(_seed_file, digests), [file for file, digest in known if not digest])
        seen = [_of_digest(file, digest) if digest else next(others) for file, digest in known]
    digests.keep()
    return [*seen, *unfit]


def _seed_file(digests: Digests, found: Source) -> SeedFile:
    try:
        return _of_digest(found, digests.read(found))
    except DocumentError as error:
        return SeedFile(found, Extraction.refused(found.file, error.problem))


def _of_digest(found: Source, digest: str) -> SeedFile:
    return SeedFile(found, Extraction(found.file, digest, "", "ok"))


class ListedFile(NamedTuple):
    """A file in a listing: its printable path, its digest or, if it has none, its problem."""

    file: str
    sha256: str
    problem: str


class Listing(NamedTuple):
    """The files whose rows a run has, and the version of the program that read them; two alike give the same tables.

    Attributes
    ----------
    version
        Key of the version.
    files
        All files in the order of their names.
    """

    version: str
    files: tuple[ListedFile, ...]

    @classmethod
    def of(cls, version: Version, files: Iterable[tuple[str, str, str]]) -> "Listing":
        """List files, each with its path, its digest and its problem."""
        return cls(version.key, tuple(sorted(ListedFile(f, sha, "" if sha else problem) for f, sha, problem in files)))

    @classmethod
    def of_seeds(cls, version: Version, files: Iterable[SeedFile]) -> "Listing":
        """List files as they are now."""
        return cls.of(version, ((f.file, f.sha256, f.extraction.problem) for f in files))

    @classmethod
    def of_shares(cls, version: Version, files: Iterable[FileShare]) -> "Listing":
        """List files that were read."""
        return cls.of(version, ((file, share.sha256, share.problem) for file, share in files))

    @classmethod
    def read(cls, run: Path) -> "Listing | None":
        """Read the listing of a published run; None if it has none that can be read."""
        path = run / _LISTING
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            return cls(content["version"], tuple(ListedFile(*file) for file in content["files"]))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("%s is damaged (%s); all tables are made anew", path, error)
            return None

    def write(self, run: Path) -> None:
        """Write the listing into a run's folder."""
        text = json.dumps(self._asdict(), ensure_ascii=False)
        (run / _LISTING).write_text(text + "\n", encoding="utf-8")

    @classmethod
    def of_latest(cls, outputs: Path) -> "tuple[Path, Listing] | None":
        """Find the latest published run and its listing; None if there is none, or if parts of it are missing."""
        try:
            run = latest_run(outputs)
        except NoTablesError:
            return None
        listing = cls.read(run)
        return None if listing is None else (run, listing)

    @property
    def entries(self) -> set[tuple[str, str]]:
        """Version's key and digest of all contents, by which the ledger finds them."""
        return {(self.version, file.sha256) for file in self.files if file.sha256}

    def base(self, run: Path, version: Version) -> Base | None:
        """The run of this listing as one to start from, if it was made by the same version of the program."""
        if self.version != version.key:
            return None
        return Base(run, frozenset(document_id(file.sha256, "") for file in self.files if file.sha256))


class LookedUp(NamedTuple):
    """Files parted by what is known of them.

    Attributes
    ----------
    known
        Files that need no reading, with their shares.
    unread
        One file for each content that the ledger does not know.
    twins
        Printable path of such a file to those of further files with its content.
    """

    known: list[FileShare]
    unread: list[Source]
    twins: dict[str, list[str]]

    @property
    def files(self) -> int:
        """How many files there are."""
        return len(self.known) + len(self.unread) + sum(map(len, self.twins.values()))


def look_up(files: Iterable[SeedFile], ledger: Ledger) -> LookedUp:
    """Part files by what the ledger knows of their contents."""
    shares: dict[str, Share] = {}
    twins: dict[str, list[str]] = {}
    parted = LookedUp([], [], {})
    for seed in files:
        if seed.found is None or not seed.sha256:
            parted.known.append(FileShare.of(seed.extraction))
        elif seed.sha256 in shares:
            parted.known.append(FileShare(seed.file, shares[seed.sha256]))
        elif seed.sha256 in twins:
            twins[seed.sha256].append(seed.file)
        elif share := ledger.find(seed.sha256):
            shares[seed.sha256] = share
            parted.known.append(FileShare(seed.file, share))
        else:
            parted.unread.append(seed.found)
            parted.twins[seed.file] = twins[seed.sha256] = []
    return parted


def unread_contents(files: Iterable[SeedFile], ledger: Ledger) -> int:
    """How many contents are not in the ledger, at a glance: none of its entries is opened."""
    return len({seed.sha256 for seed in files if seed.sha256 and not ledger.knows(seed.sha256)})


def with_twins(read: Iterable[FileShare], parted: LookedUp) -> Iterator[FileShare]:
    """Files that were read, and those that were not because one of these has their content.

    Where it was changed in between, the twin gets rows of another content than its own; as the listing then has another
    digest than the file, the next run notices.
    """
    for file in read:
        yield file
        for twin in parted.twins.get(file.file, ()):
            yield FileShare(twin, file.share)

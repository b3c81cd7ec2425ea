"""What earlier runs left behind for the next one: the ledger, and the listing of the run that it starts from."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from cephlit.changes.compare import compare
from cephlit.changes.words import changes_markdown
from cephlit.documents.discovery import Discovery
from cephlit.runs.inventory import Listing, SeedFile
from cephlit.runs.ledger import Ledger
from cephlit.runs.versions import Version
from cephlit.tables.collection import FileShare
from cephlit.tables.publish import finished_runs, named_run
from cephlit.tables.store import Base

CHANGES = "changes.md"
"""File of a run's folder that tells what the run changed."""


class HiddenPapersError(RuntimeError):
    """Papers that were read before cannot be seen now; the message says where they were."""


class Plan(NamedTuple):
    """How to publish: the run to start from, and what to add to the new one before anyone sees it."""

    base: Base | None
    complete: Callable[[Path], None]


class History:
    """The earlier runs of an outputs folder, seen by a version of the program.

    Attributes
    ----------
    ledger
        What is known of contents.
    """

    def __init__(self, outputs: Path, version: Version) -> None:
        self.ledger = Ledger(outputs, version)
        self._outputs, self._version = outputs, version
        self._last = Listing.of_latest(outputs)

    def unchanged(self, files: Iterable[SeedFile]) -> Path | None:
        """The latest run, if it was made by this version from the same files."""
        if self._last is None:
            return None
        run, listing = self._last
        return run if listing == Listing.of_seeds(self._version, files) else None

    @property
    def told(self) -> frozenset[tuple[str, str]]:
        """Name and digest of each file that the latest run told of, if it was of this version."""
        if self._last is None or self._last[1].version != self._version.key:
            return frozenset()
        return frozenset((file.file, file.sha256) for file in self._last[1].files)

    def refuse_hidden(self, found: Discovery) -> None:
        """Refuse to go on without papers of the latest run that are in a folder which cannot be looked into now.

        They would seem to have been removed, when a disk is away for a moment or somebody set a permission.

        Raises
        ------
        HiddenPapersError
            If there are such papers.
        """
        files = self._last[1].files if self._last else ()
        for folder in (problem for problem in found.problems if problem.hides):
            inside = "" if folder.file == "." else f"{folder.file}/"
            if papers := sum(bool(file.sha256) and file.file.startswith(inside) for file in files):
                raise HiddenPapersError(
                    f"{folder.file}: {folder.reason}, and papers of the latest run are in it ({papers}): "
                    "make it readable, or take it out of the seeds"
                )

    def plan(self, files: Iterable[FileShare]) -> Plan:
        """Plan the publication of the tables of some files."""
        run, listing = self._last or (None, None)
        base = listing.base(run, self._version) if run and listing else None
        now = Listing.of_shares(self._version, files)

        def complete(staging: Path) -> None:
            now.write(staging)
            told = changes_markdown(compare(run, staging), run.name if run else None)
            (staging / CHANGES).write_text(told, encoding="utf-8")

        return Plan(base, complete)

    def prune(self) -> None:
        """Drop the ledger's entries that no kept run has."""
        listings = [listing for run in finished_runs(self._outputs) if (listing := Listing.read(run))]
        self.ledger.prune(set().union(*(listing.entries for listing in listings)))


def told_changes(outputs: Path, run: str = "") -> str:
    """What a run changed, as it told in ``changes.md``.

    Parameters
    ----------
    outputs
        The outputs folder.
    run
        As `publish.named_run`.

    Raises
    ------
    NoTablesError
        If there is no such run.
    FileNotFoundError
        If it does not tell.
    """
    return (named_run(outputs, run) / CHANGES).read_text(encoding="utf-8")

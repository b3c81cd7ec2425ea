"""A run's own facts, for ``run.json``: they are in no table, so the tables stay the same from run to run."""

import platform
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from cephlit.documents.discovery import Discovery
from cephlit.runs.versions import current_version
from cephlit.runs.words import files_to_mind, rejected_files
from cephlit.tables.frames import Tables

PACKAGES = ("cephlit", "prefect", "spacy", "scispacy", "pandas", "duckdb")
"""Packages whose versions may change what a run finds, or how."""


class RunRecord:
    """When a run began, and how long its stages took so far."""

    def __init__(self, seeds: Path | str, workers: int) -> None:
        self._of = {"seeds": str(seeds), "workers": workers, "started": datetime.now(UTC).isoformat(timespec="seconds")}
        self._seconds: dict[str, float] = {}
        self._last = time.monotonic()

    def stage_done(self, stage: str) -> None:
        """Note that a stage ended now."""
        now = time.monotonic()
        self._seconds[stage] = round(now - self._last, 2)
        self._last = now

    def facts(self, found: Discovery, unread: int, tables: Tables) -> dict[str, Any]:
        """All that is known of the run, as JSON values; ``unread`` tells how many files the ledger did not know."""
        return {
            **self._of,
            "seconds": self._seconds,
            "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
            "digests": current_version()._asdict(),
            "files": {"found": len(found.files) + len(found.problems), "read": unread, "hidden": len(found.hidden)},
            "rejected": dict(rejected_files(tables)),
            "to_mind": dict(files_to_mind(tables)),
        }

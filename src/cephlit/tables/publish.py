"""Publication: a run's folder is written aside, made lasting, and becomes the latest at one moment.

A reader of ``latest`` sees the old run or the new one, never parts of both. If anything fails, the disk is full or
the folder is read-only, the old run stays as it is.

Runs are numbered, not dated: ``runs/000012-3f9a2c1b`` is the twelfth, and runs with the same digits at the end have
the same tables. No clock takes part, so the order of runs survives a wrong one; times are among the run's facts.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import duckdb

from cephlit.tables.cells import csv_line
from cephlit.tables.csv_files import write_csv
from cephlit.tables.frames import NoTablesError, Tables, latest_run
from cephlit.tables.package import data_package
from cephlit.tables.schema import TABLES, EvidenceRow
from cephlit.tables.store import Base, StoreError, write_database, write_parquet

KEPT_RUNS = 5
"""Runs that stay on disk, the latest among them."""

_UNFINISHED = ".tmp"

_CHECKS = "cephlit.tables.table_checks"
"""Takes a second to load and to do for the first time, and is needed only where there are new rows."""


class PublicationError(RuntimeError):
    """The outputs could not be written; what was published before is unchanged."""


def load_checks() -> None:
    """Get ready for the publication of new rows, while these are being read elsewhere."""
    Thread(target=_check_rows, args=(Tables((), (), (), {}, {}),)).start()


def publish(
    tables: Tables,
    outputs: Path,
    run_facts: Mapping[str, Any],
    *,
    base: Base | None = None,
    complete: Callable[[Path], None] | None = None,
) -> Path:
    """Write the tables into a new run folder of ``outputs`` and make it ``outputs/latest``.

    Only one process may publish into a folder at a time; the caller holds the lock.

    Parameters
    ----------
    tables
        What `collection.collect` made.
    outputs
        The outputs folder; made if it is not there.
    run_facts
        What ``run.json`` holds of the run, besides the counts of rows: versions, durations, failures. JSON values.
    base
        A published run to take over the rows of some documents from; they were checked when it was made.
    complete
        Called with the run folder, after the CSV and Parquet files are in it, maybe not yet the database, and before
        anyone sees it, to add more files to it (a report, a ledger). An exception that it raises stops the publication.

    Returns
    -------
    Path
        The published run folder.

    Raises
    ------
    TableError
        If a table breaks a promise that holds across rows.
    PublicationError
        If the folder cannot be written; the message says why.
    """
    try:
        _check(tables, base)
        runs = _prepared(outputs)
        number = f"{_next_number(runs):06d}"
        staging = runs / (number + _UNFINISHED)
        try:
            _write(staging, tables, run_facts, base, complete)
            _make_lasting(staging)
            run = runs / f"{number}-{_digest(staging / 'tables')}"
            staging.rename(run)
            _point_latest(outputs, run)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    except (OSError, duckdb.Error, StoreError) as error:
        raise PublicationError(
            f"cannot write the outputs to {outputs}: {error}; what was published before is unchanged"
        ) from error
    _drop_old(runs, run)
    return run


def _prepared(outputs: Path) -> Path:
    """Make the folder of runs, and clear away what an interrupted run left."""
    runs = outputs / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    for leftover in runs.glob(f"*{_UNFINISHED}"):
        shutil.rmtree(leftover)
    return runs


def finished_runs(outputs: Path) -> list[Path]:
    """Published runs that are kept, oldest first."""
    return _finished(outputs / "runs") if (outputs / "runs").is_dir() else []


def named_run(outputs: Path, name: str) -> Path:
    """Folder of a published run.

    Parameters
    ----------
    outputs
        The outputs folder.
    name
        The run's name, or its number with or without leading zeros; empty for the latest.

    Raises
    ------
    NoTablesError
        If there is none; the message lists those that are kept.
    """
    if not name:
        return latest_run(outputs)
    kept = finished_runs(outputs)
    for run in kept:
        if name == run.name or (name.isdecimal() and int(name) == int(run.name.partition("-")[0])):
            return run
    there = ", ".join(run.name for run in kept) or "none"
    raise NoTablesError(f"no run {name!r} in {outputs}; kept runs: {there}")


def _finished(runs: Path) -> list[Path]:
    found = [path for path in runs.iterdir() if path.is_dir() and path.name.partition("-")[0].isdecimal()]
    return sorted(found, key=lambda path: int(path.name.partition("-")[0]))


def _next_number(runs: Path) -> int:
    finished = _finished(runs)
    return int(finished[-1].name.partition("-")[0]) + 1 if finished else 1


def _check(tables: Tables, base: Base | None) -> None:
    """Check the rows that no published run has."""
    new = tables.of(tables.shares.keys() - (base.documents if base else frozenset()))
    if new.shares:
        _check_rows(new)


def _check_rows(tables: Tables) -> None:
    check_tables = import_module(_CHECKS).check_tables
    check_tables(tables.frames, {name: share.text for name, share in tables.texts.items()})


def _digest(folder: Path) -> str:
    """Digest of all tables."""
    digest = hashlib.sha256()
    for table in TABLES:
        with (folder / f"{table}.csv").open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:8]


def _write(
    staging: Path,
    tables: Tables,
    run_facts: Mapping[str, Any],
    base: Base | None,
    complete: Callable[[Path], None] | None,
) -> None:
    folder = staging / "tables"
    folder.mkdir(parents=True)
    for table in TABLES:
        write_csv(folder / f"{table}.csv", table, tables.lines(table))
    _write_json(folder / "datapackage.json", data_package())
    with ThreadPoolExecutor() as threads:  # neither needs the other, nor Python while it works
        database = threads.submit(write_database, tables, staging, base)
        parquet = threads.submit(write_parquet, folder)
        _write_spreadsheet(staging / "spreadsheet", tables)
        _write_texts(staging / "text", tables)
        _write_json(staging / "run.json", {**run_facts, "rows": tables.counts})
        parquet.result()
        if complete is not None:
            complete(staging)
        database.result()


def _write_texts(folder: Path, tables: Tables) -> None:
    """Write the documents' texts; one that is kept in a lasting file only gets another name."""
    folder.mkdir()
    for document_id, share in tables.texts.items():
        path = f"{folder}/{document_id}.txt"
        if isinstance(share.text_source, str) or not _linked(path, share.text_source.path):
            Path(path).write_bytes(share.text.encode())


def _linked(path: str, kept: str) -> bool:
    """Give a kept file another name, if the file system knows links."""
    try:
        os.link(kept, path)
    except OSError:
        return False
    return True


def _write_spreadsheet(folder: Path, tables: Tables) -> None:
    """Write the evidence for spreadsheet programs: they want a byte order mark, and must not see formulas."""
    folder.mkdir()
    with (folder / "evidence.csv").open("w", encoding="utf-8", newline="") as file:
        file.write("\ufeff" + csv_line(EvidenceRow.columns()))
        file.writelines(placed.row.safe_line(placed.file) for placed in tables.evidence)


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    path.write_text(text, encoding="utf-8", newline="")


def _make_lasting(folder: Path) -> None:
    """Have the disk keep every file and folder before the run gets its name; kept texts are on it already."""
    for path in (*_own(folder), str(folder.parent)):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _own(folder: Path) -> Iterator[str]:
    """All folders from one downwards, each after those of its files that have no other name."""
    for place, _, names in os.walk(folder):
        files = (f"{place}/{name}" for name in names)
        yield from (path for path in files if os.stat(path).st_nlink == 1)  # noqa: PTH116 - of each text, in each run
        yield place


def _point_latest(outputs: Path, run: Path) -> None:
    """Replace the link ``latest`` in one step; a run that cannot be linked is taken away again."""
    link = outputs / f".latest{_UNFINISHED}"
    try:
        link.unlink(missing_ok=True)
        link.symlink_to(run.relative_to(outputs), target_is_directory=True)
        link.replace(outputs / "latest")
    except OSError:
        link.unlink(missing_ok=True)
        shutil.rmtree(run, ignore_errors=True)
        raise


def _drop_old(runs: Path, latest: Path) -> None:
    """Take old runs away; one that will not go is no reason to fail."""
    others = [run for run in _finished(runs) if run != latest]
    for run in others[: max(0, len(others) - (KEPT_RUNS - 1))]:
        shutil.rmtree(run, ignore_errors=True)

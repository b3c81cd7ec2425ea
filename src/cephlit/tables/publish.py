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
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb

from cephlit.tables.cells import csv_text, spreadsheet_safe
from cephlit.tables.frames import DATABASE, Tables, python_rows
from cephlit.tables.package import data_package
from cephlit.tables.store import write_store
from cephlit.tables.table_checks import check_tables

KEPT_RUNS = 5
"""Runs that stay on disk, the latest among them."""

_UNFINISHED = ".tmp"


class PublicationError(RuntimeError):
    """The outputs could not be written; what was published before is unchanged."""


def publish(
    tables: Tables,
    outputs: Path,
    run_facts: Mapping[str, Any],
    *,
    complete: Callable[[Path], None] | None = None,
    keep: int = KEPT_RUNS,
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
    complete
        Called with the run folder, after the tables are in it and before anyone sees it, to add more files to it (a
        report, a ledger). An exception that it raises stops the publication.
    keep
        How many runs stay on disk.

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
    check_tables(tables)
    csv_files = {name: csv_text(list(frame.columns), python_rows(frame)) for name, frame in tables.frames.items()}
    try:
        runs = _prepared(outputs)
        run = runs / f"{_next_number(runs):06d}-{_digest(csv_files)}"
        staging = run.with_name(run.name + _UNFINISHED)
        try:
            _write(staging, tables, csv_files, run_facts)
            if complete is not None:
                complete(staging)
            _make_lasting(staging)
            staging.rename(run)
            _point_latest(outputs, run)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    except (OSError, duckdb.Error) as error:
        raise PublicationError(
            f"cannot write the outputs to {outputs}: {error}; what was published before is unchanged"
        ) from error
    _drop_old(runs, run, keep)
    return run


def _prepared(outputs: Path) -> Path:
    """Make the folder of runs, and clear away what an interrupted run left."""
    runs = outputs / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    for leftover in runs.glob(f"*{_UNFINISHED}"):
        shutil.rmtree(leftover)
    return runs


def _finished(runs: Path) -> list[Path]:
    """Finished runs, oldest first."""
    found = [path for path in runs.iterdir() if path.is_dir() and path.name.partition("-")[0].isdecimal()]
    return sorted(found, key=lambda path: int(path.name.partition("-")[0]))


def _next_number(runs: Path) -> int:
    finished = _finished(runs)
    return int(finished[-1].name.partition("-")[0]) + 1 if finished else 1


def _digest(csv_files: Mapping[str, str]) -> str:
    digest = hashlib.sha256()
    for name, text in csv_files.items():
        digest.update(f"{name}\n{text}".encode())
    return digest.hexdigest()[:8]


def _write(staging: Path, tables: Tables, csv_files: Mapping[str, str], run_facts: Mapping[str, Any]) -> None:
    folder = staging / "tables"
    folder.mkdir(parents=True)
    for name, text in csv_files.items():
        _write_text(folder / f"{name}.csv", text)
    _write_json(folder / "datapackage.json", data_package())
    write_store(tables, staging / DATABASE, folder)
    _write_spreadsheet(staging / "spreadsheet", tables)
    (staging / "text").mkdir()
    for document_id, text in tables.texts.items():
        _write_text(staging / "text" / f"{document_id}.txt", text)
    counts = {name: len(frame) for name, frame in tables.frames.items()}
    _write_json(staging / "run.json", {**run_facts, "rows": counts})


def _write_spreadsheet(folder: Path, tables: Tables) -> None:
    """Write the evidence for spreadsheet programs: they want a byte order mark, and must not see formulas."""
    folder.mkdir()
    frame = tables.frames["evidence"]
    rows = ([spreadsheet_safe(value) for value in row] for row in python_rows(frame))
    _write_text(folder / "evidence.csv", "\ufeff" + csv_text(list(frame.columns), rows))


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    _write_text(path, json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="")


def _make_lasting(folder: Path) -> None:
    """Have the disk keep every file and folder before the run gets its name."""
    for path in (*folder.rglob("*"), folder, folder.parent):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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


def _drop_old(runs: Path, latest: Path, keep: int) -> None:
    """Take old runs away; one that will not go is no reason to fail."""
    others = [run for run in _finished(runs) if run != latest]
    for run in others[: max(0, len(others) - (keep - 1))]:
        shutil.rmtree(run, ignore_errors=True)

"""Runs that read nothing: their tables are true and empty, and must not take the place of good ones unseen."""

from pathlib import Path

import duckdb

from cephlit.runs.words import rejected_list
from cephlit.tables.frames import NoTablesError, Tables, latest_run


class NothingReadError(RuntimeError):
    """Every file of the folder was rejected; the message says why, and what ``latest`` is.

    Attributes
    ----------
    keeps_latest
        Whether an earlier run read something, so that its tables have to stay.
    """

    def __init__(self, tables: Tables, outputs: Path) -> None:
        self.keeps_latest = holds_results(outputs)
        latest = outputs / "latest"
        state = f"{latest} stays as it was" if self.keeps_latest else f"the tables in {latest} hold the reasons alone"
        super().__init__("\n".join([f"no file could be read; {state}", *rejected_list(tables)]))


def nothing_read(tables: Tables, outputs: Path) -> NothingReadError | None:
    """The error to raise after a run all of whose files were rejected; None if any was read, or was empty."""
    rejected = all(row.status == "rejected" for row in tables.documents)
    return NothingReadError(tables, outputs) if rejected else None


def holds_results(outputs: Path) -> bool:
    """Whether the latest run of an outputs folder read any file."""
    try:
        documents = str(latest_run(outputs) / "tables" / "documents.parquet")
        with duckdb.connect(config={"threads": "1"}) as engine:
            return bool(engine.read_parquet(documents).filter("status = 'ok'").limit(1).fetchall())
    except (NoTablesError, duckdb.Error):  # none yet, or damaged ones
        return False

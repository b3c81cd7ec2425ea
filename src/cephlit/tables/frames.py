"""The tables of a run, and tables as data frames: those of a run, and those read back from a published one."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import duckdb

from cephlit.tables.cells import csv_line
from cephlit.tables.columns import columns_of
from cephlit.tables.csv_files import rows_of, write_csv
from cephlit.tables.schema import TABLES, DocumentRow, RejectRow
from cephlit.tables.share import CONTENT_TABLES, EvidenceLine, Share

if TYPE_CHECKING:
    import pandas as pd

DTYPES = {"integer": "Int64", "number": "float64", "string": "string", "boolean": "boolean"}
"""Kind of column to the data type of its frame; missing cells are ``NaN`` in numbers, ``pd.NA`` elsewhere."""

DATABASE = "cephlit.duckdb"
"""File name of a run's database."""


class NoTablesError(FileNotFoundError):
    """The outputs folder holds no published run."""


class PlacedEvidence(NamedTuple):
    """A row of evidence, and the document and file that it is from."""

    row: EvidenceLine
    document_id: str
    file: str


@dataclass(frozen=True)
class Tables:
    """All tables of a run.

    Attributes
    ----------
    documents, rejects
        The rows of these tables.
    evidence
        The rows of evidence, in reading order.
    shares
        What each content gives to the other tables, by the document's identifier, in their order.
    texts
        Identifier of each document that has a text to the share that holds it.
    """

    documents: tuple[DocumentRow, ...]
    rejects: tuple[RejectRow, ...]
    evidence: tuple[PlacedEvidence, ...]
    shares: Mapping[str, Share]
    texts: Mapping[str, Share]

    @property
    def counts(self) -> dict[str, int]:
        """Rows of each table, in the order of `schema.TABLES`."""
        by_content = {name: sum(share.counts[name] for share in self.shares.values()) for name in CONTENT_TABLES}
        whole = {name: len(getattr(self, name)) for name in ("documents", "evidence", "rejects")}
        return {table: (by_content | whole)[table] for table in TABLES}

    def of(self, documents: Collection[str]) -> "Tables":
        """Make the tables of some documents alone, with all their files."""
        return Tables(
            documents=tuple(row for row in self.documents if row.document_id.partition("-")[0] in documents),
            rejects=tuple(row for row in self.rejects if row.document_id.partition("-")[0] in documents),
            evidence=tuple(placed for placed in self.evidence if placed.document_id in documents),
            shares={name: share for name, share in self.shares.items() if name in documents},
            texts={name: share for name, share in self.texts.items() if name.partition("-")[0] in documents},
        )

    def lines(self, table: str) -> Iterator[bytes]:
        """Rows of a table as lines of CSV in UTF-8, one or several at a time."""
        if table == "evidence":
            return (placed.row.line(placed.file).encode() for placed in self.evidence)
        if table in CONTENT_TABLES:
            return (share.lines[table] for share in self.shares.values())
        return (csv_line(row.cells()).encode() for row in getattr(self, table))

    @cached_property
    def frames(self) -> "dict[str, pd.DataFrame]":
        """Every table of `schema.TABLES` in that order, as a frame with the table's columns and types."""
        with TemporaryDirectory() as folder, duckdb.connect(config={"threads": "1"}) as engine:
            frames = {}
            for table in TABLES:
                path = Path(folder, f"{table}.csv")
                write_csv(path, table, self.lines(table))
                frames[table] = _frame(table, rows_of(engine, table, path).fetchall())
            return frames


def _frame(table: str, cells: Sequence[tuple[Any, ...]]) -> "pd.DataFrame":
    import pandas as pd  # noqa: PLC0415 - takes half a second to load, and a run with nothing new has no frames

    columns = columns_of(table)
    by_column = list(zip(*cells, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {column.name: pd.Series(v, dtype=DTYPES[column.kind]) for column, v in zip(columns, by_column, strict=True)}
    )


def python_rows(frame: "pd.DataFrame") -> Iterator[tuple[Any, ...]]:
    """Rows of a frame as Python values, missing cells as None."""
    columns = (frame[name].astype(object).where(frame[name].notna(), None).tolist() for name in frame.columns)
    return zip(*columns, strict=True)


def latest_run(outputs: Path) -> Path:
    """Folder of the latest published run.

    Raises
    ------
    NoTablesError
        If there is none.
    """
    run = (outputs / "latest").resolve()
    if not (run / DATABASE).is_file():
        raise NoTablesError(f"no tables in {outputs}: run the pipeline first, or name the folder of its outputs")
    return run


def read_tables(outputs: Path) -> "dict[str, pd.DataFrame]":
    """Read the tables of the latest run back, with the types that they were written with.

    They come from the run's Parquet files, so words such as ``NA`` stay words, and no character is lost on the way.

    Raises
    ------
    NoTablesError
        If no run was published in ``outputs``.
    """
    return {table: read_table(outputs, table) for table in TABLES}


def read_table(outputs: Path, table: str) -> "pd.DataFrame":
    """Read one table of the latest run back, as ``read_tables``."""
    path = latest_run(outputs) / "tables" / f"{table}.parquet"
    with duckdb.connect(config={"threads": "1"}) as engine:
        return _frame(table, engine.read_parquet(str(path)).fetchall())

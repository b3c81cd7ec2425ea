"""Tables as data frames: made of valid rows, and read back from a published run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from cephlit.tables.columns import columns_of
from cephlit.tables.row import Row
from cephlit.tables.schema import TABLES

DTYPES = {"integer": "Int64", "number": "float64", "string": "string", "boolean": "boolean"}
"""Kind of column to the data type of its frame; missing cells are ``NaN`` in numbers, ``pd.NA`` elsewhere."""

DATABASE = "cephlit.duckdb"
"""File name of a run's database."""


class NoTablesError(FileNotFoundError):
    """The outputs folder holds no published run."""


@dataclass(frozen=True)
class Tables:
    """All tables of a run.

    Attributes
    ----------
    frames
        Every table of `schema.TABLES` in that order, as a frame with the table's columns and types.
    texts
        The text of each document that has one.
    """

    frames: Mapping[str, pd.DataFrame]
    texts: Mapping[str, str]


def frame_of(table: str, rows: Iterable[Row]) -> pd.DataFrame:
    """Make the frame of a table from its valid rows."""
    names = TABLES[table].columns()
    return _frame(table, [tuple(getattr(row, name) for name in names) for row in rows])


def _frame(table: str, cells: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    columns = columns_of(table)
    by_column = list(zip(*cells, strict=True)) or [()] * len(columns)
    return pd.DataFrame(
        {column.name: pd.Series(v, dtype=DTYPES[column.kind]) for column, v in zip(columns, by_column, strict=True)}
    )


def python_rows(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
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


def read_tables(outputs: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of the latest run back, with the types that they were written with.

    They come from the run's database, so words such as ``NA`` stay words, and no character is lost on the way.

    Raises
    ------
    NoTablesError
        If no run was published in ``outputs``.
    """
    with duckdb.connect(str(latest_run(outputs) / DATABASE), read_only=True) as store:
        return {table: _frame(table, store.table(table).fetchall()) for table in TABLES}

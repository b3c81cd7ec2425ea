"""Tables as data frames: made of valid rows, and read back from a published run."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from cephlit.tables.columns import Column, columns_of
from cephlit.tables.row import Row
from cephlit.tables.schema import TABLES

DTYPES = {"integer": "Int64", "number": "float64", "string": "string", "boolean": "boolean"}
"""Kind of column to the data type of its frame; missing cells are ``NaN`` in numbers, ``pd.NA`` elsewhere."""


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
        The kept text of each readable document.
    """

    frames: Mapping[str, pd.DataFrame]
    texts: Mapping[str, str]


def frame_of(table: str, rows: Iterable[Row]) -> pd.DataFrame:
    """Make the frame of a table from its valid rows."""
    columns = columns_of(table)
    cells = [tuple(getattr(row, column.name) for column in columns) for row in rows]
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
    if not (run / "tables").is_dir():
        raise NoTablesError(f"no tables in {outputs}: run the pipeline first, or name the folder of its outputs")
    return run


def read_tables(outputs: Path) -> dict[str, pd.DataFrame]:
    """Read the tables of the latest run back, with the types that they were written with.

    Empty cells are missing; words such as ``NA`` or ``None`` stay words.

    Raises
    ------
    NoTablesError
        If no run was published in ``outputs``.
    """
    folder = latest_run(outputs) / "tables"
    return {table: _read(folder / f"{table}.csv", columns_of(table)) for table in TABLES}


def _read(path: Path, columns: tuple[Column, ...]) -> pd.DataFrame:
    text = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    return pd.DataFrame({column.name: _typed(text[column.name], column) for column in columns})


def _typed(cells: "pd.Series[str]", column: Column) -> "pd.Series[Any]":
    if column.kind == "boolean":
        return cells.map({"true": True, "false": False}).astype("boolean")
    return cells.astype(DTYPES[column.kind])  # type: ignore[call-overload,no-any-return]

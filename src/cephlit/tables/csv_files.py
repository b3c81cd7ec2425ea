"""Tables as CSV files: written line by line, and read into a database with their types."""

from collections.abc import Iterable
from pathlib import Path

import duckdb

from cephlit.tables.cells import csv_line
from cephlit.tables.columns import columns_of
from cephlit.tables.schema import TABLES

DATABASE_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "string": "VARCHAR", "boolean": "BOOLEAN"}
"""Kind of column to its type in a database."""

_LONGEST_LINE = 100_000_000
"""Bytes; a row may quote a whole document, and a reject may hold that twice."""

_PLAIN_CSV = (
    "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"', nullstr = '', new_line = '\\n', "
    f"null_padding = false, strict_mode = true, max_line_size = {_LONGEST_LINE}, buffer_size = {2 * _LONGEST_LINE}"
)


def write_csv(path: Path, table: str, lines: Iterable[bytes]) -> None:
    """Write a table's header and lines."""
    with path.open("wb") as file:
        file.write(csv_line(TABLES[table].columns()).encode())
        file.writelines(lines)


def rows_of(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> duckdb.DuckDBPyRelation:
    """Rows of a table's CSV file, in their order where the connection has one thread, with their types."""
    columns = {column.name: DATABASE_TYPES[column.kind] for column in columns_of(table)}
    return connection.sql(f"SELECT * FROM read_csv({literal(str(path))}, {_PLAIN_CSV}, columns = {columns})")


def literal(text: str) -> str:
    """Text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"

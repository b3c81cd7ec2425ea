"""The embedded database and the Parquet files: the same content as the CSV files, with types and keys."""

from pathlib import Path

import duckdb
import pandas as pd

from cephlit.tables.columns import columns_of
from cephlit.tables.frames import Tables
from cephlit.tables.schema import TABLES

_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "string": "VARCHAR", "boolean": "BOOLEAN"}


def write_store(tables: Tables, database: Path, parquet: Path) -> None:
    """Write every table into a new DuckDB file, with keys and comments, and into ``parquet/<table>.parquet``.

    One thread writes, so that the same tables give the same Parquet bytes. (A DuckDB file holds identifiers of its
    own and differs from run to run; its content does not.)
    """
    with duckdb.connect(str(database), config={"threads": "1"}) as connection:
        connection.begin()
        for table, frame in tables.frames.items():
            _create(connection, table)
            _fill(connection, table, frame)
        connection.commit()
        connection.execute("CHECKPOINT")  # closing would keep silent about a full disk and leave a log beside the file
        for table in tables.frames:
            connection.table(table).write_parquet(str(parquet / f"{table}.parquet"))


def _fill(connection: duckdb.DuckDBPyConnection, table: str, frame: pd.DataFrame) -> None:
    connection.register("incoming", frame)
    connection.execute(f"INSERT INTO {_name(table)} SELECT * FROM incoming")
    connection.unregister("incoming")


def _create(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    model = TABLES[table]
    parts = [f"{_name(c.name)} {_TYPES[c.kind]}{' NOT NULL' if c.required else ''}" for c in columns_of(table)]
    if model.key:
        parts.append(f"PRIMARY KEY ({_name(model.key)})")
    parts += [
        f"FOREIGN KEY ({_name(column)}) REFERENCES {_name(other)} ({_name(TABLES[other].key)})"
        for column, other in model.references.items()
    ]
    connection.execute(f"CREATE TABLE {_name(table)} ({', '.join(parts)})")
    connection.execute(f"COMMENT ON TABLE {_name(table)} IS {_text(model.__doc__ or '')}")
    for column in columns_of(table):
        where = f"{_name(table)}.{_name(column.name)}"
        connection.execute(f"COMMENT ON COLUMN {where} IS {_text(column.description)}")


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(literal: str) -> str:
    return "'" + literal.replace("'", "''") + "'"

"""The embedded database and the Parquet files: the same content as the CSV files, with types and keys.

Keys make a database of many papers slow to fill, so a run that has most documents in common with an earlier one starts
from a copy of that one's database: what is no longer said goes, what is new comes. Parquet files are fast to write, and
are always made from the CSV files.
"""

import logging
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import duckdb

from cephlit.tables.columns import columns_of
from cephlit.tables.csv_files import DATABASE_TYPES, literal, rows_of, write_csv
from cephlit.tables.frames import DATABASE, Tables
from cephlit.tables.schema import TABLES
from cephlit.tables.share import CONTENT_TABLES

log = logging.getLogger(__name__)

_ROWS_TOGETHER = 8192
"""Rows that DuckDB compresses together. What is added to a table has it compress the last of these anew, all columns of
all tables: with its own 122,880 that takes twice as long as all else."""

_OF_STUDY = "split_part(study_id, '-', 1)"
"""The document in a study's identifier."""


class Base(NamedTuple):
    """An earlier run whose rows of some documents are those of now.

    Attributes
    ----------
    run
        The run's folder.
    documents
        Identifiers of these documents.
    """

    run: Path
    documents: frozenset[str]


class StoreError(RuntimeError):
    """A database does not hold what it should; the message says what."""


def write_database(tables: Tables, folder: Path, base: Base | None = None) -> None:
    """Write every table into the database of a run's folder, with keys and comments.

    A DuckDB file holds identifiers of its own and differs from run to run; its content does not.

    Parameters
    ----------
    tables
        What to write.
    folder
        A run's folder, in which the CSV files of these tables stand.
    base
        A run to start from. If its database is damaged, the new one is made from the CSV files instead.
    """
    if base is not None:
        try:
            _update(tables, folder, base)
            return
        except (duckdb.Error, OSError, StoreError) as error:
            log.warning("the database of %s is made anew, as the earlier one cannot be used: %s", folder.name, error)
            (folder / DATABASE).unlink(missing_ok=True)
    with _database(folder) as connection:
        connection.begin()
        for table in TABLES:
            _create(connection, table)
            _insert(connection, table, folder / "tables" / f"{table}.csv")
        connection.commit()
        _complete(connection, tables.counts)


def write_parquet(folder: Path) -> None:
    """Write the Parquet files of tables beside their CSV files.

    One thread writes, so that the same tables give the same bytes.
    """
    with duckdb.connect(config={"threads": "1"}) as engine:
        for table in TABLES:
            rows_of(engine, table, folder / f"{table}.csv").write_parquet(str(folder / f"{table}.parquet"))


def _update(tables: Tables, folder: Path, base: Base) -> None:
    """Make the database from that of an earlier run.

    Each statement is a transaction of its own: DuckDB forgets the keys of deleted rows only at the end of one.
    """
    shutil.copyfile(base.run / DATABASE, folder / DATABASE)
    new = tables.of(tables.shares.keys() - base.documents)
    with _database(folder) as connection:
        connection.execute("DELETE FROM rejects")
        _delete(connection, base.documents - tables.shares.keys())
        _update_documents(connection, folder / "tables" / "documents.csv")
        with TemporaryDirectory() as added:
            for table in (*CONTENT_TABLES, "evidence"):
                part = Path(added, f"{table}.csv")
                write_csv(part, table, new.lines(table))
                _insert(connection, table, part)
        _insert(connection, "rejects", folder / "tables" / "rejects.csv")
        _complete(connection, tables.counts)


def _delete(connection: duckdb.DuckDBPyConnection, gone: Collection[str]) -> None:
    """Delete all rows of some documents but those of `documents`."""
    connection.execute("CREATE TEMP TABLE gone AS SELECT unnest(?::VARCHAR[]) AS document_id", [sorted(gone)])
    if gone:
        connection.execute("DELETE FROM evidence WHERE document_id IN (SELECT document_id FROM gone)")
        for table in reversed(CONTENT_TABLES):
            connection.execute(f"DELETE FROM {_name(table)} WHERE {_OF_STUDY} IN (SELECT document_id FROM gone)")


def _update_documents(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    connection.execute("CREATE TEMP TABLE named AS SELECT * FROM documents LIMIT 0")
    rows_of(connection, "documents", path).insert_into("named")
    columns = [_name(column.name) for column in columns_of("documents") if column.name != "document_id"]
    connection.execute("DELETE FROM documents WHERE document_id NOT IN (SELECT document_id FROM named)")
    connection.execute(
        f"UPDATE documents SET {', '.join(f'{c} = named.{c}' for c in columns)} FROM named "
        "WHERE documents.document_id = named.document_id"
        " AND (documents.file, documents.problem, documents.studies) IS DISTINCT FROM"
        " (named.file, named.problem, named.studies)"
    )
    connection.execute(
        "UPDATE evidence SET file = named.file FROM named"
        " WHERE evidence.document_id = named.document_id AND evidence.file <> named.file"
    )
    connection.execute(
        "INSERT INTO documents SELECT * FROM named WHERE document_id NOT IN (SELECT document_id FROM documents)"
    )


def _database(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(config={"threads": "1", "temp_directory": str(folder / f"{DATABASE}.tmp")})
    connection.execute(f"ATTACH {literal(str(folder / DATABASE))} AS run (ROW_GROUP_SIZE {_ROWS_TOGETHER})")
    connection.execute("USE run")
    return connection


def _insert(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> None:
    rows_of(connection, table, path).insert_into(_name(table))


def _complete(connection: duckdb.DuckDBPyConnection, counts: Mapping[str, int]) -> None:
    """Have all rows in the one file, and see that they are all there."""
    for table, expected in counts.items():
        found = connection.sql(f"SELECT count(*) FROM {_name(table)}").fetchall()[0][0]
        if found != expected:
            raise StoreError(f"table {table} has {found} rows instead of {expected}")
    connection.execute("CHECKPOINT run")  # closing would keep silent about a full disk and leave a log beside the file


def _create(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    model = TABLES[table]
    parts = [f"{_name(c.name)} {DATABASE_TYPES[c.kind]}{' NOT NULL' if c.required else ''}" for c in columns_of(table)]
    if model.key:
        parts.append(f"PRIMARY KEY ({_name(model.key)})")
    parts += [
        f"FOREIGN KEY ({_name(column)}) REFERENCES {_name(other)} ({_name(TABLES[other].key)})"
        for column, other in model.references.items()
    ]
    connection.execute(f"CREATE TABLE {_name(table)} ({', '.join(parts)})")
    connection.execute(f"COMMENT ON TABLE {_name(table)} IS {literal(model.__doc__ or '')}")
    for column in columns_of(table):
        where = f"{_name(table)}.{_name(column.name)}"
        connection.execute(f"COMMENT ON COLUMN {where} IS {literal(column.description)}")


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'

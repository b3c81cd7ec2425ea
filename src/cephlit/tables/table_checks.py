"""Checks over whole tables, before anything is published: what row rules promise, seen across rows.

A failure here is a defect of the program, not of a paper, so it stops the publication.
"""

from collections.abc import Mapping

import pandas as pd
import pandera.pandas as pa

from cephlit.tables.columns import columns_of
from cephlit.tables.frames import DTYPES
from cephlit.tables.schema import TABLES


class TableError(ValueError):
    """A table breaks a promise that holds across rows; nothing was published."""


def check_tables(frames: Mapping[str, pd.DataFrame], texts: Mapping[str, str]) -> None:
    """Check columns, types, required cells, keys and references of all tables, and every quote against its text.

    Parameters
    ----------
    frames
        Every table; references lead from one to another.
    texts
        The text of each document that has studies.

    Raises
    ------
    TableError
        Naming the table, the column and the check.
    """
    for table, frame in frames.items():
        try:
            _schema(table, frames).validate(frame, lazy=True)
        except pa.errors.SchemaErrors as error:
            cases = error.failure_cases.head(3)
            found = "; ".join(f"{c.column}: {c.check}, {c.failure_case!r}" for c in cases.itertuples())
            raise TableError(f"table {table} is not fit to publish: {found}") from error
        _check_quotes(table, frame, frames, texts)


def _schema(table: str, frames: Mapping[str, pd.DataFrame]) -> pa.DataFrameSchema:
    model = TABLES[table]

    def known(column: str) -> list[pa.Check]:
        if column not in model.references:
            return []
        other = model.references[column]
        keys = set(frames[other][TABLES[other].key])
        return [pa.Check.isin(keys, error=f"refers to a row of {other}")]

    columns = {
        c.name: pa.Column(
            DTYPES[c.kind], known(c.name), nullable=not c.required, unique=c.name == model.key, required=True
        )
        for c in columns_of(table)
    }
    return pa.DataFrameSchema(columns, strict=True, ordered=True)


def _check_quotes(
    table: str, frame: pd.DataFrame, frames: Mapping[str, pd.DataFrame], texts: Mapping[str, str]
) -> None:
    if "quote" not in frame or "start" not in frame:
        return
    documents = frames["studies"].set_index("study_id")["document_id"]
    rows = zip(frame["study_id"].map(documents), frame["start"], frame["end"], frame["quote"], strict=True)
    for document_id, start, end, quote in rows:
        if texts[document_id][start:end] != quote:
            raise TableError(f"table {table}: {document_id} has other words at {start}-{end} than the quote {quote!r}")

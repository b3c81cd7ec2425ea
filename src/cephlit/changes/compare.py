"""Two runs side by side, from their published tables alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from cephlit.changes.picture import Pair, Picture, Result, picture_of
from cephlit.tables.csv_files import literal
from cephlit.tables.schema import EvidenceRow

_NOT_WORDS = {"file", "study_id", "document_id", "outcome_id", "start", "end", "confidence"}
_WORDS = ", ".join(f'"{name}"' for name in EvidenceRow.columns() if name not in _NOT_WORDS)
"""Columns of the evidence that say what was found, and not where it stands."""

_SAME_WORDS = " AND ".join(
    f'one."{name}" IS NOT DISTINCT FROM two."{name}"' for name in EvidenceRow.columns() if name not in _NOT_WORDS
)

_COLUMNS = ", ".join(f'"{name}"' for name in EvidenceRow.columns())

_ORDER = "ORDER BY condition NULLS LAST, drug NULLS LAST, study_id, start, outcome_id"

_NO_DRUGS = "('placebo', 'sham')"
"""What stands for no treatment, of which there is no picture to be had."""

_RESULTS = """
    SELECT one_drug, one_condition, study_id, title, year, participants, drug, dose, measure, percent, direction, result
    FROM (
        SELECT *, unnest(string_split(condition, '; ')) AS one_condition
        FROM (SELECT *, unnest(string_split(drug, '; ')) AS one_drug FROM {evidence})
    )
    WHERE (one_drug, one_condition) IN (SELECT (one_drug, one_condition) FROM touched)
    ORDER BY one_drug, one_condition, study_id, start, outcome_id
"""


class Paper(NamedTuple):
    """A file, and what should be known of it, such as its earlier name or why it was rejected."""

    file: str
    note: str = ""


@dataclass(frozen=True)
class Papers:
    """What became of the files: each is in one of these lists, or as it was."""

    added: list[Paper]
    changed: list[Paper]
    renamed: list[Paper]
    removed: list[Paper]
    rejected: list[Paper]


@dataclass(frozen=True)
class Changes:
    """What is different between two runs.

    Attributes
    ----------
    papers
        What became of the files.
    new, gone
        Rows of evidence, column to cell, that only the later or only the earlier run has.
    pictures
        Each drug and condition of these rows, with what was and what is known of them.
    """

    papers: Papers
    new: list[dict[str, Any]]
    gone: list[dict[str, Any]]
    pictures: dict[Pair, tuple[Picture, Picture]]


def compare(earlier: Path | None, later: Path) -> Changes:
    """Compare the tables of two runs.

    Parameters
    ----------
    earlier
        The earlier run's folder; None if there is none.
    later
        The later run's folder.
    """
    with duckdb.connect(config={"threads": "1"}) as engine:
        for table in ("documents", "evidence"):
            new = f"read_parquet({literal(str(later / 'tables' / f'{table}.parquet'))})"
            old = new if earlier is None else f"read_parquet({literal(str(earlier / 'tables' / f'{table}.parquet'))})"
            engine.execute(f"CREATE TEMP VIEW new_{table} AS SELECT * FROM {new}")
            engine.execute(f"CREATE TEMP VIEW old_{table} AS SELECT * FROM {old}{' LIMIT 0' * (earlier is None)}")
        for found, other in (("new", "old"), ("old", "new")):
            # Most rows are in both runs at their place; only what is left has to be told apart by all its words.
            engine.execute(
                f"CREATE TEMP TABLE {found}_rest AS SELECT * FROM {found}_evidence AS one ANTI JOIN {other}_evidence"
                f" AS two ON one.outcome_id = two.outcome_id AND {_SAME_WORDS}"
            )
        for found, other in (("new", "old"), ("old", "new")):
            engine.execute(
                f"CREATE TEMP TABLE only_{found} AS SELECT {_COLUMNS} FROM ({_numbered(found)})"
                f" WHERE ({_WORDS}, again) NOT IN (SELECT ({_WORDS}, again) FROM ({_numbered(other)}))"
            )
        engine.execute(
            "CREATE TEMP TABLE touched AS SELECT DISTINCT one_drug, unnest(string_split(condition, '; ')) AS"
            " one_condition FROM (SELECT *, unnest(string_split(drug, '; ')) AS one_drug FROM"
            f" (FROM only_new UNION ALL FROM only_old)) WHERE one_drug NOT IN {_NO_DRUGS}"
        )
        return Changes(_papers(engine), _rows(engine, "only_new"), _rows(engine, "only_old"), _pictures(engine))


def _numbered(run: str) -> str:
    """Evidence that only one run has at its place, with a number that tells rows of the same words apart."""
    return f"SELECT *, row_number() OVER (PARTITION BY {_WORDS} ORDER BY outcome_id) AS again FROM {run}_rest"


def _rows(engine: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    names = EvidenceRow.columns()
    rows = engine.execute(f"SELECT {_COLUMNS} FROM {table} {_ORDER}").fetchall()
    return [dict(zip(names, row, strict=True)) for row in rows]


def _pictures(engine: duckdb.DuckDBPyConnection) -> dict[Pair, tuple[Picture, Picture]]:
    before, after = (
        _by_pair(engine.execute(_RESULTS.format(evidence=f"{run}_evidence")).fetchall()) for run in ("old", "new")
    )
    return {
        pair: (picture_of(before.get(pair, [])), picture_of(after.get(pair, []))) for pair in sorted({*before, *after})
    }


def _by_pair(rows: Iterable[tuple[Any, ...]]) -> dict[Pair, list[Result]]:
    found: dict[Pair, list[Result]] = {}
    for drug, condition, *cells in rows:
        found.setdefault(Pair(drug, condition), []).append(Result(drug, *cells))
    return found


def _papers(engine: duckdb.DuckDBPyConnection) -> Papers:
    old, new = (
        {file: (sha256, status, problem) for file, sha256, status, problem in engine.execute(query).fetchall()}
        for query in (
            f"SELECT file, sha256, status, problem FROM {run}_documents ORDER BY file" for run in ("old", "new")
        )
    )
    gone = {sha256: file for file, (sha256, *_) in old.items() if sha256 and file not in new}
    papers = Papers([], [], [], [], [])
    renamed = set()
    for file, (sha256, status, problem) in new.items():
        if status == "rejected" and (file not in old or old[file] != new[file]):
            papers.rejected.append(Paper(file, problem or ""))
        elif file not in old and sha256 in gone:
            renamed.add(gone[sha256])
            papers.renamed.append(Paper(file, f"was {gone[sha256]}"))
        elif file not in old:
            papers.added.append(Paper(file, problem or ""))
        elif old[file][0] != sha256:
            papers.changed.append(Paper(file, problem or ""))
    papers.removed.extend(Paper(file) for file in old if file not in new and file not in renamed)
    return papers

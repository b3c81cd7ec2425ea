"""What a run tells people: its counts, its problems, its outcome."""

import os
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path

from cephlit.tables.frames import Tables
from cephlit.tables.schema import DocumentRow

_OUTPUTS = {
    "tables/evidence.csv": "what was found, one result a row: open this first",
    "tables": "all tables as CSV and Parquet, described in datapackage.json",
    "spreadsheet/evidence.csv": "the evidence for a spreadsheet program",
    "cephlit.duckdb": "all tables as a database",
    "text": "the text that the rows' offsets count in",
    "changes.md": "what this run changed, in plain sentences",
    "run.json": "versions, counts and durations of this run",
}

MOST_TO_MIND = 20
"""Files to mind that a run lists on the terminal; the tables have all of them."""


def printable(text: str) -> str:
    r"""Text with its control characters written as escapes, fit for one line of a terminal.

    >>> printable("two\nlines")
    'two\\nlines'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def table_counts(tables: Tables) -> list[dict[str, str | int]]:
    """Count each table's rows and the rows that were set aside."""
    aside = Counter(row.table for row in tables.rejects)
    return [
        {"table": name, "rows": rows, "set aside": aside.get(name, 0)}
        for name, rows in tables.counts.items()
        if name != "rejects"
    ]


def rejected_files(tables: Tables) -> list[tuple[str, str]]:
    """Each file that gave nothing because it was rejected, with the reason."""
    return [_pair(row) for row in tables.documents if row.status == "rejected"]


def files_to_mind(tables: Tables, told: Collection[tuple[str, str]] = ()) -> list[tuple[str, str]]:
    """Each other file of which a reader should know something: empty, mended, in part unread, or a copy.

    Left out are those of which that was told before, by their names and digests.
    """
    return [
        _pair(row)
        for row in tables.documents
        if row.status != "rejected" and row.problem and (row.file, row.sha256 or "") not in told
    ]


def _pair(row: DocumentRow) -> tuple[str, str]:
    return printable(row.file), printable(row.problem or "")


def problems_markdown(tables: Tables) -> str:
    """Tell a run's problems as Markdown: rejected files, files to mind, rows set aside by rule."""
    rules = Counter((row.table, row.rule) for row in tables.rejects)
    parts = [
        markdown_section("Rejected files", ("file", "reason"), rejected_files(tables)),
        markdown_section("Files to mind", ("file", "note"), files_to_mind(tables)),
        markdown_section("Set aside", ("table", "rule", "rows"), [(*key, n) for key, n in sorted(rules.items())]),
    ]
    return "\n\n".join(part for part in parts if part) or "No problems."


def markdown_section(heading: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    """Write a heading and a table; nothing where there are no rows."""
    lines = ["| " + " | ".join(markdown_text(cell) for cell in row) + " |" for row in rows]
    if not lines:
        return ""
    head = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join([f"## {heading}", "", *head, *lines])


def markdown_text(cell: object) -> str:
    """Text that is nothing but text in Markdown, in a table too."""
    return "".join(f"\\{c}" if c in "\\|`*_[]<>#" else c for c in str(cell))


def summary(tables: Tables, outputs: Path, told: Collection[tuple[str, str]] = ()) -> str:
    """Tell the outcome of a run that has published its tables; files that were rejected stand last.

    Parameters
    ----------
    tables
        The run's tables.
    outputs
        The outputs folder.
    told
        Name and digest of each file that an earlier run told of: what there is to mind about it is only counted.
    """
    rows = tables.counts
    status = Counter(row.status for row in tables.documents)
    aside = sum(row.row is not None for row in tables.rejects)
    lines = [
        f"{_plural(rows['documents'], 'file')}: {status['ok']} read, {status['empty']} empty, "
        f"{status['rejected']} rejected; {_plural(rows['studies'], 'study', 'studies')}.",
        f"{_plural(rows['evidence'], 'evidence row')}, from "
        f"{_plural(rows['treatments'], 'treatment')}, {_plural(rows['outcomes'], 'outcome')} and "
        f"{_plural(rows['adverse_events'], 'adverse event')}.",
        f"{_plural(aside, 'row')} set aside by the rules, with reasons in tables/rejects.csv.",
        "",
        *_listed((os.fspath(outputs / "latest" / name), what) for name, what in _OUTPUTS.items()),
    ]
    lines += _to_mind(tables, told)
    if rejected := rejected_list(tables):
        lines += ["", *rejected]
    return "\n".join(lines)


def _to_mind(tables: Tables, told: Collection[tuple[str, str]]) -> Iterable[str]:
    """Tell, in lines, the files to mind that no earlier run told of, and how many there are besides."""
    new = files_to_mind(tables, told)
    if new:
        yield from ("", "Files to mind:", *_listed(new[:MOST_TO_MIND]))
    if more := len(files_to_mind(tables)) - len(new[:MOST_TO_MIND]):
        others = _plural(more, "other file") if new else f"{_plural(more, 'file')}, as before"
        yield from ("", f"What to mind about {others}: column problem of tables/documents.csv.")


def rejected_list(tables: Tables) -> list[str]:
    """Tell, in lines, the files that were rejected; no line if there are none."""
    rejected = rejected_files(tables)
    return [f"Rejected ({len(rejected)}), nothing was read from:", *_listed(rejected)] if rejected else []


def nothing_new(files: int, run: Path) -> str:
    """Tell that a run found all as it was."""
    return f"Nothing new: {_plural(files, 'file')} as in run {run.name}, which stays the latest."


def _listed(pairs: Iterable[tuple[str, str]]) -> list[str]:
    pairs = list(pairs)
    width = min(max(len(name) for name, _ in pairs), 60)
    return [f"  {name:<{width}}  {what}" for name, what in pairs]


def _plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"

"""What a run tells people: its counts, its problems, its outcome."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from cephlit.tables.frames import Tables

_OUTPUTS = {
    "tables/evidence.csv": "what was found, one result a row: open this first",
    "tables": "all tables as CSV and Parquet, described in datapackage.json",
    "spreadsheet/evidence.csv": "the evidence for a spreadsheet program",
    "cephlit.duckdb": "all tables as a database",
    "text": "the text that the rows' offsets count in",
    "run.json": "versions, counts and durations of this run",
}


def printable(text: str) -> str:
    r"""Text with its control characters written as escapes, fit for one line of a terminal.

    >>> printable("two\nlines")
    'two\\nlines'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def table_counts(tables: Tables) -> list[dict[str, str | int]]:
    """Count each table's rows and the rows that were set aside."""
    aside = Counter(tables.frames["rejects"]["table"])
    return [
        {"table": name, "rows": len(frame), "set aside": aside.get(name, 0)}
        for name, frame in tables.frames.items()
        if name != "rejects"
    ]


def rejected_files(tables: Tables) -> list[tuple[str, str]]:
    """Each file that gave nothing because it was rejected, with the reason."""
    documents = tables.frames["documents"]
    return _pairs(tables, documents["status"] == "rejected")


def files_to_mind(tables: Tables) -> list[tuple[str, str]]:
    """Each other file of which a reader should know something: empty, mended, in part unread, or a copy."""
    documents = tables.frames["documents"]
    return _pairs(tables, (documents["status"] != "rejected") & documents["problem"].notna())


def _pairs(tables: Tables, chosen: "pd.Series[bool]") -> list[tuple[str, str]]:
    rows = tables.frames["documents"].loc[chosen, ["file", "problem"]]
    return [(printable(file), printable(problem)) for file, problem in rows.itertuples(index=False)]


def problems_markdown(tables: Tables) -> str:
    """Tell a run's problems as Markdown: rejected files, files to mind, rows set aside by rule."""
    rejects = tables.frames["rejects"]
    rules = Counter(zip(rejects["table"], rejects["rule"], strict=True))
    parts = [
        _section("Rejected files", ("file", "reason"), rejected_files(tables)),
        _section("Files to mind", ("file", "note"), files_to_mind(tables)),
        _section("Set aside", ("table", "rule", "rows"), [(*key, n) for key, n in sorted(rules.items())]),
    ]
    return "\n\n".join(part for part in parts if part) or "No problems."


def _section(heading: str, columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in rows]
    if not lines:
        return ""
    head = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    return "\n".join([f"## {heading}", "", *head, *lines])


def _cell(cell: object) -> str:
    """Text that is nothing but text in a Markdown table."""
    return "".join(f"\\{c}" if c in "\\|`*_[]<>#" else c for c in str(cell))


def summary(tables: Tables, outputs: Path) -> str:
    """Tell the outcome of a run that has published its tables; files that were rejected stand last."""
    frames = tables.frames
    status = Counter(frames["documents"]["status"])
    aside = int(frames["rejects"]["row"].notna().sum())
    lines = [
        f"{_plural(len(frames['documents']), 'file')}: {status['ok']} read, {status['empty']} empty, "
        f"{status['rejected']} rejected; {_plural(len(frames['studies']), 'study', 'studies')}.",
        f"{_plural(len(frames['evidence']), 'evidence row')}, from "
        f"{_plural(len(frames['treatments']), 'treatment')}, {_plural(len(frames['outcomes']), 'outcome')} and "
        f"{_plural(len(frames['adverse_events']), 'adverse event')}.",
        f"{_plural(aside, 'row')} set aside by the rules, with reasons in tables/rejects.csv.",
        "",
        *_listed((os.fspath(outputs / "latest" / name), what) for name, what in _OUTPUTS.items()),
    ]
    if to_mind := files_to_mind(tables):
        lines += ["", "Files to mind:", *_listed(to_mind)]
    if rejected := rejected_list(tables):
        lines += ["", *rejected]
    return "\n".join(lines)


def rejected_list(tables: Tables) -> list[str]:
    """Tell, in lines, the files that were rejected; no line if there are none."""
    rejected = rejected_files(tables)
    return [f"Rejected ({len(rejected)}), nothing was read from:", *_listed(rejected)] if rejected else []


def _listed(pairs: Iterable[tuple[str, str]]) -> list[str]:
    pairs = list(pairs)
    width = min(max(len(name) for name, _ in pairs), 60)
    return [f"  {name:<{width}}  {what}" for name, what in pairs]


def _plural(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"

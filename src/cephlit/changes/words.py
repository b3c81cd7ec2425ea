"""What a run changed, in Markdown for people."""

from collections.abc import Iterable, Sequence
from typing import Any

from cephlit.changes.compare import Changes, Paper
from cephlit.changes.picture import Pair, Picture, contradictions
from cephlit.runs.words import markdown_section, markdown_text, printable
from cephlit.tables.cells import plain_number

MOST_ROWS = 200
"""Rows of any list; a first run over many papers is told by its tables."""


def changes_markdown(changes: Changes, earlier: str | None) -> str:
    """Tell what a run changed.

    Parameters
    ----------
    changes
        What is different.
    earlier
        Name of the run that it is compared with; None if there was none.
    """
    since = f"Compared with run {earlier}." if earlier else "The first run: everything is new."
    papers = changes.papers
    parts = [
        f"# What is new\n\n{since}",
        _papers("Papers added", papers.added),
        _papers("Papers changed", papers.changed),
        _papers("Papers renamed", papers.renamed),
        _papers("Papers removed", papers.removed),
        _papers("Papers rejected", papers.rejected),
        _list("Contradictions", _contradictions(changes)),
        markdown_section(
            "How the picture moved",
            ("drug", "condition", "studies", "participants", "doses", "response"),
            _shortened([_moved(pair, *pictures) for pair, pictures in changes.pictures.items()]),
        ),
        _list("New evidence", [evidence_sentence(row) for row in changes.new]),
        _list("Evidence that is gone", [evidence_sentence(row) for row in changes.gone]),
    ]
    if len(told := [part for part in parts if part]) == 1:
        told.append("The same papers say the same.")
    return "\n\n".join(told) + "\n"


def evidence_sentence(row: dict[str, Any]) -> str:
    """Tell a row of evidence in one plain sentence, with the paper that says so."""
    given = ", ".join(row[name] for name in ("dose", "route", "frequency") if row[name])
    who = (row["drug"] or "no drug named") + (f" ({given})" if given else "")
    against = f" against {row['comparator']}" if row["comparator"] else ""
    group = f" in {row['group']}" if row["group"] and row["group"] != "all" else ""
    when = f" at {row['time_point']}" if row["time_point"] else ""
    further = [row["p"], row["ci"], (row["direction"] or "not_stated").replace("_", " "), row["note"]]
    details = "".join(f"; {word}" for word in further if word and word != "not stated")
    source = ", ".join(str(word) for word in (row["title"] or row["study_id"], row["year"], row["file"]) if word)
    what = f"{row['measure'].replace('_', ' ')} {row['result']}{when}{group}{details}"
    return f"{who}{against} for {row['condition'] or 'no condition named'}: {what} [{source}]"


def _papers(heading: str, papers: Sequence[Paper]) -> str:
    return _list(f"{heading} ({len(papers)})", [p.file + (f": {p.note}" if p.note else "") for p in papers])


def _list(heading: str, lines: Sequence[str]) -> str:
    if not lines:
        return ""
    told = [f"- {markdown_text(printable(' '.join(line.split())))}" for line in lines[:MOST_ROWS]]
    if len(lines) > MOST_ROWS:
        told.append(f"- … and {len(lines) - MOST_ROWS} more, in the tables")
    return "\n".join([f"## {heading}", "", *told])


def _shortened(rows: list[tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    if len(rows) <= MOST_ROWS:
        return rows
    return [*rows[:MOST_ROWS], (f"… and {len(rows) - MOST_ROWS} more", "", "", "", "", "")]


def _contradictions(changes: Changes) -> list[str]:
    told = []
    for pair, (before, after) in changes.pictures.items():
        for new, earlier in contradictions(before, after):
            others = "; ".join(f"{_way(old.directions)} in {old.study}" for old in earlier)
            what = f"{pair.drug} for {pair.condition}, {new.measure.replace('_', ' ')}"
            told.append(f"{what}: {_way(new.directions)} in {new.study}, but {others}")
    return told


def _way(directions: frozenset[str]) -> str:
    return " and ".join(sorted(directions)).replace("_", " ")


def _moved(pair: Pair, before: Picture, after: Picture) -> tuple[str, ...]:
    return (
        pair.drug,
        pair.condition,
        _from_to(str(before.studies), str(after.studies)),
        _from_to(str(before.participants), str(after.participants)),
        _doses(before.doses, after.doses),
        _from_to(_responses(before), _responses(after)),
    )


def _from_to(before: str, after: str) -> str:
    return after if before == after else f"{before or 'none'} → {after or 'none'}"


def _doses(before: Sequence[str], after: Sequence[str]) -> str:
    parts = [
        ", ".join(dose for dose in after if dose in before),
        *(
            f"{word} {dose}"
            for word, found, other in (("new:", after, before), ("gone:", before, after))
            for dose in found
            if dose not in other
        ),
    ]
    return "; ".join(part for part in parts if part)


def _responses(picture: Picture) -> str:
    return ", ".join(
        f"{measure.replace('_', ' ')} {plain_number(low)}{f' to {plain_number(high)}' if high != low else ''} %"
        for measure, (low, high) in picture.responses.items()
    )

"""Tables with one row a patient: lengths of time that their unit tells apart from all other cells of the row.

Such tables lose cells, and cells move, so a column is taken only where its head is the one that it can stand under, and
where each patient's row has at most one cell of its form.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cephlit.facts.reading import Reading
from cephlit.facts.records import Group, Outcome
from cephlit.facts.result_tables.tables import Span
from cephlit.facts.result_tables.words import column_cue
from cephlit.tagging.tagged import Quantity, Sentence

_FEWEST = 2
"""Patients of a table at least."""
_MOST_MISSING = 1 / 3
"""Share of the patients whose cell may be lost."""
_SHORT_UNITS = frozenset({"s", "min", "h", "d"})
"""Units of the time to relief; years and months are ages and histories."""
_FORM = re.compile(r"\d+(?:\.\d+)?")


def patient_outcomes(reading: Reading, lines: Sequence[Sentence]) -> Iterator[Outcome]:
    """Time to relief of each patient, from the lines of one table."""
    rows = patient_rows([line.text for line in lines])
    if len(rows) < _FEWEST:
        return
    text = reading.tagged.study.view.text
    head = text[lines[0].start : lines[rows[0] - 1].end] if rows[0] else ""
    if len(column_cue("time_to").findall(head)) != 1 or column_cue("other_lengths").search(head):
        return
    edges = [lines[row].start for row in rows] + [lines[-1].end]
    spans = list(pairwise(edges))
    found = [_lengths(reading, span) for span in spans]
    told = [q for q in found if q]
    if any(len(some) > 1 for some in found) or len(found) - len(told) > _MOST_MISSING * len(found):
        return
    if len({q.unit for some in told for q in some}) > 1:
        return
    for number, (row, lengths) in enumerate(zip(spans, found, strict=True), start=1):
        for length in lengths:
            yield _outcome(reading, number, row, length)


def patient_rows(lines: Sequence[str]) -> list[int]:
    """Indices of the lines that open the row of patient 1, 2, ...; empty where they cannot be told from other cells.

    A row is opened by the patient's number, alone on its line and followed by a cell of the same form in all rows that
    is no plain number, or with the rest of the row behind it.
    """
    opens = re.compile(rf"(?:{column_cue('person').pattern})?\s?#?(?P<number>\d{{1,2}})[.)]?(?:\s(?P<rest>.*))?$")
    rows: list[int] = []
    form = ""
    for place, line in enumerate(lines):
        match = opens.match(line)
        if match is None or int(match["number"]) != len(rows) + 1:
            continue
        behind = (match["rest"] or (lines[place + 1] if place + 1 < len(lines) else "")).split(" ")[0]
        shape = _FORM.sub("9", re.sub(r"[A-Za-z]+", "a", behind))
        if not shape or shape == "9" or (form and shape != form):
            continue
        form = shape
        rows.append(place)
    return rows


def _lengths(reading: Reading, row: Span) -> list[Quantity]:
    """Lengths of time that are cells of a row, in the units in which relief is timed."""
    text = reading.tagged.study.view.text
    found = reading.tagged.quantities_in(*row, "duration")
    return [q for q in found if q.unit in _SHORT_UNITS and q.low is not None and _is_cell(text, q)]


def _is_cell(text: str, q: Quantity) -> bool:
    """Whether white space alone parts a quantity from its neighbours, and no preposition leads to it."""
    before = text[max(0, q.start - 12) : q.start]
    apart = text[q.end : q.end + 1] in ("", " ", "\n") and (not before or before[-1].isspace())
    return apart and re.search(r"\b(?:for|over|in|at|after|every|within|per)\s$", before, re.IGNORECASE) is None


def _outcome(reading: Reading, number: int, row: Span, length: Quantity) -> Outcome:
    label = f"patient {number}"
    known = (g for g in reading.groups.records if g.kind == "patient" and g.label in (label, f"case {number}"))
    group = next(known, None) or Group("patient", label, row[0], length.end, participants=1)
    return Outcome(
        measure="time_to_relief",
        statistic="count",
        start=row[0],
        end=length.end,
        group=group,
        drug=reading.drugs.lead,
        value=length.low,
        value_high=length.high,
        unit=length.unit,
    )

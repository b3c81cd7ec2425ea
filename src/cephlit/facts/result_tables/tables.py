"""Tables of a study: their captions, heads, rows and notes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from cephlit.facts.harms.stretches import in_harm_section, speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.result_tables.cells import Cell, cells_of, trailing_cells
from cephlit.facts.result_tables.words import column_cue
from cephlit.tagging.tagged import Sentence

Span = tuple[int, int]
"""Start and end in the view."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label with the cells that follow it.

    Attributes
    ----------
    label
        The line, or part of a line, right before the cells.
    above
        Lines between the row before and the label: headings inside the table.
    slots
        One span for each cell.
    """

    label: Span
    above: tuple[Span, ...]
    slots: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    caption
        Its caption's lines, or none.
    head
        Lines before the first row's cells, without the first row's label if that has a line of its own.
    rows
        Its rows, in order.
    notes
        Lines behind the last row.
    lines
        All lines of the table itself.
    """

    caption: tuple[Sentence, ...]
    head: tuple[Span, ...]
    rows: tuple[Row, ...]
    notes: tuple[Span, ...]
    lines: tuple[Sentence, ...]


_CAPTION = re.compile(r"\s?(?:supplementary )?tab(?:le|\.)", re.IGNORECASE)
_GLUED_NUMBERS = re.compile(r"(?=.*\d)(?:[\d\s.,±+/<>=≤≥()%-]|NS)+$")
_WITH_START = re.compile(
    r"\b(?:from|at|before|between) (?:the )?(?:baseline|start|treatment|therapy|block|injections?|procedure|infusion)"
    r"(?: (?:visit|period))?(?:,| and| to| until| through| over)(?! (?:demographic|clinical|characteristic)s?\b)"
    r"|\b(?:change|reduction|decrease|improvement|difference|compared|relative)s?(?: [\w-]{1,20}){0,4}"
    r" (?:from|to|with|versus) (?:the )?baseline\b",
    re.IGNORECASE,
)
_NOTE = 40
"""Length from which on a line of a table is a note rather than a cell."""
_HARMS = 0.5
"""Share of the rows from which on a table is one of harm."""
_SAMPLE_ROWS = 2
"""Labels such as sex or weight from which on a table describes the sample."""


def study_tables(reading: Reading) -> Iterator[Table]:
    """Tables of a study outside introduction and methods, but those of harm."""
    blocks = [list(lines) for _, lines in groupby(reading.tagged.sentences, key=lambda s: s.block)]
    for place, lines in enumerate(blocks):
        first = lines[0]
        if first.block.kind != "table" or first.block.section in ("background", "methods") or in_harm_section(first):
            continue
        table = _table(_caption(blocks, place), lines)
        if not _tells_harm(reading, table):
            yield table


def _caption(blocks: Sequence[list[Sentence]], place: int) -> tuple[Sentence, ...]:
    """Caption right above a table, or else right below it where it is not the next table's."""
    if place and _is_table_caption(blocks[place - 1]):
        return tuple(blocks[place - 1])
    below = blocks[place + 1 : place + 3]
    if below and _is_table_caption(below[0]) and not (len(below) > 1 and below[1][0].block.kind == "table"):
        return tuple(below[0])
    return ()


def _is_table_caption(lines: Sequence[Sentence]) -> bool:
    return lines[0].block.kind == "caption" and _CAPTION.match(lines[0].text) is not None


def _tells_harm(reading: Reading, table: Table) -> bool:
    """Whether a table's caption, its head or most of its rows tell of harm; some may do so in any table."""
    text = reading.tagged.study.view.text
    # "Response, remission and discontinuation" heads a table of results as well.
    mixed = any(reading.tagged.mentions_in(s.start, s.end, "OUTCOME") for s in table.caption)
    captions = () if mixed else tuple(s.text for s in table.caption)
    if any(speaks_of_harm(words) for words in (*captions, *(text[a:b] for a, b in table.head))):
        return True
    events = sum(
        speaks_of_harm(text[slice(*row.label)]) or bool(reading.tagged.mentions_in(*row.label, "EVENT"))
        for row in table.rows
    )
    return events > _HARMS * len(table.rows)


def tells_results(table: Table) -> bool:
    """Whether a table has rows, and neither caption nor rows tell of the sample before treatment or of doses."""
    # "Scores at baseline and week 8" compares what was before with what came after.
    captions = [_WITH_START.sub(" ", s.text) for s in table.caption]
    if not table.rows or any(column_cue("no_results").search(words) for words in captions):
        return False
    return sum(column_cue("sample").search(s.text) is not None for s in table.lines) < _SAMPLE_ROWS


def _table(caption: tuple[Sentence, ...], lines: Sequence[Sentence]) -> Table:
    rows: list[Row] = []
    head: tuple[Span, ...] = ()
    pending: list[Span] = []
    slots: list[Span] = []
    labels: list[Span] = []

    def close() -> None:
        """End the row that is under way."""
        nonlocal head
        if slots and labels:
            above = tuple(labels[:-1])
            if not rows:
                head, above = above, ()
            rows.append(Row(labels[-1], above, tuple(slots)))
        slots.clear()

    for line in lines:
        label, cells = _read_line(line)
        if label is not None:
            if slots:
                close()
                labels.clear()
            pending.append(label)
        if cells:
            if pending:
                close()
                labels[:] = pending
                pending.clear()
            slots += cells
    close()
    return Table(caption, head, tuple(rows), tuple(pending), tuple(lines))


def _read_line(line: Sentence) -> tuple[Span | None, list[Span]]:
    """Label and cells of a line; cells that run together are one."""
    cells: Sequence[Cell] = cells_of(line.text, line.start)
    if cells:
        return None, [(c.start, c.end) for c in cells]
    if _GLUED_NUMBERS.match(line.text):
        return None, [(line.start, line.end)]
    end, cells = trailing_cells(line.text, line.start)
    return (line.start, line.start + end), [(c.start, c.end) for c in cells]

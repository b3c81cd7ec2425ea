"""Which lines of a text are cells of a table that lost its columns."""

import re
from collections.abc import Sequence

from cephlit.studies.lines import Line, LineKind, is_table_caption, is_terminal

MAX_CELL = 60
"""Characters of a table cell at most; a longer line is prose, or a caption."""
MIN_CELLS = 6
"""Short lines in a row, many of them numbers, that make a table without a caption."""

_CELLS_BELOW = 3
"""Cells that follow a heading inside a table, at least."""
_FULL_LINE = 40
_LONG_LINE = 80
_NUMERIC = re.compile(r"[<>=~±(+-]*\s?\d|-$|NS$|NA$|n/a$|Yes$|No$", re.IGNORECASE)
_STOPS: frozenset[LineKind] = frozenset({"heading", "mark", "caption", "citation", "separator", "reference"})


def table_lines(lines: Sequence[Line]) -> set[int]:
    """Indices of the lines that are cells of linearised or laid-out tables."""
    cells: set[int] = set()
    place = 0
    while place < len(lines):
        if lines[place].kind == "caption" and is_table_caption(lines[place].text):
            first = caption_end(lines, place)
            end = _captioned_end(lines, first)
        else:
            first, end = place, _bare_end(lines, place)
        cells.update(range(first, end))
        place = max(end, place + 1)
    return cells


def caption_end(lines: Sequence[Line], caption: int) -> int:
    """Index of the first line after a caption, which may be wrapped over some lines."""
    widest, place = len(lines[caption].text), caption + 1
    while place < len(lines) and place < caption + 6:
        line, above = lines[place], lines[place - 1]
        goes_on = len(above.text) >= 0.75 * widest and len(above.text) < 160 and not is_terminal(above.text)
        if line.gap or line.kind != "text" or not goes_on or not re.match(r"[a-z]{2}|\(", line.text):
            break
        widest = max(widest, len(line.text))
        place += 1
    return place


def is_prose_start(lines: Sequence[Line], place: int) -> bool:
    """Whether running text begins at a line: a long sentence, two full lines, or the end of an interrupted sentence."""
    line = lines[place]
    if line.kind not in ("text", "item") or line.columns:
        return False
    text = line.text
    if len(text) >= _LONG_LINE and is_terminal(text) and line.words >= 10:
        return True
    if len(text) < _FULL_LINE or line.words < 5:
        return False
    if text[0].islower() and is_terminal(text):
        return True
    below = lines[place + 1] if place + 1 < len(lines) else None
    return (
        below is not None
        and below.gap == 0
        and below.kind in ("text", "item")
        and below.words >= 4
        and (len(below.text) >= _FULL_LINE or is_terminal(below.text))
        and (text[0].islower() or below.text[0].islower() or is_terminal(below.text))
    )


def _captioned_end(lines: Sequence[Line], first: int) -> int:
    """End of the table whose caption ends at ``first``."""
    end = first
    while end < len(lines) and not is_prose_start(lines, end):
        if lines[end].kind in _STOPS and not _is_heading_cell(lines, end):
            break
        end += 1
    if end == len(lines) or lines[end].kind in _STOPS or end == first:
        return end
    last = lines[end - 1]
    # A lone line of words above running text is its heading, not the last cell.
    if (
        end - 1 > first
        and last.gap
        and lines[end].gap
        and last.words >= 2
        and re.fullmatch(r"[A-Z][a-zA-Z ,'-]+", last.text)
    ):
        return end - 1
    return end


def _is_heading_cell(lines: Sequence[Line], place: int) -> bool:
    """Whether a word that can be a heading ("Outcome") is a cell: lines of cells follow without a gap."""
    below = lines[place + 1 : place + 1 + _CELLS_BELOW]
    if lines[place].kind != "heading" or lines[place].gap or len(below) < _CELLS_BELOW:
        return False
    return all(not line.gap and (line.columns or _is_cell(line)) for line in below)


def _bare_end(lines: Sequence[Line], first: int) -> int:
    """End of a table without caption that begins at ``first``; ``first`` if there is none."""
    if lines[first].columns:
        end = first
        while end < len(lines) and lines[end].columns:
            end += 1
        return end if end - first >= 2 else first
    if not _is_cell(lines[first]) or (first and _is_cell(lines[first - 1])):
        return first
    end, numbers = first, 0
    while end < len(lines) and _is_cell(lines[end]):
        numbers += _NUMERIC.match(lines[end].text) is not None
        end += 1
    return end if end - first >= MIN_CELLS and numbers >= 0.4 * (end - first) else first


def _is_cell(line: Line) -> bool:
    return line.kind == "text" and len(line.text) <= MAX_CELL and line.text[-1] not in ".?!;:"

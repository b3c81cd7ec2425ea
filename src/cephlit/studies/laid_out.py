"""Cells of a table's line that is laid out in columns: by tabs, bars, runs of blanks or mark-up."""

import re

from cephlit.studies.characters import trim

Span = tuple[int, int]

_BORDER = re.compile(r"\t|\||[ \u00a0]{2,}|</?(?:table|thead|tbody|tr|td|th|br)\b[^<>]{0,80}>", re.IGNORECASE)
"""What parts two cells."""
_RULE = re.compile(r"[:|+=_ -]*")
"""What draws a line below the head ("|---|:--:|") and is no cell; a lone dash is an empty cell."""


def column_cells(text: str, start: int, end: int) -> tuple[Span, ...]:
    """Spans of the cells that ``text[start:end]`` shows, in order; empty cells are left out.

    A line without columns is one cell, and a rule drawn below a head is none.
    """
    cells: list[Span] = []
    place = start
    for border in (*_BORDER.finditer(text, start, end), None):
        stop = border.start() if border else end
        left, right = trim(text, place, stop)
        if left < right and not (right - left > 1 and _RULE.fullmatch(text, left, right)):
            cells.append((left, right))
        place = border.end() if border else end
    return tuple(cells)

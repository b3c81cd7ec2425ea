"""Tables inside a paragraph, as files that keep a section on one line have them: caption, cells and notes in a row."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_NUMBER = r"[-−–+]?\d(?:[\d.,]{0,11}\d)?%?"
_CELL = (
    rf"(?:[<>=≤≥]\s?)?{_NUMBER}(?:\s?(?:±|/|\+/-)\s?{_NUMBER})?"
    r"(?:\s?[(\[][^()\[\]\d]{0,5}\d[^()\[\]]{0,25}[)\]])?[*†‡§#]{0,3}"
)
CELL_RUN = re.compile(rf"(?<!\S)(?:{_CELL}|/)(?:\s{{1,20}}(?:{_CELL}|NS|ns|/|-)(?!\S)){{1,40}}")
"""Cells side by side with nothing but blanks between them, as no sentence has them."""

_CAPTION = re.compile(r"(?:^|\s{2})(?P<table>Table\s?\d{1,2}(?!\d)[.:]?\s{0,3}(?=[A-Z(]))")
_GAP = re.compile(r"\s{3,}(?=\S)|\s{2,}(?=(?:Table|Figure|Fig\.?)\s?\d)")
"""What may part a table from what comes behind it; cells that are empty leave such gaps as well."""
_NEXT_FLOAT = re.compile(r"(?:Table|Figure|Fig\.?)\s?\d")
_SENTENCE = re.compile(r"[A-Z][\w'-]*,?(?: (?:\([^()]{1,30}\)|[\w%'/-]+)[,;:]?){5}")
_LOOK = 70
"""Characters behind a gap within which cells show that the table goes on."""
_MAX_CAPTION = 300
"""Characters of a caption without a table at most; what is longer has running text in it."""
_ROWS = 2
"""Runs of cells from which on it is a table, and not a caption whose table the file left out."""


def run_in_tables(text: str) -> Iterator[tuple[Span, bool]]:
    """Spans of a paragraph that are tables, in order, and whether each has cells or is a caption alone."""
    place = 0
    if sum(1 for _ in CELL_RUN.finditer(text, 0, _LOOK)) >= _ROWS:
        # Its caption and first rows have lines of their own.
        place = _end(text, _LOOK)
        yield (0, place), True
    while (caption := _CAPTION.search(text, place)) is not None:
        start = caption.start("table")
        end = _end(text, caption.end())
        runs = sum(1 for _ in CELL_RUN.finditer(text, start, end))
        if runs >= _ROWS or end - start < _MAX_CAPTION:
            yield (start, end), runs >= _ROWS
        place = end


def _end(text: str, place: int) -> int:
    """End of the table whose caption begins before ``place``."""
    for gap in _GAP.finditer(text, place):
        below = text[gap.end() : gap.end() + _LOOK]
        if _NEXT_FLOAT.match(below) or (_SENTENCE.match(below) and CELL_RUN.search(below) is None):
            return gap.start()
    return len(text)


def table_pieces(text: str, span: Span) -> list[Span]:
    """Lines of a run-in table: a caption with its head, then each label with the cells behind it, then the notes."""
    start, end = span
    pieces: list[Span] = []
    place = start
    for run in CELL_RUN.finditer(text, start, end):
        pieces.append((place, run.end()))
        place = run.end()
    return [*pieces, (place, end)] if text[place:end].strip() else pieces

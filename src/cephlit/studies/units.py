"""Lines into paragraphs: what belongs together, and what each piece of the text is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Literal

from cephlit.studies.characters import readable
from cephlit.studies.headings import SECTION_MARK, Heading, read_heading
from cephlit.studies.laid_out import column_cells
from cephlit.studies.lines import (
    Line,
    LineKind,
    is_terminal,
    item_lead,
    read_lines,
    title_after_mark,
)
from cephlit.studies.phrases import phrase_set
from cephlit.studies.tables_in_text import caption_end, is_prose_start, table_lines

UnitKind = Literal[
    "heading", "prose", "item", "table", "caption", "reference", "authors", "citation", "byline", "furniture",
    "separator", "mark",
]  # fmt: skip

Span = tuple[int, int]

MAX_WRAPPED = 160
"""Characters of a hard-wrapped line at most; a longer line is a whole paragraph."""
MIN_WRAPPED = 30
"""Shorter lines say nothing of the width of their column."""
MAX_SUBHEADING = 120
"""Characters of a heading that the vocabulary does not know."""
MAX_ADDRESSES = 60
"""Lines of a record's list of addresses at most."""
MAX_ADDRESS = 300
"""Characters of one of them at most; a longer line is a paragraph."""
_ADDRESSES = "author information"
_BELOW_HEADINGS: frozenset[UnitKind] = frozenset(
    {"prose", "heading", "item", "authors", "citation", "byline", "caption"}
)
MAX_LIST_HEADING = 5
"""Words of a heading above a list; a longer line that ends in a colon is the sentence that the list goes on."""

SENTENCE_END = re.compile(r"(?<!\bvs)(?<!\b[A-Za-z])[.!?] [A-Z\d]")
"""End of a sentence inside a text; single letters and "vs." before the full stop are abbreviations."""

_MARKDOWN = re.compile(r"(#{1,6})\s+(?=\S)")
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)(.{1,300})(?<=\S)\1")
_GOES_ON = re.compile(r"[a-z]|[\[(]\d")
_AFFILIATION = re.compile(
    r"[\d*†‡§,]{1,4}$|(?:\d|[a-z]\))?\s?(?:Department|Division|Dept|Institute|Faculty|School|Centre|Center|Clinic|University|"
    r"Hospital|Unit|Section|From the)\b|.*\b(?:University|Hospital|Institute|USA|UK)\b",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph, heading, list item, table or line of publication data.

    Attributes
    ----------
    kind
        What it is; a ``heading`` may be one that the vocabulary does not know.
    pieces
        Spans of the document that make it up, one for each line.
    start
        Offset of its first line in the document, with any mark that the pieces leave out.
    text
        As the readable view shows it, lines joined by spaces.
    gap
        Number of blank lines above.
    heading
        What a known heading says.
    level
        Number of ``#`` before a Markdown heading.
    """

    kind: UnitKind
    pieces: tuple[Span, ...]
    start: int
    text: str
    gap: int = 0
    heading: Heading | None = None
    level: int = 0

    @property
    def end(self) -> int:
        """Offset behind its last line in the document."""
        return self.pieces[-1][1]


def read_units(text: str) -> list[Unit]:
    """Paragraphs, headings, lists, tables and publication lines of a text, in order."""
    lines = read_lines(text)
    units = _Grouping(text, lines).units()
    units = [_with_shape(unit, text) for unit in units]
    return _join_interrupted(_mark_subheadings(_mark_references(units)))


class _Grouping:
    """One pass over the lines that puts those of a paragraph together."""

    def __init__(self, text: str, lines: Sequence[Line]) -> None:
        self.text = text
        self.lines = lines
        self.cells = table_lines(lines)
        self.wrapped = _Wrapping(lines)

    def units(self) -> list[Unit]:
        found: list[Unit] = []
        place = 0
        while place < len(self.lines):
            kind, end = self._unit_at(place)
            spans = tuple((line.start, line.end) for line in self.lines[place:end])
            text = " ".join(line.text for line in self.lines[place:end])
            if kind == "table":
                # Cells stay apart: no two numbers may ever be read as one.
                spans = tuple(cell for span in spans for cell in column_cells(self.text, *span)) or spans
                text = "\n".join(readable(self.text[start:stop]) for start, stop in spans)
            found.append(Unit(kind, spans, spans[0][0], text, self.lines[place].gap))
            place = end
        return found

    def _unit_at(self, place: int) -> tuple[UnitKind, int]:
        line = self.lines[place]
        if place in self.cells:
            end = place
            while end in self.cells:
                end += 1
            return "table", end
        if line.kind == "caption":
            return "caption", max(caption_end(self.lines, place), self._paragraph_end(place))
        if line.kind in ("heading", "mark", "separator", "byline"):
            return _UNIT_KINDS[line.kind], place + 1
        if line.kind == "furniture":
            return "furniture", self._furniture_end(place)
        if self._is_page_number(place):
            return "furniture", place + 1
        return _UNIT_KINDS[line.kind], self._paragraph_end(place)

    def _paragraph_end(self, place: int) -> int:
        """Index behind the last line that continues the paragraph begun at ``place``."""
        end = place + 1
        while end < len(self.lines) and end not in self.cells and self._continues(end, self.lines[place].kind):
            end += 1
        return end

    def _continues(self, place: int, kind: LineKind) -> bool:
        line = self.lines[place]
        # A wrapped sentence may well go on with "2. " or "Table 2 …" at the beginning of a line, but hardly after
        # a sentence's end.
        if line.gap or line.kind not in ("text", "item"):
            return False
        if line.kind == "item" and (kind == "item" or is_terminal(self.lines[place - 1].text)):
            return False
        return not self._is_page_number(place) and self.wrapped.joins(place)

    def _is_page_number(self, place: int) -> bool:
        """Whether a lone number stands in the middle of a broken sentence."""
        if not self.lines[place].text.isdigit() or len(self.lines[place].text) > 4:
            return False
        above = self.lines[place - 1].text if place else ""
        below = self.lines[place + 1].text if place + 1 < len(self.lines) else ""
        return len(above) > 30 and not is_terminal(above) and len(below) > 30 and below[0].islower()

    def _furniture_end(self, place: int) -> int:
        """Index behind a footnote: its own wrapped lines, and the affiliations printed with it."""
        end = place + 1
        addresses = self.lines[place].text.lower().startswith(_ADDRESSES)
        reach = MAX_ADDRESSES if addresses else 12
        while end < len(self.lines) and end < place + reach and not self.lines[end].gap and end not in self.cells:
            line = self.lines[end]
            belongs = (
                line.kind == "furniture"
                or (addresses and line.kind in ("text", "item") and len(line.text) <= MAX_ADDRESS)
                or _AFFILIATION.match(line.text[:160]) is not None
                or (line.kind == "text" and self.wrapped.joins(end) and not is_prose_start(self.lines, end))
            )
            if not belongs:
                break
            end += 1
        return end


_UNIT_KINDS: dict[LineKind, UnitKind] = {
    "text": "prose", "heading": "heading", "mark": "mark", "caption": "caption", "item": "item",
    "reference": "reference", "authors": "authors", "citation": "citation", "byline": "byline",
    "furniture": "furniture", "separator": "separator", "table": "table",
}  # fmt: skip


class _Wrapping:
    """Whether a text's lines are broken at a width, and whether a line goes on with the one above."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        going_on = [self._goes_on(place) for place in range(len(lines))]
        pairs = sum(1 for place in range(1, len(lines)) if self._adjacent(place))
        self.document = sum(going_on) >= 3 and sum(going_on) >= 0.25 * pairs
        self.lengths = [
            len(line.text) if line.kind in ("text", "item") and MIN_WRAPPED <= len(line.text) <= MAX_WRAPPED else 0
            for line in lines
        ]
        self.chunks = self._wrapped_chunks(going_on)

    def joins(self, place: int) -> bool:
        """Whether the line belongs to the paragraph of the line above it."""
        above, line = self.lines[place - 1].text, self.lines[place].text
        if ends_open(above):
            return True
        if not is_terminal(above) and line[0].islower():
            return True
        if not self.chunks[place] or len(above) > MAX_WRAPPED:
            return False
        return len(above) >= (0.8 if is_terminal(above) else 0.65) * self._width(place)

    def _adjacent(self, place: int) -> bool:
        return (
            self.lines[place].gap == 0
            and self.lines[place].kind == self.lines[place - 1].kind == "text"
            and 40 <= len(self.lines[place - 1].text) <= MAX_WRAPPED
        )

    def _goes_on(self, place: int) -> bool:
        if place == 0 or not self._adjacent(place):
            return False
        return self.lines[place].text[0].islower() and not is_terminal(self.lines[place - 1].text)

    def _width(self, place: int) -> float:
        """Width of the column that a line stands in.

        The median of the lines nearby: where a word was joined over a line's end, two lines have become one.
        """
        nearby = [length for length in self.lengths[max(0, place - 6) : place + 6] if length]
        return median(nearby) if nearby else 0

    def _wrapped_chunks(self, going_on: list[bool]) -> list[bool]:
        """For each line, whether the lines between two blank ones are wrapped."""
        wrapped: list[bool] = []
        first = 0
        for place in range(1, len(self.lines) + 1):
            if place < len(self.lines) and self.lines[place].gap == 0:
                continue
            own = sum(going_on[first:place])
            share = own / max(1, place - first - 1)
            wrapped.extend([share >= 0.25 or (self.document and (own > 0 or place - first <= 3))] * (place - first))
            first = place
        return wrapped


def ends_open(text: str) -> bool:
    """Whether a line breaks off in the middle: after a function word, a comma, a hyphen, inside a bracket."""
    if text.endswith(("-", "/")) and text[-2:-1].isalnum():
        return True
    if text.endswith((",", "(", "=", "<", "±")):
        return len(text) > 30
    tail = text[-200:]
    if tail.count("(") > tail.count(")") and len(text) > 30:
        return True
    return text.rsplit(" ", 1)[-1].lower() in phrase_set("open_end") and " " in text


def _with_shape(unit: Unit, text: str) -> Unit:
    """Recognise known headings and Markdown, and cut marks off."""
    start, end = unit.pieces[0]
    if unit.kind == "mark":
        cut = start + title_after_mark(text[start:end])
        # "TITLE: Some words" holds the title itself.
        return replace(unit, pieces=((cut, end),), text=unit.text[title_after_mark(unit.text) :]) if cut < end else unit
    markdown = _MARKDOWN.match(text, start, end)
    if markdown:
        unit = replace(
            unit, kind="heading", pieces=((markdown.end(), end), *unit.pieces[1:]),
            text=unit.text.lstrip("# "), level=len(markdown[1]),
        )  # fmt: skip
    if len(unit.pieces) == 1 and unit.kind in ("heading", "prose"):
        emphasis = _EMPHASIS.fullmatch(text, *unit.pieces[0])
        if emphasis:
            unit = replace(unit, kind="heading", pieces=(emphasis.span(2),), text=unit.text.strip("*_ "))
        if unit.kind == "heading":
            return replace(unit, heading=read_heading(text[start:end]), pieces=(_unmarked(text, *unit.pieces[0]),))
    return unit


def _unmarked(text: str, start: int, end: int) -> Span:
    """A heading's span without a section mark such as ``BODY.``."""
    mark = SECTION_MARK.match(text, start, end)
    return (mark.end(), end) if mark and mark.end() < end else (start, end)


def _mark_references(units: list[Unit]) -> list[Unit]:
    """Make reference lists of runs of entries; a lone line that looks like one is prose."""
    marked = list(units)
    place = 0
    while place < len(units):
        end = place
        while end < len(units) and units[end].kind in ("reference", "item", "furniture", "citation"):
            end += 1
        entries = sum(1 for unit in units[place:end] if unit.kind == "reference")
        if entries >= 3 and entries >= 0.5 * (end - place):
            marked[place:end] = [replace(unit, kind="reference") for unit in units[place:end]]
        else:
            for here in range(place, end):
                if units[here].kind == "reference":
                    marked[here] = replace(units[here], kind="item" if item_lead(units[here].text) else "prose")
        place = max(end, place + 1)
    return marked


def _mark_subheadings(units: list[Unit]) -> list[Unit]:
    """Make headings of short lines without a sentence's end that stand above running text."""
    marked = list(units)
    for place in range(len(units) - 2, -1, -1):
        unit, below = units[place], marked[place + 1]
        introduces = below.kind == "item" and unit.text.endswith(":") and len(unit.text.split()) > MAX_LIST_HEADING
        if unit.kind == "prose" and below.kind in _BELOW_HEADINGS and not introduces and _is_heading_like(unit):
            marked[place] = replace(unit, kind="heading")
    return marked


def _is_heading_like(unit: Unit) -> bool:
    text = unit.text
    return (
        3 <= len(text) <= MAX_SUBHEADING
        and (text[0].isupper() or text[0].isdigit())
        and text[-1] not in ".;,"
        and SENTENCE_END.search(text) is None
        and not ends_open(text)
        and any(character.isalpha() for character in text)
    )


def _join_interrupted(units: list[Unit]) -> list[Unit]:
    """Join a sentence that a table, a page's end or a footnote interrupts."""
    joined: list[Unit] = []
    broken: int | None = None
    for unit in units:
        if unit.kind == "prose":
            if broken is not None and _GOES_ON.match(unit.text):
                above = joined[broken]
                joined[broken] = replace(above, pieces=above.pieces + unit.pieces, text=f"{above.text} {unit.text}")
            else:
                joined.append(unit)
                broken = len(joined) - 1
            if is_terminal(unit.text) or len(joined[broken].text) < 60:
                broken = None
            continue
        if unit.kind not in ("table", "caption", "furniture"):
            broken = None
        joined.append(unit)
    return joined

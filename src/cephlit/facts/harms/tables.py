"""Tables of adverse events in running text: a line for each event, and its cells behind it or on lines of their own."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

from cephlit.facts.groups import Arm
from cephlit.facts.harms.names import name_of, severity_of
from cephlit.facts.harms.stretches import GENERAL, cue, in_harm_section, speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.records import AdverseEvent
from cephlit.tagging.tagged import Mention, Sentence
from cephlit.vocabulary.people import PEOPLE

_CELL = re.compile(
    r"(?P<empty>[-–—])(?!\d)|"
    r"(?P<less>[<>=]\s?)?(?P<number>\d{1,5}(?:\.\d+)?)(?P<sign>\s?%)?(?:\s?/\s?(?P<total>\d{1,5}))?(?:\s?[(\[]\s?(?P<share>\d{1,3}(?:\.\d+)?)\s?%?\s?[)\]])?"
)
_TOTAL_COLUMN = re.compile(r"(?<![a-z])(?:All|Total|Overall|Both)(?![a-z])|\b(?:all|total|overall)\b")
_P_COLUMN = re.compile(r"\bp\b|(?<![a-z])p[ -]?values?", re.IGNORECASE)
_NAME = re.compile(r"^([^\W\d][^\d()\[\]%]{2,50}?)(?:,? ?n ?\(%\)|,? ?\(%\))?\s*(?=[-<>=]?\s?\d|-$|$)")
_NO_NAME = re.compile(
    rf"\b(?:total|other|all|any|overall|{PEOPLE}|number|none|mild|moderate|severe|serious|"
    r"male|female|age|completed|withdr\w+|drop\w*|discontinu\w+|group|p|n|response|relief|free|preference|efficacy|"
    r"note|events?)\b",
    re.IGNORECASE,
)
_MARKS = "†‡§¶*#|^ "
_GRADE = re.compile(r"mild|moderate|severe|serious", re.IGNORECASE)
_PERCENT = re.compile(r"%|percent\w*|proportion", re.IGNORECASE)
_NUMBERS = re.compile(r"\bn\b|\bno\.?\b|number|count", re.IGNORECASE)
_SIZE = re.compile(r"\(?\bn ?= ?\d+\)?|number of patients", re.IGNORECASE)
_ROUNDED = 1.0
"""Percentage points by which a share may differ from its count over its total, as printed."""

_LEAST = 2
"""Columns of a table with p-values, at least."""

_MOST_EXTRA = 2
"""Columns beside those of the arms: all patients, and the p-value."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell's count, its total and its share; all None where it is empty."""

    n: float | None = None
    total: float | None = None
    percent: float | None = None


@dataclass(frozen=True, slots=True)
class _Column:
    """Whom a column is about, of which grade its events are, and whether its head names a known group."""

    arm: Arm | None
    total: float | None = None
    severity: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Row:
    event: Mention
    line: Sentence
    last: Sentence
    cells: tuple[_Cell, ...]


def read_harm_tables(reading: Reading) -> Iterator[AdverseEvent]:
    """Rows of the tables that are about harm; a table whose columns cannot be told apart yields none."""
    sentences = reading.tagged.sentences
    for block, group in groupby(enumerate(sentences), key=lambda pair: pair[1].block):
        if block.kind != "table":
            continue
        numbered = list(group)
        lines = [line for _, line in numbered]
        first = numbered[0][0]
        caption = sentences[first - 1] if first and sentences[first - 1].block.kind in ("caption", "prose") else None
        if _is_about_harm(caption, lines):
            yield from _events(reading, caption, lines)


def _is_about_harm(caption: Sentence | None, lines: Sequence[Sentence]) -> bool:
    """Whether the caption, the table's own lines or the heading above use the words of harm."""
    told = (caption, *lines) if caption else tuple(lines)
    return any(speaks_of_harm(s.text) for s in told) or in_harm_section(lines[0])


def _events(reading: Reading, caption: Sentence | None, lines: Sequence[Sentence]) -> Iterator[AdverseEvent]:
    rows = _without_p([r for r in _rows(reading, lines) if not cue("leaving").search(r.line.text)])
    if not rows:
        return
    start = caption.start if caption else lines[0].start
    header = (start, rows[0].event.start)
    for row in rows:
        columns = _columns(reading, header, lines[0].start, len(row.cells))
        for column, cell in zip(columns, _cells(reading, header, row, len(columns)), strict=False):
            if cell.n is not None or cell.percent is not None:
                yield _record(reading, row, column, cell)


def _rows(reading: Reading, lines: Sequence[Sentence]) -> list[_Row]:
    """Lines that name an event, with the cells on the same line or on the lines that follow.

    A line that names no known event is taken for one where it has as many cells as the rows with known ones.
    """
    rows = []
    for at, line in enumerate(lines):
        event, rest = _event(reading, line)
        inline = _read_cells(rest)
        if event is None or (rest.strip() and not inline):
            continue
        cells, last = inline, line
        for following in lines[at + 1 :] if not inline else ():
            found = _read_cells(following.text)
            if not found:
                break
            cells, last = [*cells, *found], following
        if cells:
            rows.append(_Row(event, line, last, tuple(cells)))
    usual = Counter(len(row.cells) for row in rows if row.event.tagger != "grammar").most_common(1)
    return [r for r in rows if r.event.tagger != "grammar" or (usual and len(r.cells) == usual[0][0] and _may_name(r))]


def _without_p(rows: Sequence[_Row]) -> list[_Row]:
    """Rows without a last column of p-values, as bare fractions behind counts show it."""
    width = max((len(row.cells) for row in rows), default=0)
    last = [row.cells[-1] for row in rows if len(row.cells) == width]
    bare = [c for c in last if c.n is not None and c.percent is None and c.total is None]
    others = [c.n for row in rows for c in row.cells[:-1] if c.n is not None and c.percent is None]
    told = sum(not c.n.is_integer() for c in bare if c.n is not None)
    counts = all(n.is_integer() for n in others)
    if width < _LEAST or not counts or told < len(rows) / 2 or any(c.n is not None and c.n > 1 for c in bare):
        return list(rows)
    return [replace(row, cells=row.cells[: width - 1]) for row in rows]


def _event(reading: Reading, line: Sentence) -> tuple[Mention | None, str]:
    """The event that a line names, and the rest of the line.

    It is a known event, or the line's words where they say more or nothing known; at the end of a line that the header
    runs into, only a known one.
    """
    name = _NAME.match(line.text)
    end = line.start + name.end(1) if name else line.end
    known = reading.tagged.mentions_in(line.start, end, "EVENT")
    if name is None:
        return (known[-1] if known and known[-1].end == end else None), ""
    words, rest = name.group(1), line.text[name.end() :]
    if known and (known[-1].end == end or known[0].concept in GENERAL) and len(known) == 1:
        return known[0], rest
    tagger: Literal["lexicon", "grammar"] = "lexicon" if known else "grammar"
    identifier = known[0].concept_id if known else ""
    words = words.rstrip(_MARKS)
    return Mention(
        "EVENT", line.start, line.start + len(words), words, words.lower(), identifier, "event", tagger=tagger
    ), rest


def _may_name(row: _Row) -> bool:
    return _NO_NAME.search(row.event.text) is None


def _read_cells(text: str) -> list[_Cell]:
    """Cells of a line that holds nothing else; none if it holds words."""
    rest = _CELL.sub(" ", text)
    return [_cell(m) for m in _CELL.finditer(text)] if not re.search(r"\w", rest) else []


def _cell(match: re.Match[str]) -> _Cell:
    if match["empty"] or match["less"]:
        return _Cell()
    number = float(match["number"])
    if match["sign"]:
        return _Cell(percent=number)
    share = float(match["share"]) if match["share"] else None
    return _Cell(number, float(match["total"]) if match["total"] else None, share)


def _columns(reading: Reading, header: tuple[int, int], table: int, width: int) -> list[_Column]:
    """What the columns of a row are, by the header; none where their number fits no reading of it."""
    text = reading.tagged.study.view.text[table : header[1]]
    extra = bool(_TOTAL_COLUMN.search(text)) + bool(_P_COLUMN.search(text))
    sized = _sized_columns(reading, (table, header[1])) or _sized_columns(reading, header)
    if len(sized) > 1 and len(sized) <= width <= len(sized) + min(extra, _MOST_EXTRA):
        return sized
    arms = _arms(reading, (table, header[1]))
    totals = [_size(reading, header, arm) for arm in arms]
    grades = [g.lower() for g in dict.fromkeys(m.group().lower() for m in _GRADE.finditer(text))]
    if len(arms) <= width <= len(arms) + min(extra, _MOST_EXTRA) or _in_pairs(text, len(arms), width, extra):
        return [_Column(arm, total) for arm, total in zip(arms, totals, strict=True)]
    if len(grades) > 1 and width - len(arms) * len(grades) in range(extra + 1):
        return [_Column(arm, total, g) for arm, total in zip(arms, totals, strict=True) for g in grades]
    return []


def _sized_columns(reading: Reading, header: tuple[int, int]) -> list[_Column]:
    """Columns of a header that gives the size of each, beside its name or in a line of their own below the names."""
    text = reading.tagged.study.view.text
    sizes = [q for q in reading.tagged.quantities_in(*header, "sample") if text[q.start - 1] in "(["]
    named = [m for m in reading.groups.mentions_in(*header) if len(m.arms) == 1]
    inside: list[Arm | None] = []
    begin = header[0]
    for size in sizes:
        here = [m.arms[0] for m in named if begin <= m.start < size.start]
        inside.append(here[-1] if here else None)
        begin = size.end
    order = list({m.arms[0].group.label: m.arms[0] for m in named}.values())
    below = all(m.start < sizes[0].start for m in named) if sizes else False
    arms: list[Arm | None] = list(order) if below and len(order) == len(sizes) else inside
    told = [arm.group.label for arm in arms if arm]
    if len(set(told)) != len(told):
        return []
    return [_Column(arm, size.low, known=arm is not None) for arm, size in zip(arms, sizes, strict=True)]


def _in_pairs(text: str, arms: int, width: int, extra: int) -> bool:
    """Whether each arm has a column of counts and one of shares."""
    return bool(_PERCENT.search(text)) and width - 2 * arms in range(extra + 1)


def _cells(reading: Reading, header: tuple[int, int], row: _Row, columns: int) -> Sequence[_Cell]:
    """The row's cells, one a column: counts with the shares beside them, bare numbers as what the header says."""
    text = reading.tagged.study.view.text[header[0] : header[1]]
    cells = row.cells
    both = cells[: 2 * columns]
    if columns and len(both) == 2 * columns and _PERCENT.search(text) and not any(c.percent for c in both):
        pairs = zip(both[::2], both[1::2], strict=True)
        return [_Cell(a.n, a.total, b.n) for a, b in pairs]
    shares = _PERCENT.search(text) is not None and _NUMBERS.search(_SIZE.sub("", text)) is None
    fraction = any(c.n is not None and not c.n.is_integer() for c in cells[:columns])
    if (shares or fraction) and all(c.percent is None and c.total is None for c in cells[:columns]):
        return [_Cell(percent=c.n) for c in cells]
    return cells


def _arms(reading: Reading, header: tuple[int, int]) -> list[Arm | None]:
    """Arms in the order of the header, or of the study where it names none; one None in a study without arms."""
    named: dict[str, Arm] = {}
    for mention in reading.groups.mentions_in(*header):
        if len(mention.arms) == 1:
            named.setdefault(mention.arms[0].group.label, mention.arms[0])
    if len(named) > 1:
        return list(named.values())
    return list(reading.groups.arms) or [None]


def _size(reading: Reading, header: tuple[int, int], arm: Arm | None) -> float | None:
    """Size of an arm as the header gives it, or of the sample in a study without arms."""
    samples = reading.tagged.quantities_in(*header, "sample")
    if arm is None:
        return samples[0].low if len(samples) == 1 else None
    for mention in reading.groups.mentions_in(*header):
        if mention.arms == (arm,):
            after = [q for q in samples if 0 <= q.start - mention.end <= 3]
            if after:
                return after[0].low
    return None


def _fits(cell: _Cell, total: float) -> bool:
    """Whether a column's size can be what a cell's count and share are of, rather than all events."""
    if cell.n is None or cell.n > total:
        return False
    return cell.percent is None or abs(100 * cell.n / total - cell.percent) <= _ROUNDED


def _record(reading: Reading, row: _Row, column: _Column, cell: _Cell) -> AdverseEvent:
    counted = cell.n is not None and column.total is not None and _fits(cell, column.total)
    return AdverseEvent(
        event=name_of(reading.tagged, row.event),
        concept_id=row.event.concept_id,
        start=row.line.start,
        end=row.last.end,
        group=column.arm.group if column.arm else reading.groups.sample,
        drug=column.arm.drug if column.arm else (reading.drugs.lead if column.known else ""),
        n=cell.n,
        total=cell.total if cell.total is not None else (column.total if counted else None),
        percent=cell.percent,
        severity=column.severity or severity_of(row.line, row.event),
    )

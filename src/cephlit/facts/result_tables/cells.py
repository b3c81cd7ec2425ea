"""Cells of tables: what a written cell holds, and lines of several cells taken apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product
from typing import Literal

Form = Literal["spread", "bracket", "fraction", "percent", "number", "p", "range", "blank"]
"""``5.7 ± 2.1``; ``12 (60)``, ``4.5 (3.1-6.0)``; ``12/20``; ``60 %``; ``5.7``; ``< 0.001``, ``NS``; ``5-13``; ``-``."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes
    ----------
    start, end
        Place in the view.
    form
        How it is written.
    first, second, third
        Its numbers, in order.
    share
        Which of its numbers bears a per cent sign: 1, 2, or 0 for none.
    relation
        Of a p-value.
    decimals, second_decimals
        Digits after the point of its first and second number.
    """

    start: int
    end: int
    form: Form
    first: float | None = None
    second: float | None = None
    third: float | None = None
    share: int = 0
    relation: str = ""
    decimals: int = 0
    second_decimals: int = 0

    @property
    def can_be_p(self) -> bool:
        """Whether it can stand in a column of p-values."""
        if self.form in ("p", "blank"):
            return True
        return self.form == "number" and self.first is not None and 0 <= self.first <= 1 and self.decimals > 0

    @property
    def looks_like_p(self) -> bool:
        """Whether it can hardly be anything else than a p-value: ``0.81`` or ``1.0``, but not ``0.8``."""
        return self.can_be_p and (self.form != "number" or self.decimals > 1 or self.first == 1)


_N = r"[-+]?(?:\d{1,3}(?:,\d{3}){1,5}|\d{1,9})?(?:(?<=\d)\.\d{1,6}|(?<!\d)\.\d{1,6}|(?<=\d))"
_MARKS = r"(?:\s?[*†‡§¶#]{1,3}\d?(?!\d)|\s[a-e]{1,4}(?=\s|$)|(?<=[)\]])[a-e]{1,4}(?=\s|$))?"
_FORMS: tuple[tuple[Form, str], ...] = (
    ("p", r"(?:[pP]\s?)?(?P<relation>[<>=≤≥])\s?(?P<a>[01]?\.\d{1,6}|[01])"),
    ("p", r"(?P<relation>NS|N\.S\.|ns|n\.s\.)(?![A-Za-z])"),
    (
        "spread",
        rf"(?P<a>{_N})(?P<pa>\s?%)?\s?(?:±|\+/-|\+-)\s?(?P<b>{_N})(?P<pb>\s?%)?"
        rf"(?:\s?[(\[]{_N}\s?(?:-|to|,)\s?{_N}[)\]])?",
    ),
    ("fraction", rf"(?P<a>\d{{1,6}})\s?/\s?(?P<b>\d{{1,6}})(?:\s?[(\[]\s?(?P<c>{_N})(?P<pb>\s?%)?\s?[)\]])?"),
    ("fraction", rf"(?P<c>{_N})(?P<pb>\s?%)\s?[(\[]\s?(?P<a>\d{{1,6}})\s?/\s?(?P<b>\d{{1,6}})\s?[)\]]"),
    (
        "bracket",
        rf"(?P<a>{_N})(?P<pa>\s?%)?\s?[(\[]\s?(?:±\s?)?(?P<b>{_N})(?P<pb>\s?%)?(?:\s?(?:-|to|,|;)\s?(?:\+\s)?(?P<c>{_N}))?\s?%?[)\]]",
    ),
    ("percent", rf"(?P<a>{_N})(?P<pa>\s?%)"),
    ("range", rf"(?P<a>{_N})(?:-|\s-\s|\s?to\s?)(?P<b>{_N})"),
    ("number", rf"(?P<a>{_N})"),
    ("blank", r"(?:-{1,2}|/|NA|N/A|n/a|n\.a\.|ND)(?![\w-])"),
)
_PATTERNS = tuple((form, re.compile(pattern + _MARKS)) for form, pattern in _FORMS)
_MAX_CELLS = 24
_COUNT_SHARE = re.compile(r"(?<![A-Za-z(\[])[nN](?:o\.?)?\s{1,3}%(?!\s?[)\]])")
_SIZE_MEAN = re.compile(
    r"(?<![A-Za-z(\[])[nN]\s{1,3}(?:LS )?(?:mean|average)\s?(?:±|\+/-|\(|,)\s?(?:SD|SEM?|standard deviation)\)?", re.I
)
_AGREE = 1.0
"""Percentage points by which the shares of a column may differ from their counts over one size."""
_FEWEST = 2
_MEAN_SPREAD = re.compile(
    r"\b(?:mean|average)\s{1,3}(?:SD|SEM?|S\.D\.|standard deviation|standard error)(?!\w)", re.IGNORECASE
)


def cells_of(text: str, offset: int) -> tuple[Cell, ...]:
    """Cells that make up all of a text, parted by white space; empty where anything else stands in it.

    Parameters
    ----------
    text
        A line, or part of one.
    offset
        Where it stands in the view.
    """
    found: list[Cell] = []
    place = 0
    while place < len(text):
        cell = _cell_at(text, place, offset)
        if cell is None or len(found) == _MAX_CELLS:
            return ()
        found.append(cell)
        place = cell.end - offset
        while place < len(text) and text[place].isspace():
            place += 1
    return tuple(found)


def spread_columns(head: str) -> int:
    """How many times a head names a column of means with one of their spreads behind it ("Mean SD Mean SD")."""
    return len(_MEAN_SPREAD.findall(head))


def with_spreads(cells: Sequence[Cell], pairs: int) -> tuple[Cell, ...]:
    """Cells with each mean and the spread in the column behind it as one; unchanged where they are not all numbers."""
    apart = cells[: 2 * pairs]
    if len(apart) < 2 * pairs or any(c.form != "number" for c in apart):
        return tuple(cells)
    joined = (
        replace(mean, end=spread.end, form="spread", second=spread.first)
        for mean, spread in zip(apart[::2], apart[1::2], strict=True)
    )
    return (*joined, *cells[2 * pairs :])


def pair_columns(head: str) -> tuple[int, int]:
    """How often a head names a column of counts with one of their shares behind, and one of sizes with one of means."""
    return len(_COUNT_SHARE.findall(head)), len(_SIZE_MEAN.findall(head))


def with_shares(rows: Sequence[tuple[Cell, ...]], pairs: int) -> list[tuple[Cell, ...]]:
    """Rows with each count and the share in the column behind it as one cell.

    Where the shares of a column are not those of one size, nothing is joined: the columns are others than they seem.
    """
    if not pairs or any(len(row) < 2 * pairs for row in rows):
        return list(rows)
    for i in range(0, 2 * pairs, 2):
        both = [(row[i], row[i + 1]) for row in rows if row[i].form != "blank"]
        if not _of_one_size(both):
            return list(rows)
    return [(*map(_joined, row[: 2 * pairs : 2], row[1 : 2 * pairs : 2]), *row[2 * pairs :]) for row in rows]


def _joined(count: Cell, share: Cell) -> Cell:
    if count.form == "blank":
        return count
    return replace(count, end=share.end, form="bracket", second=share.first, share=2)


def _of_one_size(pairs: Sequence[tuple[Cell, Cell]]) -> bool:
    """Whether counts and shares are those of one group: the largest count tells its size best."""
    told = [(n.first, s.first) for n, s in pairs if n.first is not None and s.first is not None]
    if len(told) < len(pairs) or len(told) < _FEWEST or any(n.form != "number" or n.decimals for n, _ in pairs):
        return False
    most, share = max(told)
    if not most or not share:
        return False
    return all(s <= 100 and abs(n / most * share - s) <= _AGREE for n, s in told)


def without_sizes(cells: Sequence[Cell], pairs: int) -> tuple[Cell, ...]:
    """Cells without the column of sizes before each column of means."""
    return (*cells[1 : 2 * pairs : 2], *cells[2 * pairs :]) if len(cells) >= 2 * pairs else tuple(cells)


def _cell_at(text: str, place: int, offset: int) -> Cell | None:
    for form, pattern in _PATTERNS:
        match = pattern.match(text, place)
        if match and (match.end() == len(text) or text[match.end()].isspace() or text[match.end() - 1] in ")]"):
            return _cell(form, match, offset)
    return None


def _cell(form: Form, match: re.Match[str], offset: int) -> Cell:
    told = match.groupdict()
    written = told.get("a") or ""
    relation = told.get("relation") or ""
    return Cell(
        match.start() + offset,
        match.end() + offset,
        form,
        _number(told.get("a")),
        _number(told.get("b")),
        _number(told.get("c")),
        share=1 if told.get("pa") else 2 if told.get("pb") else 0,
        relation="NS" if relation[:1] in ("N", "n") else {"≤": "<=", "≥": ">="}.get(relation, relation),
        decimals=len(written.partition(".")[2]),
        second_decimals=len((told.get("b") or "").partition(".")[2]),
    )


def _number(written: str | None) -> float | None:
    return float(written.replace(",", "")) if written else None


_COUNTS_ON = re.compile(
    r"(?<!per )(?<!/)\b(?:weeks?|days?|months?|years?|hours?|visits?|sessions?|grades?|stages?|phases?|groups?"
    r"|arms?)$",
    re.I,
)
"""Words that a number belongs to: "Week 4" is a label, "Days per month 9.2" is none."""


_LABEL_NUMBER = re.compile(r"\d{1,3}(?![\d.])")
_TIME_LABEL = re.compile(r"\d{1,3}(?:\.5)? ?(?:h|min|d|s)")
_LETTER = re.compile(r"(?:[A-F]|I{1,3}|IV|[1-6])(?: ?[(\[]n ?= ?\d{1,5}[)\]])?", re.IGNORECASE)


def _can_label(text: str, cells: Sequence[Cell]) -> bool:
    """Whether words can label a row: two letters, a time, or the letter of a group before cells that are no numbers."""
    if re.search(r"[^\W\d_]{2}", text) or _TIME_LABEL.fullmatch(text):
        return True
    return len(cells) > 1 and cells[0].form in ("spread", "bracket") and _LETTER.fullmatch(text) is not None


_SCALE_RANGE = re.compile(r"0 ?[-–] ?(?:[3-9]|10|100)(?: ?(?:cm|mm|points?))?")
"""Range of a scale that ends a row's label ("Intensity, 0-3"), which is no cell."""


def trailing_cells(text: str, offset: int) -> tuple[int, tuple[Cell, ...]]:
    """Longest run of cells that ends a line behind its label: where the label ends, and the cells.

    Returns the line's length and no cells where none stand there.
    """
    for match in re.finditer(r"\s(?=\S)", text):
        if _COUNTS_ON.search(text[: match.start()]) and _LABEL_NUMBER.match(text, match.end()):
            continue
        if _SCALE_RANGE.fullmatch(text, match.end()):
            continue
        cells = cells_of(text[match.end() :], offset + match.end())
        if cells and _can_label(text[: match.start()], cells):
            return match.start(), cells
    return len(text), ()


Glue = tuple[Literal["spread", "p", "bracket"], ...]
"""Forms of the cells that run together in one cell of several lines, in order."""


def split_glued(texts: Sequence[tuple[str, int]], glue: Glue) -> list[tuple[Cell, ...]]:
    """Take cells apart that run together (``5.7 ± 5.700.0075.6 ± 2.01``), all of one table at a time.

    The numbers of each form have as many decimals in all cells; where several ways of counting decimals fit all cells
    and read them otherwise, nothing is returned, as anything else would be a guess; nor where whole numbers touch.

    Parameters
    ----------
    texts
        The cells' texts with their offsets.
    glue
        The forms that each holds.
    """
    readings: list[list[tuple[Cell, ...]]] = []
    whole = not any(form == "spread" and after != "p" for form, after in pairwise(glue))
    for mean, spread, p in product(range(4), range(0 if whole else 1, 4), range(1, 5)):
        pattern = _glue_pattern(glue, mean, spread, p)
        matches = [pattern.fullmatch(text) for text, _ in texts]
        if not all(matches):
            continue
        read = [_parts(m, glue, offset) for m, (_, offset) in zip(matches, texts, strict=True) if m is not None]
        if read not in readings:
            readings.append(read)
    return readings[0] if len(readings) == 1 else []


def _glue_pattern(glue: Glue, mean: int, spread: int, p: int) -> re.Pattern[str]:
    return re.compile(r"\s*".join(_glue_part(form, i, mean, spread, p) for i, form in enumerate(glue)))


def _glue_part(form: str, i: int, mean: int, spread: int, p: int) -> str:
    """One cell among several; whole numbers that would run into the next are refused by the caller's fixed decimals."""
    if form == "p":
        return rf"(?P<p{i}>(?:[<>=]\s?)?0\.\d{{{p}}}|NS)"
    if form == "bracket":
        return rf"(?P<a{i}>\d{{1,6}}(?:\.\d{{1,3}})?)\s?\((?P<b{i}>\d{{1,3}}(?:\.\d{{1,2}})?)\s?%?\)"
    return rf"(?P<a{i}>-?{_fixed(mean)})\s?(?:±|\+/-)\s?(?P<b{i}>{_fixed(spread)})"


def _fixed(decimals: int) -> str:
    return rf"(?:0|[1-9]\d{{0,4}})\.\d{{{decimals}}}" if decimals else r"(?:0|[1-9]\d{0,4})"


def _parts(match: re.Match[str], glue: Glue, offset: int) -> tuple[Cell, ...]:
    found: list[Cell] = []
    for i, form in enumerate(glue):
        if form == "p":
            start, end = match.span(f"p{i}")
            found += (
                cells_of(match[f"p{i}"], start + offset)
                if not match[f"p{i}"][0].isdigit()
                else [Cell(start + offset, end + offset, "p", float(match[f"p{i}"]), relation="=")]
            )
            continue
        start, end = match.start(f"a{i}") + offset, match.end(f"b{i}") + offset + (form == "bracket")
        decimals = len(match[f"a{i}"].partition(".")[2])
        found.append(Cell(start, end, form, float(match[f"a{i}"]), float(match[f"b{i}"]), decimals=decimals))
    return tuple(found)

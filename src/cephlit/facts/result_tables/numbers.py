"""A cell into a finding: a count with its share, or a value, as its form and what is said of its notation tell."""

import re
from collections.abc import Iterable
from dataclasses import replace

from cephlit.facts.result_tables.cells import Cell
from cephlit.facts.result_tables.head import NOTATION
from cephlit.facts.results.findings import Finding

SHARE, MEAN, MEDIAN, INTERVAL = "share", "mean", "median", "interval"
_FULL = 100.0
_NEAR = 1.0
"""Per cent by which a share may differ from its count divided by the size of the group: rounding, a drop-out."""


def notations(texts: Iterable[str]) -> set[str]:
    """Ways of writing cells that texts name: ``share`` for n (%), ``mean``, ``median``, ``interval`` of confidence."""
    found = set()
    for text in texts:
        for match in NOTATION.finditer(text):
            written = match.group().lower()
            interval = "ci" in written or "confidence" in written
            found.add(INTERVAL if interval else SHARE if "%" in written else MEDIAN if "median" in written else MEAN)
    return found


def finding_of(cell: Cell, notation: set[str], size: float | None, unit: str, counted: bool) -> Finding | None:
    """The finding of a cell, or None where it cannot be told what it holds.

    Parameters
    ----------
    cell
        The cell.
    notation
        What label, head or notes say of how it is written; of several kinds none counts.
    size
        Participants of the column.
    unit
        UCUM unit of values.
    counted
        Whether the label says that plain numbers are counts.
    """
    way = INTERVAL if INTERVAL in notation else next(iter(notation)) if len(notation) == 1 else ""
    if way == INTERVAL:
        return _with_interval(cell, unit)
    if cell.form in ("fraction", "percent", "bracket"):
        share = _share(cell, way, size)
        if share is not None:
            return share
    if cell.first is None:
        return None
    if cell.form == "number" and (counted or way == SHARE):
        return _plain_share(cell, way, size, counted)
    measured = cell.form == "spread" or (
        cell.form == "bracket" and not cell.share and (way in (MEAN, MEDIAN) or (way == "" and _has_spread(cell)))
    )
    if measured or (cell.form == "number" and (way in (MEAN, MEDIAN) or cell.decimals)):
        unit = "%" if cell.share == 1 else unit
        return Finding(cell.start, cell.end, cell.end, "number", value=cell.first, unit=unit)
    return None


def _has_spread(cell: Cell) -> bool:
    """Whether a bracket can only be the spread of the value before it: both are broken, or a range holds the value."""
    if cell.third is not None:
        return cell.first is not None and cell.second is not None and cell.second <= cell.first <= cell.third
    return cell.decimals > 0 and cell.second_decimals > 0


def _with_interval(cell: Cell, unit: str) -> Finding | None:
    """A value with its confidence interval, which holds it."""
    if cell.form != "bracket" or cell.first is None or cell.second is None or cell.third is None:
        return None
    if not cell.second <= cell.first <= cell.third:
        return None
    place = (cell.start, cell.end, cell.end)
    if cell.share == 1:
        told = Finding(*place, "percent", percent=cell.first)
    else:
        told = Finding(*place, "number", value=cell.first, unit=unit)
    return replace(told, ci_low=cell.second, ci_high=cell.third)


def _share(cell: Cell, way: str, size: float | None) -> Finding | None:
    """A share of people or attacks, or None where the cell may be anything else."""
    n: float | None
    percent: float | None
    total: float | None = None
    if cell.form == "fraction":
        n, total, percent = cell.first, cell.second, cell.third
        if total is None or n is None or n > total or (percent is None and total < 5):
            return None
    elif cell.form == "percent":
        n, percent = None, cell.first
    elif cell.third is not None:
        return None
    elif cell.share == 1 and way == SHARE:
        n, percent = cell.second, cell.first
    else:
        n, percent = cell.first, cell.second
        if cell.share != 2 and way != SHARE and not _agree(n, percent, size):
            return None
    if (percent is not None and not 0 <= percent <= _FULL) or (n is not None and (n < 0 or n % 1)):
        return None
    if total is None and _agree(n, percent, size):
        total = size
    return Finding(cell.start, cell.end, cell.end, "fraction" if n is not None else "percent", n, total, percent)


def _agree(n: float | None, percent: float | None, size: float | None) -> bool:
    """Whether a count and a share fit a group's size."""
    if n is None or percent is None or not size:
        return False
    return n <= size and abs(_FULL * n / size - percent) <= _NEAR


def _plain_share(cell: Cell, way: str, size: float | None, counted: bool) -> Finding | None:
    """A plain number under "%", or a count of people."""
    if cell.first is None or cell.first < 0:
        return None
    if way == SHARE and not counted:
        return Finding(cell.start, cell.end, cell.end, "percent", percent=cell.first) if cell.first <= _FULL else None
    if cell.first % 1 or (size is not None and cell.first > size):
        return None
    return Finding(cell.start, cell.end, cell.end, "fraction", n=cell.first, total=size)


_COUNTED = re.compile(
    r"(?:^|[(,] ?)(?:n|no\.?|number of (?:patients|subjects|participants|responders|people))(?:\)|,|$| )", re.IGNORECASE
)


def is_counted(label: str) -> bool:
    """Whether a label says that its plain numbers count people."""
    return _COUNTED.search(label) is not None and "%" not in label

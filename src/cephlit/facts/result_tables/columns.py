"""What the columns of a table stand for, read from its head."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cephlit.facts.arms.types import Arm
from cephlit.facts.result_tables.head import Token
from cephlit.facts.result_tables.tables import Span
from cephlit.facts.results.statistics import comparison
from cephlit.facts.results.time_points import START

_FEW_TIMES = 2
"""Columns up to which times without a start may be something else than one group's course."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds.

    Attributes
    ----------
    kind
        ``value``, ``p`` (p-values of the columns before it), ``contrast`` (an arm against the others), or ``other``
        (left out).
    arm
        Its arm; None for the whole sample.
    time
        Time that its head names, in the tables' words; ``change`` for changes from the start.
    population
        Analysis population beside the head's first one, such as ``PP``; the first is the arm itself.
    size
        Participants, where the head tells them.
    measure
        Number of the measure that its head names, where the rows are arms, or -1.
    statistic
        Statistic of a contrast.
    """

    kind: Literal["value", "p", "contrast", "other"]
    arm: Arm | None = None
    time: str = ""
    population: str = ""
    size: float | None = None
    measure: int = -1
    statistic: str = ""


def read_columns(head: Sequence[Token], arms: Sequence[Arm], p_like: Sequence[bool]) -> tuple[Column, ...]:
    """Columns of a table whose rows have as many cells as ``p_like`` has places; empty where they do not fit its head.

    Parameters
    ----------
    head
        The head's tokens.
    arms
        The study's arms.
    p_like
        For each column, whether all of its cells can be p-values.
    """
    told_p = sum(t.kind == "p" for t in head)
    p_columns = {i for i, p in enumerate(p_like) if p} if told_p else set()
    values = len(p_like) - len(p_columns)
    if p_columns and len(p_columns) > max(told_p, values):
        return ()
    columns = _value_columns(_without_outer(head), arms, values)
    if not columns or not any(c.kind == "value" for c in columns):
        return ()
    left = iter(_with_contrasts(columns))
    return tuple(Column("p") if i in p_columns else next(left) for i in range(len(p_like)))


def _with_contrasts(columns: Sequence[Column]) -> list[Column]:
    """Columns with each contrast given to an arm: the only one to the first arm, one for each but the last in order."""
    arms = list({c.arm.group.label: c.arm for c in columns if c.kind == "value" and c.arm}.values())
    places = [i for i, c in enumerate(columns) if c.kind == "contrast"]
    told = list(columns)
    fits = len(places) == len(arms) - 1
    for place, arm in zip(places, arms if fits else [None] * len(places), strict=False):
        told[place] = replace(columns[place], arm=arm) if arm else Column("other")
    return told


def read_columns_of_arm_rows(head: Sequence[Token], measures: Sequence[Span], count: int) -> tuple[Column, ...]:
    """Columns of a table that has its arms in its rows; empty where the head does not name as many.

    Parameters
    ----------
    head
        The head's tokens.
    measures
        Places of the head's lines that name what was measured.
    count
        Cells of a row, perhaps without a last column of p-values that not all rows have.
    """
    inside = [
        t for t in head if t.kind in ("time", "other", "count", "p") and not any(a <= t.start < b for a, b in measures)
    ]
    times = [t.text for t in inside if t.kind == "time"]
    values = [Column("value", time=time) for time in times]
    if measures:
        values = _by_measure(times, len(measures))
    first = min([*(a for a, _ in measures), *(t.start for t in inside if t.kind == "time")], default=0)
    before = [_beside(t) for t in inside if t.kind != "time" and t.start < first]
    behind = [_beside(t) for t in inside if t.kind != "time" and t.start >= first]
    columns = [*before, *values, *behind]
    if not values or not len(before) + len(values) <= count <= len(columns):
        return ()
    return tuple(columns[:count])


def _beside(token: Token) -> Column:
    return Column("p" if token.kind == "p" else "other")


def _by_measure(times: Sequence[str], measures: int) -> list[Column]:
    """Columns of a head that names measures, each with the same times below it, which may be listed once."""
    if not times:
        return [Column("value", measure=i) for i in range(measures)]
    inner = len(times) // measures if len(times) % measures == 0 else len(times)
    blocks = [tuple(times[i : i + inner]) for i in range(0, len(times), inner)]
    if len(set(blocks)) > 1 or len(set(blocks[0])) < inner:
        return []
    return [Column("value", time=time, measure=i) for i in range(measures) for time in blocks[0]]


def _without_outer(head: Sequence[Token]) -> list[Token]:
    """The head without words that name no column."""
    return [t for t in head if t.kind in ("arm", "time", "population", "other", "size")]


def _value_columns(head: Sequence[Token], arms: Sequence[Arm], count: int) -> list[Column]:
    """Columns that hold values, in order; empty where the head does not name as many."""
    named = [t for t in head if t.kind in ("arm", "other")]
    times = [t for t in head if t.kind == "time"]
    populations = [t for t in head if t.kind == "population"]
    if len(named) == count and {t.arm for t in named if t.kind == "arm"} and not times:
        return _by_arm(named, populations, head, arms)
    if len(named) == count and times and count % len(times) == 0 and len(times) < count:
        inner = count // len(times)
        if len({t.arm for t in named[:inner]}) == inner:
            return [replace(_column(t, head, arms), time=times[i // inner].text) for i, t in enumerate(named)]
    if named and len(times) == count and count % len(named) == 0 and all(t.kind == "arm" for t in named):
        inner = count // len(named)
        blocks = [[t.text for t in times[i : i + inner]] for i in range(0, count, inner)]
        if inner > 1 and all(b == blocks[0] for b in blocks) and len({t.arm for t in named}) == len(named):
            return [replace(_column(named[i // inner], head, arms), time=t.text) for i, t in enumerate(times)]
    from_start = times and (times[0].text in START or len({t.text for t in times}) == count > _FEW_TIMES)
    if len(arms) < 2 and len(times) == count >= 2 and len(named) < 2 and from_start:
        return [Column("value", arms[0] if arms else None, t.text) for t in times]
    return []


def _by_arm(
    named: Sequence[Token], populations: Sequence[Token], head: Sequence[Token], arms: Sequence[Arm]
) -> list[Column]:
    """Columns of a head that names arms alone, once, or once for each population."""
    columns = [_column(t, head, arms) for t in named]
    numbers = [t.arm for t in named if t.kind == "arm"]
    if len(set(numbers)) == len(numbers):
        return columns
    if not populations or len(named) % len(populations) != 0:
        return []
    inner = len(named) // len(populations)
    if any(len({t.arm for t in named[i : i + inner]}) < inner for i in range(0, len(named), inner)):
        return []
    return [replace(c, population=populations[i // inner].text if i >= inner else "") for i, c in enumerate(columns)]


def _column(token: Token, head: Sequence[Token], arms: Sequence[Arm]) -> Column:
    if token.kind == "other":
        statistic = comparison(f"{token.text} ")
        return Column("contrast", statistic=statistic) if statistic else Column("other")
    return Column("value", arms[token.arm], size=_size(token, head))


def _size(arm: Token, head: Sequence[Token]) -> float | None:
    """Size that a head tells of an arm: right behind its name, or in a row of sizes below the names."""
    named = [t for t in head if t.kind in ("arm", "other")]
    sizes = [t for t in head if t.kind == "size"]
    if sizes and sizes[0].start > named[-1].start and len(named) > 1:
        return float(sizes[named.index(arm)].text) if len(sizes) == len(named) else None
    behind = [t for t in head if t.start >= arm.end and t.kind in ("arm", "other", "population", "p", "size")]
    return float(behind[0].text) if behind and behind[0].kind == "size" else None

"""Results that an abstract, a discussion or a conclusion tells again in other words than the results do.

`once` drops what is told with the same numbers for the same drug and measure. Where a part of a paper only sums up, its
words are looser: the drug or the time is left out, a share is rounded, the measure is called by another name.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from cephlit.facts.records import Outcome
from cephlit.facts.results.measure_kinds import family
from cephlit.facts.results.once import fullness, same_time
from cephlit.studies.study import Block, Study

_SUMS_UP = frozenset({"discussion", "conclusion"})
_OFTEN_EQUAL = 10
"""Whole numbers up to here are so frequent that they recognise no result."""

_TABLE, _BODY, _ABSTRACT, _SUMMED = range(4)
"""Places of a paper, the one that tells a result first and best before those that tell it again."""

_CITES_TABLE = re.compile(r"\bTables? ?(?:\d|[IVX]{1,4}\b)", re.IGNORECASE)


def without_retold(study: Study, outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """Results without those that a part that sums up tells again; elsewhere the fuller of two tellings stays."""
    starts = [block.start for block in study.blocks]
    places = [_place(study.blocks[bisect_right(starts, o.start) - 1]) for o in outcomes]
    if len(set(places)) < 2:
        return tuple(outcomes)
    cites = [_CITES_TABLE.search(study.view.text, o.start, o.end) is not None for o in outcomes]
    dropped: set[int] = set()
    for i, told in enumerate(outcomes):
        rule = _Rule(summed=places[i] == _SUMMED, cites=cites[i])
        others = [
            j
            for j, other in enumerate(outcomes)
            if places[j] < places[i] and j not in dropped and rule.retells(told, other, table=places[j] == _TABLE)
        ]
        if others:
            best = max(others, key=lambda j: (_likeness(told, outcomes[j]), -j))
            keep = not rule.summed and fullness(told) > fullness(outcomes[best])
            dropped.add(best if keep and family(told.measure) == family(outcomes[best].measure) else i)
    return tuple(o for i, o in enumerate(outcomes) if i not in dropped)


def _place(block: Block) -> int:
    if block.section in _SUMS_UP:
        return _SUMMED
    if block.kind == "table":
        return _TABLE
    return _ABSTRACT if block.part == "abstract" else _BODY


def _likeness(told: Outcome, other: Outcome) -> tuple[bool, bool, int]:
    return family(told.measure) == family(other.measure), same_time(told, other), fullness(other)


@dataclass(frozen=True, slots=True)
class _Rule:
    """How loosely a telling may repeat another: one of a part that sums up, or whose sentence points to a table."""

    summed: bool
    cites: bool

    def retells(self, told: Outcome, other: Outcome, *, table: bool) -> bool:
        """Whether a result is another's second telling, the other's perhaps a row of a table."""
        part = other.group is not None and other.group.kind == "subgroup" and other.group != told.group
        drugs = told.drug == other.drug or not told.drug or (self.summed and not other.drug)
        if part or not drugs or not _same_numbers(told, other):
            return False
        if self.cites and table:
            return True
        if _is_telling(told):
            return self.summed or same_time(told, other) or told.time_from not in ("clause", "sentence")
        return family(told.measure) == family(other.measure) and (self.summed or same_time(told, other))


def _same_numbers(a: Outcome, b: Outcome) -> bool:
    if a.statistic == "text" or b.statistic == "text":
        return False
    if a.percent is not None or b.percent is not None:
        agree = all(x is None or y is None or x == y for x, y in ((a.n, b.n), (a.total, b.total)))
        return a.percent is not None and b.percent is not None and agree and _equal(a.percent, b.percent)
    if a.n is not None or b.n is not None:
        return a.n == b.n and a.total is not None and a.total == b.total
    if a.value is None or b.value is None or not _equal(a.value, b.value):
        return False
    pairs = ((a.baseline, b.baseline), (a.ci_low, b.ci_low), (a.ci_high, b.ci_high), (a.value_high, b.value_high))
    return all(x is None or y is None or x == y for x, y in pairs)


def _equal(a: float, b: float) -> bool:
    """Whether two numbers are the same, one of them perhaps rounded to a whole one."""
    return a == b or (a.is_integer() != b.is_integer() and abs(a - b) <= 0.5)


def _is_telling(o: Outcome) -> bool:
    """Whether a result's numbers are hardly another's by chance."""
    number = o.percent if o.percent is not None else o.value
    if o.n is not None and o.total is not None:
        return True
    return number is not None and (not number.is_integer() or o.ci_low is not None) and abs(number) > _OFTEN_EQUAL

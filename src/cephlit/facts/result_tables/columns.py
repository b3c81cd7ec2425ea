"""What the columns of a table stand for, read from its head."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Literal

from cephlit.facts.group_types import Arm
from cephlit.facts.reading import Reading
from cephlit.facts.result_tables.tables import Span
from cephlit.facts.result_tables.words import column_cue
from cephlit.facts.results.time_points import START, wording

Kind = Literal["arm", "time", "population", "p", "other", "count", "size", "notation", "stub"]


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a head.

    It is an arm, a time, a population, ``p``, another column, one of counts, a size, how cells are written, or filler.
    """

    kind: Kind
    start: int
    end: int
    text: str
    arm: int = -1


@dataclass(frozen=True, slots=True)
class Column:
    """What one column holds.

    Attributes
    ----------
    kind
        ``value``, ``p`` (p-values of the columns before it), or ``other`` (left out).
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
    """

    kind: Literal["value", "p", "other"]
    arm: Arm | None = None
    time: str = ""
    population: str = ""
    size: float | None = None
    measure: int = -1


NOTATION = re.compile(
    r"(?:mean|average)\s?(?:score\s?)?(?:±|\+/-|\(|,)\s?(?:SD|SEM?|standard deviation)\)?"
    r"|(?:mean\s?)?[(\[]\s?9\d\s?%\s?(?:CI|confidence interval)s?\s?[)\]]"
    r"|median\s?[(\[](?:IQR|range|interquartile range|Q1-Q3)[)\]]"
    r"|(?:n|no\.?|number)\s?[(,/]\s?%\s?\)?|\bmeans?\b|\bmedians?\b|±\s?SD|\(SD\)|\(SEM?\)|\(%\)|%",
    re.IGNORECASE,
)
"""How cells are written: ``mean ± SD``, ``n (%)``, ``median (IQR)``, ``mean (95% CI)``."""

_SIZE = re.compile(r"[(\[]?\s?\b[nN]\s?=?\s?(?P<size>\d{1,5})\s?[)\]]?")
_COUNT = re.compile(r"[Nn](?:o\.?)?")
_P = re.compile(
    r"(?<![A-Za-z])(?:[pP][ -]?[vV]alues?|P(?![A-Za-z])|p(?![a-z]))|(?<=[a-z])p(?=[A-Z])"
    r"|(?<=[a-z\d)])[pP][ -]?[vV]alues?"
)


@cache
def _token_patterns() -> tuple[tuple[Kind, re.Pattern[str], str], ...]:
    """Patterns of the parts of heads, with their word in the tables where that is not the text's own."""
    return (
        ("time", column_cue("start"), "baseline"),
        ("time", column_cue("after"), ""),
        ("time", column_cue("change"), "change"),
        ("population", column_cue("population"), ""),
        ("other", column_cue("other_column"), ""),
        ("stub", column_cue("stub"), ""),
        ("size", _SIZE, ""),
        ("p", _P, ""),
        ("notation", NOTATION, ""),
    )


_GROUP = re.compile(r"[ -]?(?:groups?|arms?)\b", re.IGNORECASE)
_SHORT = 2
"""Length up to which a name counts only as it is written."""
_APART = 3
"""Characters between two parts of a head that run together with the first row's label."""


class Head:
    """The head of a table as a row of tokens."""

    def __init__(self, reading: Reading, lines: Sequence[Span]) -> None:
        """Read the tokens of the lines given, in order."""
        self.reading = reading
        self.text = reading.tagged.study.view.text
        self._names = tuple(_arm_patterns(reading))
        self.tokens = [token for line in lines for token in self.read(line)]

    def read(self, line: Span) -> list[Token]:
        """Tokens of a line; the longest wins where two overlap."""
        found = sorted(self._candidates(line), key=lambda t: (t.start, t.start - t.end))
        kept: list[Token] = []
        for token in sorted(found, key=lambda t: t.start - t.end):
            if token.end > token.start and all(token.end <= o.start or o.end <= token.start for o in kept):
                kept.append(token)
        kept.sort(key=lambda t: t.start)
        follows = [b.kind == "time" and b.start - a.end <= 1 for a, b in pairwise(kept)] + [False]
        # "After" in front of "2 weeks" is part of that time.
        return [t for t, timed in zip(kept, follows, strict=False) if not (t.kind == "time" and timed)]

    def _candidates(self, line: Span) -> Iterator[Token]:
        start, end = line
        for arm, pattern in self._names:
            for m in pattern.finditer(self.text, start, end):
                if self._stands_alone(m, start, end):
                    more = _GROUP.match(self.text, m.end(), end)
                    yield Token("arm", m.start(), more.end() if more else m.end(), m.group(), arm)
        for q in self.reading.tagged.quantities_in(start, end, "time_point", "duration"):
            if q.low is not None or q.norm:
                yield Token("time", q.start, q.end, wording(q))
        if _COUNT.fullmatch(self.text, start, end):
            yield Token("count", start, end, self.text[start:end])
        for kind, pattern, word in _token_patterns():
            for m in pattern.finditer(self.text, start, end):
                yield Token(kind, m.start(), m.end(), word or (m["size"] if kind == "size" else m.group()))

    def _stands_alone(self, match: re.Match[str], start: int, end: int) -> bool:
        """Whether a name is a word of its own, or runs into its neighbours as cells do that lost their borders."""
        before = self.text[match.start() - 1] if match.start() > start else " "
        after = self.text[match.end()] if match.end() < end else " "
        opens = not before.isalpha() or (before.islower() and match.group()[0].isupper())
        if len(match.group()) <= _SHORT:
            return (not before.isalpha() or before == "p" or self._follows_name(match.start(), start)) and (
                not after.isalpha() or after.isupper() or after == "p"
            )
        then = self.text[match.end() + 1 : match.end() + 2] if match.end() + 1 < end else " "
        return opens and (not after.islower() or (after == "p" and not then.islower()))

    def _follows_name(self, place: int, start: int) -> bool:
        """Whether short names alone stand between a place and the line's start, a bracket, or ``p``."""
        names = [p for _, p in self._names]
        while place > start and self.text[place - 1].isalpha() and self.text[place - 1] != "p":
            lengths = (
                n for n in (1, 2) if place - n >= start and any(p.fullmatch(self.text, place - n, place) for p in names)
            )
            length = next(lengths, 0)
            if not length:
                return False
            place -= length
        return True

    def only_arm(self, label: Span) -> int:
        """Number of the arm that a label is, with nothing but its size and how cells are written beside it, or -1."""
        tokens = self.read(label)
        arms = {t.arm for t in tokens if t.kind == "arm"}
        if len(arms) != 1 or any(t.kind not in ("arm", "size", "notation") for t in tokens):
            return -1
        edges = [label[0], *(edge for t in tokens for edge in (t.start, t.end)), label[1]]
        between = "".join(self.text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
        return -1 if re.search(r"[^\W_]{2}", _GROUP.sub("", between)) else arms.pop()

    def part_label(self, label: Span) -> tuple[list[Token], Span]:
        """Part the head's last cells from the first row's label where both run together in one line."""
        tokens = self.read(label)
        run: list[Token] = []
        for token in tokens:
            if not run and token.kind not in ("arm", "population"):
                continue
            if run and token.start - run[-1].end > _APART:
                break
            run.append(token)
        while run and run[-1].kind == "time":
            run.pop()
        if not any(t.kind == "arm" for t in run):
            return [], label
        end = run[-1].end
        while end < label[1] and not self.text[end].isalnum() and self.text[end] not in "≥><":
            end += 1
        before = [t for t in tokens if t.start < run[0].start]
        return [*before, *run], (end, label[1])


def _arm_patterns(reading: Reading) -> Iterator[tuple[int, re.Pattern[str]]]:
    """Names of each arm as patterns; short ones as the paper writes its abbreviations."""
    short = reading.tagged.abbreviations
    drugs = Counter(arm.drug for arm in reading.groups.arms)
    for i, arm in enumerate(reading.groups.arms):
        known = {arm.drug.lower(), arm.group.label.lower(), *arm.names}
        if drugs[arm.drug] > 1 and arm.dose is not None:
            # Of arms that differ in dose the drug's name alone heads several columns.
            known.discard(arm.drug.lower())
        names = {n for n in known if len(n) > _SHORT}
        written = {s for s, long in short.items() if long.lower() in known or s.lower() in known}
        mentions = {
            reading.tagged.study.view.text[m.start : m.end]
            for m in reading.groups.mentions
            if len(m.arms) == 1 and m.arms[0].group.label == arm.group.label and m.end - m.start <= 30
        }
        names |= {m.lower() for m in mentions if len(m) > _SHORT}
        written |= {m for m in mentions if len(m) <= _SHORT and m.isupper()}
        for name in sorted(names, key=lambda n: (-len(n), n)):
            yield i, re.compile(re.escape(name), re.IGNORECASE)
        if arm.dose is not None:
            # Heads name the drug once and then the doses alone.
            low, _, unit = arm.dose
            yield i, re.compile(rf"(?<![\d.]){low:g} ?{re.escape(unit)}", re.IGNORECASE)
        for name in sorted(written, key=lambda n: (-len(n), n)):
            yield i, re.compile(re.escape(name))


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
    left = iter(columns)
    return tuple(Column("p") if i in p_columns else next(left) for i in range(len(p_like)))


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
    if len(arms) < 2 and len(times) == count >= 2 and len(named) < 2 and times[0].text in START:
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
        return Column("other")
    return Column("value", arms[token.arm], size=_size(token, head))


def _size(arm: Token, head: Sequence[Token]) -> float | None:
    """Size that a head tells of an arm: right behind its name, or in a row of sizes below the names."""
    named = [t for t in head if t.kind in ("arm", "other")]
    sizes = [t for t in head if t.kind == "size"]
    if sizes and sizes[0].start > named[-1].start and len(named) > 1:
        return float(sizes[named.index(arm)].text) if len(sizes) == len(named) else None
    behind = [t for t in head if t.start >= arm.end and t.kind in ("arm", "other", "population", "p", "size")]
    return float(behind[0].text) if behind and behind[0].kind == "size" else None

"""Which value belongs to which group: one place for lists, pairs and "respectively".

The values and the groups of a stretch of text are spans in order. Three readings compete: each value goes with the
group named after it ("26 % with A and 31 % with B"), each with the group before it ("A: 34 %; B: 48 %"), or a run of
values with a run of groups of the same length ("60 %, 57 % and 42 % on A, B and placebo"). The words between decide.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import NamedTuple

Span = tuple[int, int]

_LINKS_ON = re.compile(
    r"\b(?:of|in|with|for|among|on|under|after|during|by|from|receiving|received|taking|given|using|to|treated|preferred|favou?red|chose)"
    r"(?:\W+(?:the|those|all|a|an|patients?|participants?|subjects?|children|women|men|people|attacks?|episodes?|"
    r"cases?|who|were|had|been|treated|with|given|receiving|received|taking|took|on|randomi[sz]ed|assigned|"
    r"allocated|to|in|of|\d+)){0,8}\W*$",
    re.IGNORECASE,
)
_LINKS_BACK = re.compile(
    r"^(?:\W*(?:group|arm|patients?|participants?|recipients?|treatment|treated))*\W*"
    r"(?:(?:was|were|had|has|showed|achieved|reported|experienced|reached|resulted in|produced|led to|gave|is|than|"
    r"at|of|in|by|from|a|an|the|mean|median|average|rate|score)\W+){0,6}$",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[;]|(?<!vs)(?<!s\.d)(?<!s\.e)(?<!S\.D)(?<!S\.E)\. ")
_CONTRAST = re.compile(r"\b(?:vs|versus|against|compared|whereas|while|but|and)\b", re.IGNORECASE)
_WHEREAS = re.compile(r"[,;] (?:whereas|while|but)\b")
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)

_PREDICATE = re.compile(r"^(?: [\w'-]+){1,8} [(<>=~]?$")
"""What stands between a subject and its number where nothing parts them: "patients lost on average "."""
_COMPARED = re.compile(
    r"\b(?:compared (?:with|to)|in comparison (?:with|to)|than|relative to|versus|vs\.?|against|superior to|over)"
    r"(?: (?:those|patients|the|in|on|with|for|of|given|receiving|after|under)){0,4} ?$"
    r"|\b(?:but|and) not(?: (?:the|in|on|with|under|after|for|by)){0,2} ?$",
    re.IGNORECASE,
)
"""What sets a group against the number before it, which is then not that group's own."""
_AGAINST = re.compile(
    r"^(?:[^;]{0,40}?(?:\bvs?\.?|\bversus|\bagainst|\bthan)|[^;]{0,90}?\bcompared (?:with|to))"
    r"[^A-Za-z;]{0,3}(?:(?:an?|the|only|mean"
    r"|median|about) ){0,2}$",
    re.IGNORECASE,
)
_LISTED = 2
"""Fewest groups that make a list."""
_OPENS = re.compile(r" [(\[](?:from |mean |median |baseline )?")
_CLASH_COST = 2.0
_CLOSE = 1.6
_COMMA_COST = 0.6
_TOUCHING = 3.0
_LINKED = 2.6
_LIST = 2.5
_RESPECTIVELY_BONUS = 1.5
_ROUND_COST = 0.1
_MIXED_COST = 0.3
_SHARED_COST = 0.8
_LOOSE = 1.0
_PER_CHARACTER = 0.02
_CLOSES = re.compile(r"[)\]][^A-Za-z]*")
_CLOSED_COST = 1
"""What it costs that a value alone in its brackets goes with a group behind them: "A 25 mg (61 %), 12 mg (67 %)"."""
_BREAK_COST = 3.0
_CONTRAST_COST = 1.0


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which group each value goes with.

    Attributes
    ----------
    pairs
        For each value the index of its group, or None.
    score
        Mean strength of the links, about 0 (a guess) to 4 (the text says so).
    strengths
        Strength of each value's link.
    """

    pairs: tuple[int | None, ...]
    score: float
    strengths: tuple[float, ...] = ()


def align(values: Sequence[Span], groups: Sequence[Span], text: str) -> Alignment:
    """Pair values with groups, both in order of start and with offsets into ``text``.

    Returns
    -------
    Alignment
        Of the readings that fit, the one with the strongest links; no pair at all if there is no group.
    """
    if not values or not groups:
        return Alignment((None,) * len(values), 0.0, (0.0,) * len(values))
    following, preceding = _following(values, groups, text), _preceding(values, groups, text)
    readings = [following.reading(), preceding.reading(), following.mixed(preceding, _framing(values, groups, text))]
    listed = _lists(values, groups, text)
    if listed is not None:
        readings.append(listed)
    clashes = contrasted(values, text)
    if clashes:
        readings.append(following.split(preceding, clashes))
    return max(readings, key=lambda a: a.score - _CLASH_COST * sum(a.pairs[i] == a.pairs[i + 1] for i in clashes))


def contrasted(values: Sequence[Span], text: str) -> list[int]:
    """Values that are set against the next one, so that both cannot be of one group ("4.5 compared with 6.1")."""
    return [i for i, (a, b) in enumerate(pairwise(values)) if _AGAINST.match(text[a[1] : b[0]])]


def parts(values: Sequence[Span], groups: Sequence[Span], text: str) -> list[tuple[slice, slice]]:
    """Stretches between the breaks of a sentence that hold values, where each names a group; else all as one.

    Returns
    -------
    list of (slice, slice)
        For each stretch which of the values and which of the groups it holds.
    """
    if not values or not groups:
        return [(slice(0, len(values)), slice(0, len(groups)))]
    first, last = min(values[0][0], groups[0][0]), max(values[-1][1], groups[-1][1])
    bounds = [first, *(m.start() for m in _BREAK.finditer(text, first, last)), last + 1]
    found = [(_between(values, a, b), _between(groups, a, b)) for a, b in pairwise(bounds)]
    told = _told_in_turn(values, groups, text)
    if told:
        return told
    held = [(v, g) for v, g in found if v.stop > v.start or g.stop > g.start]
    alone = [v.stop - v.start for v, g in held if g.stop == g.start]
    if all(v.stop > v.start for v, _ in held) and len(alone) < len(held) and all(many > 1 for many in alone):
        return held  # several values without a group go on with the groups of the stretch before
    return [(slice(0, len(values)), slice(0, len(groups)))]


def _told_in_turn(values: Sequence[Span], groups: Sequence[Span], text: str) -> list[tuple[slice, slice]]:
    """Stretches parted by "whereas", where each opens with the one group that all of its values are of; else empty.

    "In the A group days fell by 4.2 (from 9.1 to 4.9), whereas in the B group they fell by 1.6 (from 9.4 to 7.8)".
    """
    first, last = min(values[0][0], groups[0][0]), max(values[-1][1], groups[-1][1])
    cuts = [m.start() for m in _WHEREAS.finditer(text, first, last)]
    bounds = [first, *cuts, last + 1]
    found = [(_between(values, a, b), _between(groups, a, b)) for a, b in pairwise(bounds)]
    opens = all(
        v.stop > v.start and g.stop - g.start == 1 and groups[g.start][1] <= values[v.start][0] for v, g in found
    )
    return found if cuts and opens else []


def _between(spans: Sequence[Span], start: int, end: int) -> slice:
    return slice(bisect_left(spans, (start, 0)), bisect_left(spans, (end, 0)))


@dataclass(frozen=True, slots=True)
class _OneSided:
    """The nearest group on one side of each value, and how strong each link is."""

    pairs: tuple[int | None, ...]
    scores: tuple[float, ...]

    def reading(self) -> Alignment:
        """All values taken this way."""
        return Alignment(self.pairs, sum(self.scores) / len(self.scores), self.scores)

    def mixed(self, other: "_OneSided", framing: set[int]) -> Alignment:
        """Each value taken its stronger way, for sentences that tell their results in two ways.

        That values share a group makes a reading unlikely, but for groups in ``framing``.
        """
        mine = [a >= b for a, b in zip(self.scores, other.scores, strict=True)]
        pairs = tuple(a if m else b for m, a, b in zip(mine, self.pairs, other.pairs, strict=True))
        best = [max(a, b) for a, b in zip(self.scores, other.scores, strict=True)]
        shared = len(pairs) - len(set(pairs)) - len(framing & set(pairs))
        return Alignment(pairs, sum(best) / len(best) - _MIXED_COST - _SHARED_COST * shared, tuple(best))

    def split(self, other: "_OneSided", against: Sequence[int]) -> Alignment:
        """Each value taken its stronger way, but two that are set against each other with a group on either side.

        "With A the days were 13.6 vs 18.5 with B".
        """
        ways = ["on" if a >= b else "back" for a, b in zip(self.scores, other.scores, strict=True)]
        for i in against:
            if other.pairs[i] is not None and self.pairs[i + 1] not in (None, other.pairs[i]):
                ways[i], ways[i + 1] = "back", "on"
        chosen = [self if way == "on" else other for way in ways]
        strengths = tuple(side.scores[i] for i, side in enumerate(chosen))
        pairs = tuple(side.pairs[i] for i, side in enumerate(chosen))
        return Alignment(pairs, sum(strengths) / len(strengths) - _MIXED_COST, strengths)


def _framing(values: Sequence[Span], groups: Sequence[Span], text: str) -> set[int]:
    """Groups with a value before them and one in brackets right behind: "by 1.5 with A (from 3.5 to 2.0)"."""
    ends, starts = [end for _, end in values], [start for start, _ in values]
    found = set()
    for i, (start, end) in enumerate(groups):
        behind = next((s for s in starts if s >= end), None)
        after = groups[i - 1][1] if i else 0
        before = any(after <= e <= start for e in ends)
        if before and behind is not None and _OPENS.fullmatch(text[end:behind]):
            found.add(i)
    return found


def _following(values: Sequence[Span], groups: Sequence[Span], text: str) -> _OneSided:
    pairs: list[int | None] = []
    scores: list[float] = []
    for start, end in values:
        after = next((i for i, g in enumerate(groups) if g[0] >= end), None)
        crossed = 0 if after is None else sum(1 for v in values if end <= v[0] < groups[after][0])
        if (
            after is not None
            and text[start - 1 : start] in ("(", "[")
            and _CLOSES.fullmatch(text, end, groups[after][0])
        ):
            crossed += _CLOSED_COST
        pairs.append(after)
        scores.append(-1.0 if after is None else _forward(text[end : groups[after][0]]) - crossed)
    return _OneSided(tuple(pairs), tuple(scores))


def _preceding(values: Sequence[Span], groups: Sequence[Span], text: str) -> _OneSided:
    pairs: list[int | None] = []
    scores: list[float] = []
    for start, _ in values:
        before = next((i for i in range(len(groups) - 1, -1, -1) if groups[i][1] <= start), None)
        crossed = 0 if before is None else sum(1 for v in values if groups[before][1] <= v[0] < start)
        pairs.append(before)
        scores.append(-1.0 if before is None else _backward(text[groups[before][1] : start]) - crossed)
    return _OneSided(tuple(pairs), tuple(scores))


def _forward(gap: str) -> float:
    if not re.search(r"[A-Za-z]", gap):
        return _TOUCHING - _broken(gap)
    if _COMPARED.search(gap):
        return -_LOOSE
    base = _LINKED if _LINKS_ON.search(gap) else _LOOSE - (_COMMA_COST if "," in gap else 0.0)
    return base - _PER_CHARACTER * len(gap) - _broken(gap) - _contrast(gap)


def _backward(gap: str) -> float:
    if not re.search(r"[A-Za-z]", gap):
        return _TOUCHING - _broken(gap)
    base = _LINKED if _LINKS_BACK.match(gap) else (_CLOSE if _PREDICATE.match(gap) else _LOOSE)
    return base - _PER_CHARACTER * len(gap) - _broken(gap) - _contrast(gap)


def _broken(gap: str) -> float:
    return _BREAK_COST if _BREAK.search(gap) else 0.0


def _contrast(gap: str) -> float:
    return _CONTRAST_COST if _CONTRAST.search(gap) else 0.0


class _Item(NamedTuple):
    """A value or a group of a stretch of text; of those that begin and end together groups stand first."""

    start: int
    end: int
    is_value: bool
    number: int


def _lists(values: Sequence[Span], groups: Sequence[Span], text: str) -> Alignment | None:
    """Runs of values beside runs of groups of the same length, at least two; None where the runs do not fit."""
    runs = _runs(values, groups)
    pairs: dict[int, int] = {}
    scores: list[float] = []
    for before, run, after in zip([[], *runs], runs, [*runs[1:], []], strict=False):
        if run[0].is_value:
            partners, score = _beside(run, before, after, text)
            if not partners:
                return None
            pairs.update({v.number: g.number for v, g in zip(run, partners, strict=True)})
            scores.append(score)
    score = sum(scores) / len(scores)
    return Alignment(tuple(pairs[i] for i in range(len(values))), score, (score,) * len(values))


def _runs(values: Sequence[Span], groups: Sequence[Span]) -> list[list[_Item]]:
    """Values with no group between them, and groups with no value between them, by turns and in order."""
    items = [_Item(*v, True, i) for i, v in enumerate(values)] + [_Item(*g, False, i) for i, g in enumerate(groups)]
    return [list(run) for _, run in groupby(sorted(items), key=lambda item: item.is_value)]


def _beside(run: list[_Item], before: list[_Item], after: list[_Item], text: str) -> tuple[list[_Item], float]:
    """The groups of a run of values, one for each, and how strong their links are; no groups where none fit.

    A list goes with a list in turn, a single value with the group before it, or the one behind a list where the words
    there tie it more.
    """
    listed = _partners(run, before, after)
    if listed:
        near = text[max(0, min(run[0].start, listed[0].start)) : max(run[-1].end, listed[-1].end) + 30]
        bonus = _RESPECTIVELY_BONUS if _RESPECTIVELY.search(near) else 0.0
        rounds = len(run) // len(listed)
        return listed * rounds, _LIST + bonus - _ROUND_COST * (rounds - 1)
    if len(run) > 1 or not before:
        return [], 0.0
    back = _backward(text[before[-1].end : run[0].start])
    ahead = _forward(text[run[0].end : after[0].start]) if after else back
    if len(before) > 1 and ahead > max(back, _CLOSE):
        return after[:1], ahead
    return (before[-1:], back) if back >= _CLOSE else ([], 0.0)


def _partners(run: list[_Item], before: list[_Item], after: list[_Item]) -> list[_Item]:
    """Groups that a run of values goes with in turn: those after it if their number fits, else those before it.

    Several rounds of values may share one run of groups: "relief (26 vs 31 %) and recurrence (21 vs 24 %) on A and B".
    """
    for groups in (after, before):
        if len(groups) >= _LISTED and len(run) % len(groups) == 0:
            return groups
    return before[-len(run) :] if _LISTED <= len(run) < len(before) else []

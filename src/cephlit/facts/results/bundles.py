"""Runs of values side by side ("70 % vs 24 %"), and whose they are where the words right beside them do not say it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cephlit.facts.arms.evidence import CONTROLS
from cephlit.facts.arms.types import Arm, GroupMention
from cephlit.facts.reading import Reading
from cephlit.facts.results.finding import Finding
from cephlit.facts.results.time_points import listed_times
from cephlit.tagging.tagged import Sentence

Reach = Literal["clause", "sentence", "before", "order", "only", "none"]
"""How far the group of a finding was fetched: tied to it by the words between, named in its sentence, listed in an
earlier one, the arms in the order in which the study introduces them, the only treatment that there is, not at all."""

COMPARES = re.compile(
    r"\b(?:compared (?:with|to)|in comparison (?:with|to)|than|relative to|superior to|over)"
    r"(?: (?:those|that|patients|the|in|on|with|for|of|given|receiving)){0,4} ?$"
    r"|\b(?:but|and) not(?: (?:the|in|on|with|under|after|for|by)){0,2} ?$",
    re.IGNORECASE,
)
"""Words that set the arm behind them against what was told of another."""
_UNIT = r"(?:(?:mg|g|kg|mL|mm|cm|min(?:utes)?|h(?:ours)?|days?|weeks?|points?|mmHg)(?:/\w{1,4})?[^A-Za-z.;]{1,3})?"
_BESIDE = re.compile(
    rf"^[^A-Za-z.;]{{0,12}}{_UNIT}(?:vs\.?|v\.?|versus|and|to|compared with|against)?[^A-Za-z.;]{{0,4}}"
    r"(?:(?:from|by|of) )?$",
    re.IGNORECASE,
)
_LINKED_AS_PAIR = re.compile(r"\b(?:vs?|versus|against|compared (?:with|to))(?![A-Za-z])", re.IGNORECASE)
_LESS = r"lower|less|fewer|smaller|shorter|faster|earlier|milder|reduced|decreased|shortened|reduces|lowered|rarer"
_MORE = r"higher|more|greater|larger|longer|slower|later|increased|prolonged|lengthened"
_OTHERWISE = r"better|worse|superior|inferior|differ\w*|improved|compared|than"
_COMPARATIVE = re.compile(rf"\b(?:(?P<less>{_LESS})|(?P<more>{_MORE})|{_OTHERWISE})\b", re.IGNORECASE)
_BRACKETS = re.compile(r"\([^()]{0,80}\)")
_NEW_CLAUSE = re.compile(r";|\b(?:although|but|while|whereas)\b")
_PREDICATE = re.compile(r" (?:was|were|is|are)\b")
_NEAR = 35
"""Characters within which a predicate behind a bracket tells what its values are: "(82 vs 63 %) was more frequent"."""

_PARTS = re.compile(r";|\. ")


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whom a finding is about.

    Attributes
    ----------
    mention
        The place that names its group, or None where nothing does.
    reach
        How far the name was fetched.
    """

    mention: GroupMention | None
    reach: Reach


NOWHERE = Belonging(None, "none")


def is_beside(text: str, first: Finding, second: Finding) -> bool:
    """Whether two findings stand side by side, with nothing but "vs", "and" or signs between them."""
    gap = text[first.end : second.start]
    return gap != "/" and _BESIDE.match(gap) is not None


def bundles(text: str, findings: Sequence[Finding]) -> list[tuple[int, int]]:
    """Runs of findings that stand side by side ("139 vs 95"; "40 %, 48 % and 29 %"), as first and one past the last."""
    runs: list[tuple[int, int]] = []
    for i in range(len(findings)):
        beside = i > 0 and is_beside(text, findings[i - 1], findings[i])
        if runs and beside:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return [run for run in runs if run[1] - run[0] >= 2]


def each_time(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], runs: Sequence[tuple[int, int]]
) -> bool:
    """Whether each run of values is of one group, a value for each of the times that the sentence lists.

    "At 30, 60 and 120 min 5.1, 3.2 and 1.9 in group A and 6.0, 4.6 and 3.1 in group B".
    """
    many = len(listed_times(reading.tagged, sentence, findings))
    if many < 2 or not runs or sum(last - first for first, last in runs) != len(findings):
        return False
    if any(last - first != many for first, last in runs):
        return False
    text = reading.tagged.study.view.text
    named = {m.arms for m in reading.groups.mentions_in(sentence.start, sentence.end) if m.arms}
    paired = any(_is_paired(text, findings, first, last) for first, last in runs)
    return not paired and len(named) < max(len(runs) + 1, 2)


def _is_paired(text: str, findings: Sequence[Finding], first: int, last: int) -> bool:
    """Whether two values are set against each other by the word between them."""
    gap = text[findings[first].end : findings[first + 1].start]
    return last - first == 2 and _LINKED_AS_PAIR.search(gap) is not None


def set_against(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], first: int, last: int
) -> list[Belonging]:
    """Whose a pair of values is of which the sentence names the arm that it speaks of; empty where it is not clear.

    The first value is that of the arm that the sentence speaks of, the second that of the arm compared with: "compared
    with B, A gave more relief (52 vs 40 %)". Where only one arm is named, the other is the one that is left, or the
    only control, and the smaller value belongs to the arm of which the sentence says less ("the A group had less pain
    (3.4 vs 2.1)").
    """
    text = reading.tagged.study.view.text
    if last - first != 2:
        return []
    named = _arms_around(reading, sentence, findings[first], findings[last - 1])
    compared = {arms for arms, start in named.items() if COMPARES.search(text[max(sentence.start, start - 60) : start])}
    own = [arms for arms in named if arms not in compared]
    pair: tuple[tuple[Arm, ...], ...] = ()
    if len(own) == 1 and len(compared) == 1:
        pair = (own[0], compared.pop())
    elif len(named) == 1 and _is_paired(text, findings, first, last):
        other = _other(reading, next(iter(named)))
        pair = (own[0], other) if own else (other, next(iter(named)))
        told = _told_of_first(text[sentence.start : findings[first].start], text[findings[first].end : sentence.end])
        pair = {None: (), "": pair}.get(told, _by_size(findings[first], findings[last - 1], pair, told == "less"))
    return [Belonging(_mention_of(arms), "sentence") for arms in pair] if pair and all(pair) else []


def _told_of_first(before: str, after: str) -> str | None:
    """What the nearest words say of the arm that is told of: ``less``, ``more``, "" for neither; None for nothing."""
    clause = _NEW_CLAUSE.split(_BRACKETS.sub("", after.partition(")")[2] or after), maxsplit=1)[0]
    predicate = _PREDICATE.match(clause)
    behind = [*_COMPARATIVE.finditer(clause)][:1]
    told = (behind if predicate and behind and behind[0].start() < _NEAR else []) or (
        [*_COMPARATIVE.finditer(before)][-1:] or behind
    )
    return (told[0].lastgroup or "") if told else None


def _by_size(
    first: Finding, second: Finding, pair: tuple[tuple[Arm, ...], ...], less: bool
) -> tuple[tuple[Arm, ...], ...]:
    """The arms in the order of their values: the first arm of the pair has the smaller one, or the larger."""
    a, b = (f.value if f.percent is None else f.percent for f in (first, second))
    if a is None or b is None or a == b:
        return pair
    return pair if (abs(a) < abs(b)) == less else pair[::-1]


def _arms_around(reading: Reading, sentence: Sentence, first: Finding, last: Finding) -> dict[tuple[Arm, ...], int]:
    """Arms named in the part of a sentence that holds a pair of values, else in all of it, with their first place."""
    text = reading.tagged.study.view.text
    cuts = [sentence.start, *(m.start() for m in _PARTS.finditer(text, sentence.start, sentence.end)), sentence.end]
    since = max(c for c in cuts if c <= first.start)
    until = min((c for c in cuts if c >= last.core_end), default=sentence.end)
    for start, end in ((since, until), (sentence.start, sentence.end)):
        named: dict[tuple[Arm, ...], int] = {}
        for m in reading.groups.mentions_in(start, end):
            if m.arms and len({a.drug for a in m.arms}) == 1:
                named.setdefault(m.arms, m.start)
        if named:
            return named
    return {}


def _other(reading: Reading, arms: tuple[Arm, ...]) -> tuple[Arm, ...]:
    """The arms that some are compared with: the one that is left, or the only control; empty where it is not clear."""
    rest = tuple(arm for arm in reading.groups.arms if arm not in arms)
    controls = tuple(arm for arm in rest if set(arm.drugs) & CONTROLS)
    return next((some for some in (rest, controls) if len(some) == 1), ())


def _mention_of(arms: tuple[Arm, ...]) -> GroupMention:
    """A mention of arms where the study introduces them."""
    return GroupMention(arms[0].group.start, arms[0].group.end, tuple(a.group for a in arms), arms)


def listed_arms(reading: Reading, sentence: Sentence, many: int) -> list[Belonging]:
    """Groups for a run of so many values that names none: as so many arms were listed last, else in their order."""
    sentences = reading.tagged.sentences
    at = bisect_left(sentences, sentence.start, key=lambda s: s.start)
    for earlier in reversed(sentences[:at]):
        if earlier.block.section not in ("title", "background"):
            listed = _single_arms(reading, earlier)
            if len(listed) >= 2 and many % len(listed) == 0:
                return [Belonging(m, "before") for m in listed]
    arms = [_mention_of((arm,)) for arm in reading.groups.arms]
    return [Belonging(m, "order") for m in arms] if len(arms) >= 2 and many % len(arms) == 0 else []


def _single_arms(reading: Reading, sentence: Sentence) -> tuple[GroupMention, ...]:
    """First mention of each arm, or of all arms of one drug, that a sentence names alone, in order."""
    named = reading.groups.mentions_in(sentence.start, sentence.end)
    alone = {m.arms[0].group.label for m in named if len(m.arms) == 1}
    first: dict[tuple[str, ...], GroupMention] = {}
    for mention in named:
        labels = tuple(arm.group.label for arm in mention.arms)
        one_drug = len({arm.drug for arm in mention.arms}) == 1
        if len(labels) == 1 or (one_drug and not alone & set(labels)):
            first.setdefault(labels, mention)
    return tuple(first.values())

"""Runs of values side by side ("70 % vs 24 %"), and whose they are where the words right beside them do not say it."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cephlit.facts.arms.types import Arm, GroupMention
from cephlit.facts.reading import Reading
from cephlit.facts.results.eligible import PERIOD_REACH, is_period
from cephlit.facts.results.finding import Finding
from cephlit.facts.results.time_points import listed_times
from cephlit.tagging.tagged import Sentence

Reach = Literal["clause", "sentence", "before", "order", "only", "unclear", "none"]
"""How far the group of a finding was fetched: tied to it by the words between, named in its sentence, listed in an
earlier one, the arms in the order in which the study introduces them, the only treatment that there is, one of several
arms of which nothing tells which, not at all."""

COMPARES = re.compile(
    r"\b(?:compared (?:with|to)|in comparison (?:with|to)|than|relative to|superior to|over)"
    r"(?: (?:those|that|patients|the|in|on|with|for|of|given|receiving|treated|dosed|taking|who|received|took|assigned"
    r"|randomi[sz]ed|to)){0,5} ?$"
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
_DOSE_BETWEEN = re.compile(r"[)\]][^A-Za-z(]{1,8}m?g [(\[]$")
_LINKED_AS_PAIR = re.compile(r"\b(?:vs?|versus|against|compared (?:with|to))(?![A-Za-z])", re.IGNORECASE)
_PAIR = 2


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
UNCLEAR = Belonging(None, "unclear")


def is_beside(text: str, first: Finding, second: Finding) -> bool:
    """Whether two findings stand side by side, with nothing but "vs", "and" or signs between them.

    The length of a follow-up is not of a kind with the share told behind it: "at a follow-up of 14 months, 9 of 20".
    """
    before = text[max(0, first.start - PERIOD_REACH) : first.start]
    if (second.n is not None or second.percent is not None) and is_period(first, before):
        return False
    gap = text[first.end : second.start]
    shared = first.spread and first.value is not None and second.percent is not None
    if shared or _DOSE_BETWEEN.search(gap):
        return False  # a measured value and the share by which it changed, or the next dose: "(45 %), 50 mg (43 %)"
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
    paired = any(last - first == _PAIR and is_paired(text, findings, first) for first, last in runs)
    return not paired and len(named) < max(len(runs) + 1, 2)


def is_paired(text: str, findings: Sequence[Finding], first: int) -> bool:
    """Whether a value is set against the next one by the word between them."""
    gap = text[findings[first].end : findings[first + 1].start]
    return _LINKED_AS_PAIR.search(gap) is not None


def mention_of(arms: tuple[Arm, ...]) -> GroupMention:
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
    arms = [mention_of((arm,)) for arm in reading.groups.arms]
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

"""Whom a finding is about: the group or the drug that its sentence ties it to."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cephlit.facts.groups import GroupMention
from cephlit.facts.reading import Reading
from cephlit.facts.results.alignment import align, parts
from cephlit.facts.results.context import Context
from cephlit.facts.results.findings import Finding
from cephlit.tagging.tagged import Sentence

Reach = Literal["clause", "sentence", "before", "order", "only", "none"]
"""How far the group of a finding was fetched: tied to it by the words between, named in its sentence, listed in an
earlier one, the arms in the order in which the study introduces them, the only treatment that there is, not at all."""

_MINIMUM_SCORE = 0.6
"""Strength of an alignment below which it is a guess."""

_SURE = 1.5
"""Strength of a link from which the words tie a finding to its group."""

_COMPARES = re.compile(
    r"\b(?:compared (?:with|to)|in comparison (?:with|to)|than|relative to|superior to|over)"
    r"(?: (?:those|that|patients|the|in|on|with|for|of|given|receiving)){0,4} ?$"
    r"|\b(?:but|and) not(?: (?:the|in|on|with|under|after|for|by)){0,2} ?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"between\b", re.IGNORECASE)
_OWNS = re.compile(r"^[^A-Za-z]{0,4}$|^ (?:was|were|had|at|of|in) ?$", re.IGNORECASE)

_UNIT = r"(?:(?:mg|g|kg|mL|mm|cm|min(?:utes)?|h(?:ours)?|days?|weeks?|points?|mmHg)(?:/\w{1,4})?[^A-Za-z.;]{1,3})?"
_BESIDE = re.compile(
    rf"^[^A-Za-z.;]{{0,12}}{_UNIT}(?:vs\.?|v\.?|versus|and|to|compared with|against)?[^A-Za-z.;]{{0,4}}"
    r"(?:(?:from|by|of) )?$",
    re.IGNORECASE,
)


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


_NOWHERE = Belonging(None, "none")


def group_mentions_of(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], before: Context | None = None
) -> list[GroupMention | None]:
    """Group mention of each finding, or None; as `belongings`."""
    return [b.mention for b in belongings(reading, sentence, findings, before)]


def belongings(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], before: Context | None = None
) -> list[Belonging]:
    """Whom each finding is about.

    The sentence's own words decide; where it names fewer groups than stand in a bundle of values ("70 % and 24 %"),
    the bundle takes the groups in the order in which so many were listed last, or else the arms in their order.
    """
    text = reading.tagged.study.view.text
    mentions = reading.groups.mentions_in(sentence.start, sentence.end)
    found = [_NOWHERE] * len(findings)
    if mentions and findings:
        arms = _owners(reading, findings, [m for m in mentions if m.arms])
        others = sorted([*arms, *(m for m in mentions if not m.arms)], key=lambda m: m.start)
        found = _aligned(text, findings, arms) or _aligned(text, findings, others) or found
    if before is None:
        return found
    for first, last in bundles(text, findings):
        near = _armed_near(mentions, findings, first, last, sentence)
        listed, reach = _listed(reading, sentence, last - first)
        if listed and near < len(listed):
            rounds = (last - first) // len(listed)
            found[first:last] = [Belonging(m, reach) for m in listed] * rounds
    return found


def _owners(reading: Reading, findings: Sequence[Finding], arms: Sequence[GroupMention]) -> list[GroupMention]:
    """Arms that can own a finding.

    Not those that one is only compared with ("1.0 more than on B"), nor words for all arms beside words for one, nor
    arms named again behind all numbers ("P < 0.01 versus B").
    """
    text = reading.tagged.study.view.text
    some = [m for m in arms if len(m.arms) < len(reading.groups.arms)] or [
        m for m in arms if not _BETWEEN.match(text[m.start : m.end])
    ]
    kept: list[GroupMention] = []
    for i, arm in enumerate(some):
        behind = [f for f in findings if f.start >= arm.end and (i + 1 == len(some) or f.start < some[i + 1].start)]
        again = kept and findings[-1].core_end <= kept[0].start and any(m.arms == arm.arms for m in kept)
        if not again and not _is_compared(text, findings, arm, behind):
            kept.append(arm)
    return kept


def _is_compared(text: str, findings: Sequence[Finding], arm: GroupMention, behind: Sequence[Finding]) -> bool:
    """Whether others are only compared with an arm, of which no number is told."""
    if not _COMPARES.search(text[max(0, arm.start - 40) : arm.start]):
        return False
    if text[arm.end : arm.end + 1] == ")":
        return True
    owns = bool(behind) and _OWNS.match(text[arm.end : behind[0].start]) is not None
    return not owns and any(f.core_end <= arm.start for f in findings)


def _aligned(text: str, findings: Sequence[Finding], mentions: Sequence[GroupMention]) -> list[Belonging] | None:
    """Whom the words between say each finding is about, part by part of the sentence; None where they say nothing."""
    if not mentions:
        return None
    found: list[Belonging] = []
    values, groups = [(f.start, f.core_end) for f in findings], [(m.start, m.end) for m in mentions]
    for some, those in parts(values, groups, text):
        found += _aligned_part(text, findings[some], mentions[those])
    return found if any(b.mention for b in found) else None


def _aligned_part(text: str, findings: Sequence[Finding], mentions: Sequence[GroupMention]) -> list[Belonging]:
    """Whom the findings of one part are about.

    A lone mention in front is whom all of the part is about, one behind only whom the last number before it is.
    """
    alignment = align([(f.start, f.core_end) for f in findings], [(m.start, m.end) for m in mentions], text)
    if alignment.score < _MINIMUM_SCORE and len({m.groups for m in mentions}) == 1:
        if mentions[0].start < findings[0].end or len(findings) == 1:
            return [Belonging(mentions[0], "sentence")] * len(findings)
        nearest = max((i for i, f in enumerate(findings) if f.core_end <= mentions[0].start), default=0)
        return [Belonging(mentions[0], "sentence") if i == nearest else _NOWHERE for i in range(len(findings))]
    if alignment.score < _MINIMUM_SCORE:
        return [_NOWHERE] * len(findings)
    return [
        _NOWHERE if i is None else Belonging(mentions[i], "clause" if strength >= _SURE else "sentence")
        for i, strength in zip(alignment.pairs, alignment.strengths, strict=True)
    ]


def _listed(reading: Reading, sentence: Sentence, many: int) -> tuple[tuple[GroupMention, ...], Reach]:
    """Groups for a bundle of so many values that names none: as so many arms were listed last, else in their order."""
    sentences = reading.tagged.sentences
    at = bisect_left(sentences, sentence.start, key=lambda s: s.start)
    for earlier in reversed(sentences[:at]):
        if earlier.block.section not in ("title", "background"):
            arms = _single_arms(reading, earlier)
            if len(arms) >= 2 and many % len(arms) == 0:
                return arms, "before"
    arms = tuple(GroupMention(a.group.start, a.group.end, (a.group,), (a,)) for a in reading.groups.arms)
    return (arms, "order") if len(arms) >= 2 and many % len(arms) == 0 else ((), "none")


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


def is_beside(text: str, first: Finding, second: Finding) -> bool:
    """Whether two findings stand side by side, with nothing but "vs", "and" or signs between them."""
    return _BESIDE.match(text[first.end : second.start]) is not None


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


def _armed_near(
    mentions: Sequence[GroupMention], findings: Sequence[Finding], first: int, last: int, sentence: Sentence
) -> int:
    """How many arms are named between the findings before a bundle and those behind it."""
    left = findings[first - 1].core_end if first else sentence.start
    right = findings[last].start if last < len(findings) else sentence.end
    return len({m.arms for m in mentions if m.arms and left <= m.start and m.end <= right})

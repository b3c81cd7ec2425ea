"""Whom a finding is about: the group or the drug that its sentence ties it to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cephlit.facts.groups import GroupMention
from cephlit.facts.reading import Reading
from cephlit.facts.results.alignment import align
from cephlit.facts.results.context import Context
from cephlit.facts.results.findings import Finding
from cephlit.tagging.tagged import Sentence

_MINIMUM_SCORE = 0.6
"""Strength of an alignment below which it is a guess."""

_BESIDE = re.compile(
    r"^[^A-Za-z.;]{0,12}(?:vs\.?|v\.?|versus|and|to|compared with|against)?[^A-Za-z.;]{0,4}(?:(?:from|by|of) )?$",
    re.IGNORECASE,
)


def group_mentions_of(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], before: Context | None = None
) -> list[GroupMention | None]:
    """Group mention of each finding.

    The sentence's own words decide; where it names fewer groups than stand in a bundle of values ("70 % and 24 %"),
    the bundle takes the groups in the order in which they were listed last, or else the arms in their order.
    """
    text = reading.tagged.study.view.text
    mentions = reading.groups.mentions_in(sentence.start, sentence.end)
    found: list[GroupMention | None] = [None] * len(findings)
    if mentions and findings:
        found = _aligned(text, findings, [m for m in mentions if m.arms]) or _aligned(text, findings, mentions) or found
    if before is not None:
        for first, last in _bundles(text, findings):
            near = _armed_near(mentions, findings, first, last, sentence)
            for listed in (before.groups, _arms_in_order(reading)):
                if len(listed) >= 2 and (last - first) % len(listed) == 0 and near < len(listed):
                    found[first:last] = list(listed) * ((last - first) // len(listed))
                    break
    return found


def _aligned(
    text: str, findings: Sequence[Finding], mentions: Sequence[GroupMention]
) -> list[GroupMention | None] | None:
    """Mention of each finding by the words between them; None where they are but a guess.

    A lone mention in front is whom all of the sentence is about, one behind only whom the last number before it is.
    """
    if not mentions:
        return None
    alignment = align([(f.start, f.core_end) for f in findings], [(m.start, m.end) for m in mentions], text)
    if alignment.score >= _MINIMUM_SCORE:
        return [None if i is None else mentions[i] for i in alignment.pairs]
    if len(mentions) > 1:
        return None
    if mentions[0].start < findings[0].end or len(findings) == 1:
        return [mentions[0]] * len(findings)
    nearest = max((i for i, f in enumerate(findings) if f.core_end <= mentions[0].start), default=0)
    return [mentions[0] if i == nearest else None for i in range(len(findings))]


def is_beside(text: str, first: Finding, second: Finding) -> bool:
    """Whether two findings stand side by side, with nothing but "vs", "and" or signs between them."""
    return _BESIDE.match(text[first.end : second.start]) is not None


def _bundles(text: str, findings: Sequence[Finding]) -> list[tuple[int, int]]:
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


def _arms_in_order(reading: Reading) -> tuple[GroupMention, ...]:
    return tuple(GroupMention(a.group.start, a.group.end, (a.group,), (a,)) for a in reading.groups.arms)


@dataclass(frozen=True, slots=True)
class _Named:
    """A place that names a drug; of a group the drug may be none or several."""

    start: int
    end: int
    drug: str
    is_arm: bool


def drugs_of(reading: Reading, sentence: Sentence, findings: Sequence[Finding]) -> list[str]:
    """Drug that the sentence's own words tie to each finding where that drug has no arm, or empty.

    "52 % after acetaminophen and 35 % after placebo": drugs that the study has found no arm for are names of groups
    all the same.
    """
    groups = reading.groups.mentions_in(sentence.start, sentence.end)
    anchors = [_Named(m.start, m.end, "", True) for m in groups]
    for m in reading.tagged.mentions_in(sentence.start, sentence.end, "DRUG"):
        if not any(g.start < m.end and m.start < g.end for g in groups) and reading.drugs.role(m) != "background":
            anchors.append(_Named(m.start, m.end, m.concept, False))
    anchors.sort(key=lambda a: a.start)
    if not findings or all(a.is_arm for a in anchors):
        return [""] * len(findings)
    spans = [(f.start, f.core_end) for f in findings]
    alignment = align(spans, [(a.start, a.end) for a in anchors], reading.tagged.study.view.text)
    if alignment.score < _MINIMUM_SCORE:
        return [""] * len(findings)
    return ["" if i is None else anchors[i].drug for i in alignment.pairs]

"""Whom the numbers of harm are about: the arms that a sentence names, or those named before in their order."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from cephlit.facts.arms.evidence import CONTROLS
from cephlit.facts.groups import GroupMention
from cephlit.facts.harms.counts import Clause
from cephlit.facts.reading import Reading
from cephlit.facts.results.belonging import group_mentions_of
from cephlit.facts.results.bundles import mention_of
from cephlit.facts.results.findings import Finding
from cephlit.tagging.tagged import Sentence
from cephlit.vocabulary.people import PLURAL

_COMPARED_TO = re.compile(
    r"\b(?:than|compared (?:with|to)|versus|vs\.?|relative to|and not)\W+(?:[\w-]+\W+){0,4}$", re.IGNORECASE
)
_VERSUS = re.compile(r"^[\s\])%]{0,3}(?:vs\.?|v\.?|versus|against|compared (?:with|to))\s$", re.IGNORECASE)
_CLAUSES = re.compile(r"[;:]|,? (?:whereas|while)\b|, (?:and|but) (?=with|on|in|those|after)", re.IGNORECASE)
_TELLS_WHOSE = re.compile(
    r"[)\]](?:[^.;:]|\.\d){0,60}? (?:in|on|with|for|among|after)(?: the| those)?(?: on| given)? $"
)
"""What stands between a pair of numbers in brackets and the arm of the first one."""
_TO_BRACKET = re.compile(rf"(?: (?:group|arm|{PLURAL}|treatment|therapy|alone))? ?")
_LIST_INSIDE = re.compile(r"\([a-z][^()]{2,200}$", re.IGNORECASE)
"""A bracket that opens with the name of an event, and not with the number of one named before it."""
_LOOK_BACK = 12


def groups_of_clauses(
    reading: Reading, sentence: Sentence, clauses: Sequence[Clause]
) -> list[list[GroupMention | None]]:
    """For each clause the group mention of each of its findings; None is the whole sample."""
    order = _arms_in(reading, sentence.start, sentence.end)
    standing: GroupMention | None = None
    found = []
    for clause in clauses:
        counted = [f for f, owner in zip(clause.findings, clause.owners, strict=True) if owner]
        part = replace(sentence, start=clause.start, end=clause.end)
        named = iter(group_mentions_of(reading, part, counted) if counted else [])
        mentions = [next(named) if owner else None for owner in clause.owners]
        mentions = _in_order(reading, sentence, clause, mentions, order)
        mentions = [_of_bracket(reading, clause, f) or m for f, m in zip(clause.findings, mentions, strict=True)]
        if not any(mentions) and standing is not None:
            mentions = [standing if owner else None for owner in clause.owners]
        here = _arms_in(reading, clause.start, clause.end)
        standing = here[0] if len(here) == 1 else (standing if not here else None)
        found.append(mentions)
    return found


def _of_bracket(reading: Reading, clause: Clause, f: Finding) -> GroupMention | None:
    """The arm right before the bracket in which a number and its event stand: "six on A (nausea 4, rash 2)"."""
    text = reading.tagged.study.view.text
    opened = text.rfind("(", clause.start, f.start)
    if opened < 0 or ")" in text[opened : f.start] or _LIST_INSIDE.match(text[opened : f.start]) is None:
        return None
    named = [m for m in reading.groups.mentions_in(clause.start, opened) if len(m.arms) == 1]
    near = bool(named) and _TO_BRACKET.fullmatch(text[named[-1].end : opened]) is not None
    return named[-1] if near and not reading.groups.mentions_in(opened, f.start) else None


def lone_mention(reading: Reading, sentence: Sentence, at: int) -> GroupMention | None:
    """The arm that an event without a number is about: the only one that its sentence does not just compare with."""
    text = reading.tagged.study.view.text
    arms = [
        m
        for m in _arms_in(reading, sentence.start, sentence.end)
        if not _COMPARED_TO.search(text[sentence.start : m.start])
    ]
    if len(arms) > 1:
        cuts = [sentence.start, *(m.end() for m in _CLAUSES.finditer(text, sentence.start, sentence.end))]
        begin = max(cut for cut in cuts if cut <= at)
        stop = min((cut for cut in cuts if cut > at), default=sentence.end)
        arms = [m for m in arms if begin <= m.start < stop]
    if len(arms) == 1:
        return arms[0]
    others = [m for m in reading.groups.mentions_in(sentence.start, sentence.end) if not m.arms and m.start < at]
    return others[-1] if others and not arms else None


def _in_order(
    reading: Reading,
    sentence: Sentence,
    clause: Clause,
    mentions: list[GroupMention | None],
    order: Sequence[GroupMention],
) -> list[GroupMention | None]:
    """Arms for events with as many numbers as there are arms, where the words leave open which is whose."""
    arms = list(order) if len(order) > 1 else _arms_before(reading, sentence)
    here = _arms_in(reading, clause.start, clause.end)
    filled = list(mentions)
    leads = len(here) == 1 and (not any(mentions) or all(here[0].end <= f.start for f in clause.findings))
    if leads:
        filled = [here[0] if owner else None for owner in clause.owners]
    for event in sorted({e for owner in clause.owners for e in owner}):
        mine = [i for i, owner in enumerate(clause.owners) if event in owner]
        told = [m for i in mine if (m := mentions[i]) is not None and len(m.arms) == 1]
        settled = len({m.arms[0].group.label for m in told}) == len(mine)
        pair = len(here) > 1 and len(mine) == 2 and _is_pair(reading, clause, mine)
        told_of = _pair_of(reading, clause, clause.findings[mine[1]], here) if pair else None
        if told_of is not None:
            filled[mine[0]], filled[mine[1]] = told_of
        elif len(here) == 1 and len(mine) == len(arms) == 2 and _is_pair(reading, clause, mine):
            others = [m for m in _arms_before(reading, sentence) if m.arms != here[0].arms]
            filled[mine[0]], filled[mine[1]] = here[0], others[0] if others else None
        elif not leads and len(mine) == len(arms) > 1 and not settled:
            for i, mention in zip(mine, arms, strict=True):
                filled[i] = mention
        elif len(mine) == len(told) == len(arms) + 1 > 2 and told[0] == told[1]:
            filled[mine[0]] = None
    return filled


def _pair_of(
    reading: Reading, clause: Clause, second: Finding, here: Sequence[GroupMention]
) -> tuple[GroupMention, GroupMention] | None:
    """Arms of a pair in brackets: that named behind it, and the one that its clause compares with, else the control.

    None where they are not clear.

    "More than on placebo, such as fatigue (30 vs 14 %) in the A group and tingling (31 vs 8 %) in the B group".
    """
    text = reading.tagged.study.view.text
    behind = [m for m in reading.groups.mentions_in(second.end, clause.end) if len(m.arms) == 1]
    named = behind[0] if behind and _TELLS_WHOSE.search(text[second.end : behind[0].start]) else None
    told = [(m, _COMPARED_TO.search(text[clause.start : m.start])) for m in here]
    against = [m for m, words in told if words is not None and not re.search(r"\d", words.group())]
    controls = [mention_of((arm,)) for arm in reading.groups.arms if set(arm.drugs) & CONTROLS]
    others = [m for m in against or controls if named is not None and m.arms != named.arms]
    return (named, others[0]) if named is not None and len(others) == 1 else None


def _arms_in(reading: Reading, start: int, end: int) -> list[GroupMention]:
    """First mention of each single arm, in order."""
    seen: dict[str, GroupMention] = {}
    for mention in reading.groups.mentions_in(start, end):
        if len(mention.arms) == 1:
            seen.setdefault(mention.arms[0].group.label, mention)
    return list(seen.values())


def _arms_before(reading: Reading, sentence: Sentence) -> list[GroupMention]:
    """Arms in the order of the last sentence that names several; else in the order of the study."""
    sentences = reading.tagged.sentences
    at = bisect_left(sentences, sentence.start, key=lambda s: s.start)
    for before in reversed(sentences[max(0, at - _LOOK_BACK) : at]):
        arms = _arms_in(reading, before.start, before.end)
        if len(arms) > 1:
            return arms
    return [GroupMention(sentence.start, sentence.end, (arm.group,), (arm,)) for arm in reading.groups.arms]


def _is_pair(reading: Reading, clause: Clause, mine: Sequence[int]) -> bool:
    """Whether two numbers are set against each other without their groups: "less with A (3 vs 10)"."""
    first, second = (clause.findings[i] for i in mine)
    return _VERSUS.match(reading.tagged.study.view.text[first.end : second.start]) is not None

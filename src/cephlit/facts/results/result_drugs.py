"""The drug of a result: its arm's, the one that its words name, or the study's own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cephlit.facts.arms.evidence import CONTROLS
from cephlit.facts.arms.types import Arm
from cephlit.facts.drugs.classes import PURPOSES
from cephlit.facts.reading import Reading
from cephlit.facts.results.alignment import align
from cephlit.facts.results.bundles import Reach
from cephlit.facts.results.course_words import stands_beside
from cephlit.facts.results.findings import Finding
from cephlit.facts.results.statistics import BETWEEN
from cephlit.tagging.tagged import Mention, Sentence

_MINIMUM_SCORE = 0.6
"""Strength of an alignment below which it is a guess."""

_NEAR = 60
"""Characters within which an arm named after a comparison is the one compared."""

_AMOUNT_AFTER = re.compile(
    r"^[ -](?:[\w.]+ )?(?:use|usage|consumption|intake|overuse|requirements?|needs?|tablets|doses|days|"
    r"dependen\w+|withdrawal|responsive|refractory|resistant|headaches?|levels?|concentrations?)\b|"
    r"^ (?:was|were|had to be|had been) (?:needed|required|necessary|given as rescue|performed|repeated)\b",
    re.IGNORECASE,
)
_AMOUNT_BEFORE = re.compile(
    r"\b(?:overuse|use|consumption|intake|need|needed|needing|required|requiring|requested|doses?|days|withdrawal|tablets|amount|requirements?|stop\w*|"
    r"discontinu\w+|switch\w*)(?: [\w-]+)?(?: (?:of|for|from|to|with))?(?: (?:an?|the|any|acute|rescue|daily)){0,2} $",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of whom a result is about.

    Attributes
    ----------
    finding
        The result's number.
    arms
        Its arms, if any.
    drug
        The drug that its own words tie it to, where that drug has no arm.
    reach
        How far its group was fetched.
    """

    finding: Finding
    arms: tuple[Arm, ...]
    drug: str
    reach: Reach


def drug_of(reading: Reading, sentence: Sentence, told: Told, kind: str) -> tuple[str, Reach]:
    """Drug of a result of one statistic, or empty; and how far it was fetched."""
    arms = reading.groups.arms
    if kind in BETWEEN and arms:
        return _compared(reading, sentence, told), told.reach
    if told.drug:
        return told.drug, "clause"
    if told.reach == "unclear":
        return "", told.reach
    drugs = {arm.drug for arm in told.arms}
    if len(drugs) == 1:
        return drugs.pop(), told.reach
    active = {arm.drug for arm in (told.arms or arms) if arm.drug not in CONTROLS}
    if arms:
        return (active.pop() if len(active) == 1 else ""), told.reach
    return _uncontrolled(reading, sentence, told.finding)


def _compared(reading: Reading, sentence: Sentence, told: Told) -> str:
    """Drug of a comparison: of the arm right after it, else of the first active arm of its sentence, else the lead."""
    finding = told.finding
    behind = reading.groups.mentions_in(finding.core_end, min(sentence.end, finding.end + _NEAR))
    active = [a.drug for m in behind if m.arms == told.arms for a in m.arms if a.drug not in CONTROLS]
    if not active:
        named = reading.groups.mentions_in(sentence.start, sentence.end)
        active = [a.drug for m in named for a in m.arms if a.drug not in CONTROLS]
    return active[0] if active else reading.drugs.lead


def compared_with(reading: Reading, sentence: Sentence, drug: str) -> str:
    """What a drug is compared with: the one other arm that its sentence names, else that there is; empty if several.

    Of several the only control is meant.
    """
    named = [a for m in reading.groups.mentions_in(sentence.start, sentence.end) for a in m.arms if len(m.arms) == 1]
    for arms in (named, list(reading.groups.arms)):
        others = {a.drug for a in arms} - {drug, ""}
        for some in (others, others & CONTROLS):
            if len(some) == 1:
                return some.pop()
    return ""


def _uncontrolled(reading: Reading, sentence: Sentence, finding: Finding) -> tuple[str, Reach]:
    """Drug of a result where nothing is compared: the last own drug named before it, else any other that was given."""
    before = [m for m in reading.tagged.mentions_in(sentence.start, finding.start, "DRUG") if _is_given(reading, m)]
    own = [m.concept for m in before if reading.drugs.role(m) == "studied"]
    if own:
        return own[-1], "sentence"
    lead = reading.drugs.lead
    return (before[-1].concept, "sentence") if before else (lead, "only" if lead else "none")


def _is_given(reading: Reading, m: Mention) -> bool:
    """Whether a drug is named as given, and neither measured nor left; a class by its purpose only if it is studied."""
    if m.concept in PURPOSES and reading.drugs.role(m) != "studied":
        return False
    text = reading.tagged.study.view.text
    measured = _AMOUNT_AFTER.match(text[m.end : m.end + 40]) or _AMOUNT_BEFORE.search(
        text[max(0, m.start - 60) : m.start]
    )
    aside = stands_beside(text[max(0, m.start - 40) : m.start])
    return reading.drugs.role(m) != "background" and not m.negated and measured is None and not aside


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
        if not any(g.start < m.end and m.start < g.end for g in groups) and _is_given(reading, m):
            anchors.append(_Named(m.start, m.end, m.concept, False))
    anchors.sort(key=lambda a: a.start)
    if not findings or all(a.is_arm for a in anchors):
        return [""] * len(findings)
    spans = [(f.start, f.core_end) for f in findings]
    alignment = align(spans, [(a.start, a.end) for a in anchors], reading.tagged.study.view.text)
    if alignment.score < _MINIMUM_SCORE:
        return [""] * len(findings)
    return ["" if i is None else anchors[i].drug for i in alignment.pairs]

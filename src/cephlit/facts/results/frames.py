"""Findings of one sentence with what each is about: measure, group, time point, statistic, direction."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cephlit.facts.groups import Arm, GroupMention
from cephlit.facts.harm import harms_in
from cephlit.facts.reading import Reading
from cephlit.facts.records import Group
from cephlit.facts.results.alignment import align
from cephlit.facts.results.findings import Finding
from cephlit.facts.results.nearness import distance, nearest
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy

_FOLLOWING_COST = 45.0
"""Extra distance of a measure or time named after its number: results name them first, unless people come first."""

_SUBJECT_COST = 5.0
_SUBJECT = re.compile(
    r"^\W*(?:of|in)?\W*(?:the |all |those )?(?:[\w-]+ ){0,2}(?:patient|subject|participant|child|wom[ae]n|"
    r"m[ae]n\b|attack|episode|case|male|female)",
    re.IGNORECASE,
)
_DURATIONS = frozenset(
    {"headache_days", "attack_duration", "relief_duration", "time_to_relief", "treatment_exposure", "disability"}
)
_MINIMUM_SCORE = 0.6


@dataclass(frozen=True, slots=True)
class Context:
    """What an earlier sentence leaves for a later one that does not say it again."""

    measure: str = ""
    instrument: str = ""
    time: str = ""
    groups: tuple[GroupMention, ...] = ()
    primary: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A finding and what it is about.

    Attributes
    ----------
    finding, measure, instrument, time
        The number, the measure and instrument it is of, and the time point in the tables' words (or empty).
    groups
        Whom it is about; empty means the whole sample.
    arm
        The arm among them, or None.
    said
        Whether the measure stands in the sentence itself.
    """

    finding: Finding
    measure: str
    instrument: str
    time: str
    groups: tuple[Group, ...]
    arm: Arm | None
    said: bool


_SHARES_ONLY = frozenset({"pain_freedom", "response", "remission", "incidence", "recurrence"})
_NO_SHARES = frozenset({"treatment_exposure", "time_to_relief"})
_RATES = frozenset({"attack_frequency", "headache_days", "rescue_medication", "other", "aura", "associated_symptoms"})


def _fits(finding: Finding, measure: str) -> bool:
    """Whether a measure can take this kind of number: no share of a length of time, no mean of a remission."""
    if finding.kind == "duration":
        return measure in _DURATIONS
    if finding.kind == "rate":
        return measure in _RATES
    if finding.percent is not None or finding.n is not None:
        return measure not in _NO_SHARES
    return measure not in _SHARES_ONLY or finding.ci_low is not None or finding.p_relation != ""


def measure_mention(text: str, finding: Finding, measures: Sequence[Mention], sentence: Sentence) -> Mention | None:
    """The phrase that names what a finding measures, or None."""
    fitting = [m for m in measures if _fits(finding, m.kind)]
    cost = _SUBJECT_COST if _SUBJECT.match(text[finding.core_end : sentence.end]) else _FOLLOWING_COST
    return nearest(text, finding, fitting, cost)


def is_harm(text: str, tagged: TaggedStudy, sentence: Sentence, finding: Finding) -> bool:
    """Whether a number counts a harm: the nearest phrase names an adverse event, not an outcome."""
    harms = harms_in(tagged, sentence)
    harm = nearest(text, finding, harms)
    if harm is None:
        return False
    outcome = measure_mention(text, finding, tagged.mentions_in(sentence.start, sentence.end, "OUTCOME"), sentence)
    if outcome is None or harm.kind == "any":
        return True
    return distance(text, finding, harm) <= distance(text, finding, outcome)


_PRIMARY = re.compile(
    r"\bprimary (?:[\w-]+ ){0,2}?(?:end ?-?points?|outcomes?|measures?|variables?|criteri\w+)\b", re.IGNORECASE
)


def primary_measure(reading: Reading) -> str:
    """Measure of the study's primary end point, as its aim or methods name it, or empty."""
    for sentence, role in reading.sentences():
        told = _PRIMARY.search(sentence.text) if role in ("aim", "methods", "result") else None
        if told is not None:
            measures = reading.tagged.mentions_in(sentence.start + told.start(), sentence.end, "OUTCOME")
            if measures:
                return measures[0].kind
    return ""


def frames(reading: Reading, sentence: Sentence, findings: Sequence[Finding], before: Context) -> list[Frame]:
    """Frames of a sentence's findings, in order.

    Parameters
    ----------
    reading
        The study.
    sentence
        The sentence.
    findings
        Its findings that are results.
    before
        What earlier sentences named last.
    """
    text = reading.tagged.study.view.text
    measures = reading.tagged.mentions_in(sentence.start, sentence.end, "OUTCOME")
    instruments = reading.tagged.mentions_in(sentence.start, sentence.end, "INSTRUMENT")
    times = reading.tagged.quantities_in(sentence.start, sentence.end, "time_point")
    groups = group_mentions_of(reading, sentence, findings, before)
    told = _respective_times(reading.tagged, sentence, findings)
    found = []
    for i, (finding, mention) in enumerate(zip(findings, groups, strict=True)):
        lasting = relief_length(text, sentence, finding, measures)
        named = None if lasting else measure_mention(text, finding, measures, sentence)
        instrument = nearest(text, finding, instruments)
        if lasting:
            measure = "relief_duration"
        else:
            measure = named.kind if named else (instrument.kind if instrument else _assumed(finding, before))
        found.append(
            Frame(
                finding,
                _of_people(finding, measure),
                instrument.concept if instrument else "",
                told[i] if told else _time(text, finding, times),
                mention.groups if mention else (),
                mention.arms[0] if mention and len(mention.arms) == 1 else None,
                named is not None or instrument is not None,
            )
        )
    return found


_PER_PERSON = frozenset(
    {"pain_intensity", "attack_frequency", "headache_days", "attack_duration", "time_to_relief", "relief_duration"}
)
"""Measures that are values of a person: a share of people who reached one is a response."""

_RELIEF = frozenset({"pain_freedom", "pain_relief", "response", "remission"})


def _of_people(finding: Finding, measure: str) -> str:
    return "response" if finding.n is not None and measure in _PER_PERSON else measure


def relief_length(text: str, sentence: Sentence, finding: Finding, measures: Sequence[Mention]) -> bool:
    """Whether a length of time tells how long relief lasted: "aborted the attacks ... for 3 to 18 months"."""
    if finding.kind != "duration" or not _LASTED.search(text[sentence.start : finding.start][-30:]):
        return False
    return any(m.end <= finding.start and m.kind in _RELIEF for m in measures)


_LASTED = re.compile(
    r"\b(?:for|lasting|lasted|persist\w*|maintained|sustained)(?: (?:a |the )?(?:period|duration|mean|median)s? of)? $",
    re.I,
)


def _assumed(finding: Finding, before: Context) -> str:
    """Measure of a number whose sentence names none: the primary end point, for a share or a tested value only."""
    if finding.kind == "rate":
        return "attack_frequency"
    told = finding.kind in ("percent", "fraction") or finding.p_relation or finding.ci_low is not None
    return before.primary or before.measure if told else ""


def group_mentions_of(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], before: Context | None = None
) -> list[GroupMention | None]:
    """Group mention of each finding: by the sentence's own words, else in the order in which groups stood before."""
    text = reading.tagged.study.view.text
    mentions = reading.groups.mentions_in(sentence.start, sentence.end)
    values = [(f.start, f.core_end) for f in findings]
    if mentions:
        alignment = align(values, [(m.start, m.end) for m in mentions], text)
        if alignment.score >= _MINIMUM_SCORE or len(mentions) == 1:
            return [None if i is None else mentions[i] for i in alignment.pairs]
    if before is not None and len(before.groups) == len(findings) > 1:
        return list(before.groups)
    return [None] * len(findings)


def _respective_times(tagged: TaggedStudy, sentence: Sentence, findings: Sequence[Finding]) -> list[str]:
    """Time of each finding where as many times are listed: "30 % and 50 % (after 4 and 8 weeks, respectively)"."""
    if len(findings) < 2 or "respectively" not in sentence.text:
        return []
    times = [
        q for q in tagged.quantities_in(sentence.start, sentence.end, "time_point", "duration") if q.low is not None
    ]
    if len(times) != len(findings):
        return []
    return [q.norm or f"{plain(q.low)} {q.unit}" for q in times if q.low is not None]


def plain(number: float) -> str:
    """A number as the tables write it."""
    return f"{number:g}"


def _time(text: str, finding: Finding, times: Sequence[Quantity]) -> str:
    found = nearest(text, finding, times, 10.0)
    return found.norm if found is not None and distance(text, finding, found) < 250 else ""


def is_duration_result(finding: Finding, measure: str) -> bool:
    """Whether a length of time can be a result of this measure (else it is a time point or a treatment's length)."""
    return finding.kind != "duration" or measure in _DURATIONS

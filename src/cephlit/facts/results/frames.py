"""Findings of one sentence with what each is about: measure, group, drug and time point."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cephlit.facts.groups import Arm, GroupMention
from cephlit.facts.harms.stretches import speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.records import Group
from cephlit.facts.results.belonging import belongings
from cephlit.facts.results.bundles import Belonging, Reach, is_beside
from cephlit.facts.results.context import Context, Origin
from cephlit.facts.results.finding import Finding
from cephlit.facts.results.measures import is_measured, reached_at
from cephlit.facts.results.nearness import overlap
from cephlit.facts.results.result_drugs import drugs_of
from cephlit.facts.results.statistics import comparison, differs_between, differs_than
from cephlit.facts.results.time_points import (
    END,
    PRIMARY,
    PRIMARY_KEY,
    hours_of,
    is_of_later_value,
    period_time,
    respective_times,
    sentence_times,
    time_of,
    time_of_a_part,
)
from cephlit.facts.results.told_measures import Wording, own_measures, settled_measures
from cephlit.tagging.tagged import Mention, Quantity, Sentence

_EACH = re.compile(r"(?:each|both|either)\b", re.IGNORECASE)
_EACH_BEFORE = re.compile(r"\b(?:each|both|either)(?: of)?(?: the)? \Z", re.IGNORECASE)
_EACH_OF = re.compile(r" each (?:on|in|with|from|for|of|taking|receiving|given)\b", re.IGNORECASE)
OF_THEMSELVES = frozenset({"relief_duration", "time_to_relief", "treatment_exposure"})
"""Measures that are lengths of time, which are taken at no time."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A finding and what it is about.

    Attributes
    ----------
    finding, measure, instrument, time
        The number, the measure and instrument it is of, and the time point in the tables' words (or empty).
    groups
        Whom it is about; empty means the whole sample.
    arms
        The arms among them.
    drug
        The drug that its own words tie it to, where that drug has no arm.
    compared
        Statistic by which it compares groups, or empty.
    reach, measure_from, time_from
        How far its group, its measure and its time were fetched.
    """

    finding: Finding
    measure: str
    instrument: str
    time: str
    groups: tuple[Group, ...]
    arms: tuple[Arm, ...]
    drug: str = ""
    compared: str = ""
    reach: Reach = "none"
    measure_from: Origin = "none"
    time_from: Origin = "none"


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
    words = Wording.of(reading, sentence)
    times = _times(reading, sentence, findings)
    respective = respective_times(reading.tagged, sentence, findings)
    compared = _comparisons(words.text, sentence, findings)
    groups = _groups(reading, sentence, findings, compared, before)
    drugs = drugs_of(reading, sentence, findings)
    own = own_measures(words, findings, groups, before)
    found: list[Frame] = []
    for i, told in enumerate(settled_measures(reading, sentence, findings, own, compared)):
        finding, mention = findings[i], groups[i].mention
        near = _times_for(words.text, i, findings, groups, times)
        time, time_from = _time(words, near, finding, told.named, replace(before, measure=told.measure))
        frame = Frame(
            finding,
            reached_at(told.measure, told.named, hours_of(time)),
            told.instrument.concept if told.instrument else "",
            respective[i] if respective else time,
            mention.groups if mention else (),
            mention.arms if mention else (),
            drugs[i],
            compared[i],
            groups[i].reach,
            told.origin,
            "clause" if respective else time_from,
        )
        until = findings[i + 1].start if i + 1 < len(findings) else sentence.end
        found += _for_each(reading, frame, mention, until)
    return _unnamed(found, sentence)


def _unnamed(found: list[Frame], sentence: Sentence) -> list[Frame]:
    """Frames in which measured values and shares of several arms that no known phrase names are of something else."""
    values = [f for f in found if not f.measure and f.arms and _is_measured_or_share(f.finding)]
    if len({f.arms for f in values}) < 2 or speaks_of_harm(sentence.text):
        return found
    return [replace(f, measure="other", measure_from="assumed") if f in values else f for f in found]


def _is_measured_or_share(finding: Finding) -> bool:
    share = finding.percent is not None or finding.total is not None
    return finding.spread or (finding.kind != "duration" and (share or is_measured(finding)))


def _for_each(reading: Reading, frame: Frame, mention: GroupMention | None, until: int) -> list[Frame]:
    """A frame, once for each arm where it is told of each: "two patients in each group", "two each on A and B"."""
    if mention is None or frame.compared:
        return [frame]
    text = reading.tagged.study.view.text
    each = _EACH.match(text[mention.start : mention.end]) or _EACH_BEFORE.search(text, 0, mention.start)
    arms = mention.arms if each else ()
    if _EACH_OF.match(text, frame.finding.core_end):
        arms = tuple(a for m in reading.groups.mentions_in(frame.finding.core_end, until) for a in m.arms)
    return [replace(frame, groups=(arm.group,), arms=(arm,)) for arm in arms] if len(arms) > 1 else [frame]


def _groups(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], compared: Sequence[str], before: Context
) -> list[Belonging]:
    """Whom each finding is about; values of groups and comparisons between groups are told apart first."""
    plain = [i for i, label in enumerate(compared) if not label]
    between = [i for i, label in enumerate(compared) if label]
    found: dict[int, Belonging] = {}
    for places, context in ((plain, before), (between, None)):
        own = belongings(reading, sentence, [findings[i] for i in places], context)
        found |= dict(zip(places, own, strict=True))
    return [found[i] for i in range(len(findings))]


def _comparisons(text: str, sentence: Sentence, findings: Sequence[Finding]) -> list[str]:
    """Statistic by which each finding compares groups, or empty; a list goes on with that of its first value.

    "odds ratio 1.7 [1.2-2.4] for 70 mg and 2.3 [1.6-3.2] for 140 mg": the second value is an odds ratio too.
    """
    found: list[str] = []
    for i, finding in enumerate(findings):
        plain = finding.percent is None and finding.n is None and finding.baseline is None
        listed = i + 1 < len(findings) and is_beside(text, finding, findings[i + 1])
        label = comparison(text[sentence.start : finding.start]) if plain and not listed else ""
        label = "difference" if plain and not label and differs_than(text[finding.start : sentence.end]) else label
        tested = finding.n is None and finding.baseline is None and finding.ci_low is not None
        if tested and not label and differs_between(text[sentence.start : finding.start]):
            label = "difference"
        earlier = next((j for j in range(i - 1, -1, -1) if found[j]), None)
        if plain and not label and earlier is not None and finding.ci_low is not None:
            label = found[earlier] if findings[earlier].ci_low is not None else ""
        found.append(label)
    return found


def _times(reading: Reading, sentence: Sentence, findings: Sequence[Finding]) -> list[Quantity]:
    """Points in time that a sentence names, apart from its results."""
    text = reading.tagged.study.view.text
    return [
        t
        for t in sentence_times(reading.tagged, sentence)
        if not any(overlap(f, t) and not is_of_later_value(text, f, t) for f in findings)
    ]


def _times_for(
    text: str, i: int, findings: Sequence[Finding], groups: Sequence[Belonging], times: Sequence[Quantity]
) -> Sequence[Quantity]:
    """Times that may be those of a finding: not that of the next one, if this counts some of the same people."""
    if i + 1 == len(findings) or _arms(groups[i]) != _arms(groups[i + 1]):
        return times
    own = time_of_a_part(text, findings[i], findings[i + 1], times)
    return [t for t in times if t is not own]


def _arms(owner: Belonging) -> tuple[Arm, ...]:
    return owner.mention.arms if owner.mention else ()


def _time(
    words: Wording, times: Sequence[Quantity], finding: Finding, named: Mention | None, before: Context
) -> tuple[str, Origin]:
    """Time of a finding and how far it was fetched.

    From its sentence, its end point's definition, the sentence before, or the study's own.
    """
    if before.measure in OF_THEMSELVES and finding.kind == "duration":
        return "", "none"
    told, origin = time_of(words.text, finding, times, named, words.measures)
    if told == END and before.study:
        return before.study, "study"
    phrase = named.concept if named else ""
    ways: tuple[tuple[str | None, Origin], ...] = (
        (told, origin),
        (before.defined.get(phrase) or before.defined.get(before.measure), "defined"),
        (before.defined.get(PRIMARY_KEY) if PRIMARY.search(words.sentence.text) else None, "defined"),
        (before.time, "before"),
        (period_time(before.study, before.measure), "study"),
    )
    return next(((time, way) for time, way in ways if time), ("", "none"))

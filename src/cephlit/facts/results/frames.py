"""Findings of one sentence with what each is about: measure, group, drug and time point."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cephlit.facts.groups import Arm, GroupMention
from cephlit.facts.harms.stretches import harms_in, speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.records import Group
from cephlit.facts.results.assumed import assumed_measure, bare_measure, helped_people, tells_help
from cephlit.facts.results.belonging import belongings, group_mentions_of
from cephlit.facts.results.bundles import Belonging, Reach, bundles, is_beside
from cephlit.facts.results.context import Context, Origin
from cephlit.facts.results.finding import Finding
from cephlit.facts.results.leaving import counts_leaving
from cephlit.facts.results.listed_measures import respective_measures
from cephlit.facts.results.measures import is_measured, measure_mention, of_people, reached_at, relief_length
from cephlit.facts.results.named_measures import outcome_mentions
from cephlit.facts.results.nearness import in_one_clause, nearest
from cephlit.facts.results.result_drugs import drugs_of
from cephlit.facts.results.retyped import tells_onset
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
from cephlit.tagging.tagged import Mention, Quantity, Sentence

__all__ = ["Frame", "frames", "group_mentions_of"]


_FEWEST = 3
"""Values that a list of measures is told of, at least; two may be those of two groups."""
_NEXT_MEASURE = re.compile(r",? and (?:the |mean )?|, (?:the |mean )?")
_OWN_MEASURES = frozenset({"satisfaction", "disability", "quality_of_life"})
_IN_DAYS = re.compile(r"\d (?:(?:fewer|more|less|headache|migraine|monthly) ){0,3}days\b", re.IGNORECASE)
_SIDES = frozenset({"attack_frequency", "headache_days", "attack_duration", "pain_intensity", "response", "other"})
_RIGHT_BEFORE = re.compile(r"(?: scores?)?(?: of| was|:| =)? ?")
"""What stands between the name of an instrument and its value: "(VAS 4.2 vs 5.9)"."""
_EACH = re.compile(r"(?:each|both|either)\b", re.IGNORECASE)
_EACH_OF = re.compile(r" each (?:on|in|with|from|for|of|taking|receiving|given)\b", re.IGNORECASE)
_CHANGE_WORDS = frozenset({"response", "associated_symptoms", "other"})
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
    words = _words(reading, sentence, findings)
    respective = respective_times(reading.tagged, sentence, findings)
    compared = _comparisons(words.text, sentence, findings)
    groups = _groups(reading, sentence, findings, compared, before)
    drugs = drugs_of(reading, sentence, findings)
    own = _own_measures(words, findings, groups, before)
    found: list[Frame] = []
    for i, told in enumerate(_measures(reading, sentence, findings, own, compared)):
        finding, mention = findings[i], groups[i].mention
        timed = replace(words, times=_times_for(words, i, findings, groups))
        time, time_from = _time(timed, finding, told.named, replace(before, measure=told.measure))
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


@dataclass(frozen=True, slots=True)
class _Told:
    """The measure of a finding, the phrase that names it and its instrument, if any, and how far it was fetched."""

    measure: str
    named: Mention | None
    instrument: Mention | None
    origin: Origin


def _own_measures(
    words: "_Words", findings: Sequence[Finding], groups: Sequence[Belonging], before: Context
) -> list[_Told]:
    """Measure of each finding by itself, by the first of its bundle, or by the one before that it goes on with."""
    listed = _listed_measures(words, findings)
    if listed:
        return [_Told(m.kind, m, None, "clause") for m in listed]
    first_of = {i: first for first, last in bundles(words.text, findings) for i in range(first + 1, last)}
    listed = respective_measures(words.text, words.sentence, findings, words.measures)
    if listed and len({m.groups for m in (o.mention for o in groups) if m is not None}) < 2:
        return [_Told(of_people(f, m.kind, ""), m, None, "clause") for f, m in zip(findings, listed, strict=True)]
    found: list[_Told] = []
    for i, (finding, owner) in enumerate(zip(findings, groups, strict=True)):
        instrument = nearest(words.text, finding, words.instruments)
        measure, named, origin = _measure(words, finding, instrument, before)
        other = groups[first_of.get(i, i)].mention
        if other is not None and owner.mention is not None and other.groups != owner.mention.groups:
            first = found[first_of[i]]
            measure, named, origin = first.measure, first.named, first.origin
        elif i and named is None and instrument is None:
            last = found[i - 1].measure
            if _goes_on(findings[i - 1], finding, last):
                measure, origin = last, "sentence"
            elif measure in ("", "other") and _is_alike(findings[i - 1], finding):
                measure, origin = last or measure, "sentence"
        found.append(_Told(measure, named, instrument, origin))
    return found


def _listed_measures(words: "_Words", findings: Sequence[Finding]) -> list[Mention]:
    """Measure of each finding where as many are listed before all of them and told respectively; else empty.

    "Hours with headache, days with migraine and severity were reduced by 20, 17 and 21 %, respectively".
    """
    if len(findings) < _FEWEST or "respectively" not in words.sentence.text:
        return []
    named = [m for m in words.measures if m.end <= findings[0].start]
    gaps = [words.text[a.end : b.start] for a, b in pairwise(named)]
    apart = len({m.kind for m in named}) > 1 and len(named) == len(findings)
    return named if apart and all(_NEXT_MEASURE.fullmatch(gap) for gap in gaps) else []


def _measures(
    reading: Reading, sentence: Sentence, findings: Sequence[Finding], own: Sequence[_Told], compared: Sequence[str]
) -> list[_Told]:
    """Measure of each finding; what compares groups is of the measure that was told of them."""
    found: list[_Told] = []
    of_groups: str | None = None
    for i, (told, label) in enumerate(zip(own, compared, strict=True)):
        settled = told
        last = of_groups if of_groups is not None else found[-1].measure if found else ""
        if label and last and _is_of_the_last(reading.tagged.study.view.text, findings, i, told.named):
            settled = replace(told, measure=last, origin="sentence")
        elif label and _counts_harm(reading, sentence, told.named):
            settled = replace(told, measure="other", origin="assumed")
        found.append(settled)
        of_groups = of_groups if label else settled.measure
    return found


def _is_of_the_last(text: str, findings: Sequence[Finding], i: int, named: Mention | None) -> bool:
    """Whether a comparison is of the measure told before: nothing else names one, or only behind its bracket."""
    if named is None or (i > 0 and named.end <= findings[i - 1].start):
        return True
    behind = text[findings[i].core_end : named.start] if named.start >= findings[i].core_end else ""
    return behind.count(")") > behind.count("(")


def _counts_harm(reading: Reading, sentence: Sentence, named: Mention | None) -> bool:
    """Whether what is compared between groups is how often a harm occurred."""
    harms = harms_in(reading.tagged, sentence)
    return any(named is None or (named.start < m.end and m.start < named.end) for m in harms)


def _unnamed(found: list[Frame], sentence: Sentence) -> list[Frame]:
    """Frames in which measured values and shares of several arms that no known phrase names are of something else."""
    values = [f for f in found if not f.measure and f.arms and _is_measured_or_share(f.finding)]
    if len({f.arms for f in values}) < 2 or speaks_of_harm(sentence.text):
        return found
    return [replace(f, measure="other", measure_from="assumed") if f in values else f for f in found]


def _is_measured_or_share(finding: Finding) -> bool:
    share = finding.percent is not None or finding.total is not None
    return finding.spread or (finding.kind != "duration" and (share or is_measured(finding)))


def _goes_on(last: Finding, finding: Finding, measure: str) -> bool:
    """Whether a number goes on with the measure of the one before: both tell a value before treatment and after it."""
    kinds = {last.kind, finding.kind}
    alike = len(kinds) == 1 or kinds <= {"number", "rate"}
    return bool(measure) and last.baseline is not None and finding.baseline is not None and alike


def _is_alike(last: Finding, this: Finding) -> bool:
    """Whether two numbers are values of one kind, so that both are of the one measure that their sentence tells."""
    plain = last.value is not None and this.value is not None and last.n is None and this.n is None
    return plain and last.kind == this.kind and (last.baseline is None) == (this.baseline is None)


def _for_each(reading: Reading, frame: Frame, mention: GroupMention | None, until: int) -> list[Frame]:
    """A frame, once for each arm where it is told of each: "two patients in each group", "two each on A and B"."""
    if mention is None or frame.compared:
        return [frame]
    text = reading.tagged.study.view.text
    arms = mention.arms if _EACH.match(text[mention.start : mention.end]) else ()
    if _EACH_OF.match(text, frame.finding.core_end):
        arms = tuple(a for m in reading.groups.mentions_in(frame.finding.core_end, until) for a in m.arms)
    return [replace(frame, groups=(arm.group,), arms=(arm,)) for arm in arms] if len(arms) > 1 else [frame]


@dataclass(frozen=True, slots=True)
class _Words:
    """What a sentence offers to tell of its numbers."""

    text: str
    sentence: Sentence
    measures: Sequence[Mention]
    instruments: list[Mention]
    times: Sequence[Quantity]


def _words(reading: Reading, sentence: Sentence, findings: Sequence[Finding]) -> _Words:
    text = reading.tagged.study.view.text
    return _Words(
        text,
        sentence,
        outcome_mentions(reading.tagged, sentence),
        reading.tagged.mentions_in(sentence.start, sentence.end, "INSTRUMENT"),
        [
            t
            for t in sentence_times(reading.tagged, sentence)
            if not any(_covers(f, t) and not is_of_later_value(text, f, t) for f in findings)
        ],
    )


def _covers(finding: Finding, time: Quantity) -> bool:
    return time.start < finding.end and finding.start < time.end


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


def _measure(
    words: _Words, finding: Finding, instrument: Mention | None, before: Context
) -> tuple[str, Mention | None, Origin]:
    """Measure of a finding, the phrase that names it if any does, and how far it was fetched."""
    if relief_length(words.text, words.sentence, finding, words.measures):
        return "relief_duration", None, "clause"
    if finding.kind == "duration" and tells_onset(words.text[words.sentence.start : finding.start]):
        return "time_to_relief", None, "clause"
    named = measure_mention(words.text, finding, words.measures, words.sentence)
    before_it = words.text[words.sentence.start : finding.start]
    after = words.text[finding.core_end : words.sentence.end]
    beside = _told_beside(words, finding, named)
    if beside:
        return beside, None, "clause"
    counted = words.text[finding.start : finding.core_end]
    after = f" days{after}" if _IN_DAYS.search(counted) else after
    if named is not None and not (instrument is not None and _tells_better(words.text, finding, instrument, named)):
        return of_people(finding, named.kind, after, before_it), named, _origin(words, finding, named)
    if instrument is not None:
        return of_people(finding, instrument.kind, after), None, _origin(words, finding, instrument)
    measure, origin = assumed_measure(words.text, finding, words.sentence, before)
    return of_people(finding, measure, after), None, origin


def _told_beside(words: _Words, finding: Finding, named: Mention | None) -> str:
    """Measure that the words right beside a number tell better than the phrase that was found for it, or empty."""
    before = words.text[words.sentence.start : finding.start]
    if named is not None and counts_leaving(finding, before, words.text[finding.core_end : words.sentence.end]):
        return "other"
    told = tells_help(words.text, finding, words.sentence)
    bare = "response" if told else bare_measure(before, finding)
    if bare and (named is None or named.start >= finding.core_end or named.kind in _SIDES):
        return bare
    helped = (named is None or named.end <= finding.start) and helped_people(words.text, finding, words.sentence)
    return "response" if helped else ""


def _origin(words: _Words, finding: Finding, named: Mention) -> Origin:
    return "clause" if in_one_clause(words.text, finding, named) else "sentence"


def _tells_better(text: str, finding: Finding, instrument: Mention, named: Mention) -> bool:
    """Whether an instrument names the measure more exactly: right before the number, or beside a word of change."""
    overlap = instrument.start < named.end and named.start < instrument.end
    if overlap and named.kind == "response" and named.tagger == "grammar":
        return False  # a threshold of the scale: "a reduction of at least 50 % in VAS"
    right_before = instrument.end <= finding.start and _RIGHT_BEFORE.fullmatch(text[instrument.end : finding.start])
    own = instrument.kind in _OWN_MEASURES and named.kind in _CHANGE_WORDS
    return bool(overlap or right_before) or (own and in_one_clause(text, finding, instrument))


def _times_for(words: _Words, i: int, findings: Sequence[Finding], groups: Sequence[Belonging]) -> Sequence[Quantity]:
    """Times that may be those of a finding: not that of the next one, if this counts some of the same people."""
    if i + 1 == len(findings) or _arms(groups[i]) != _arms(groups[i + 1]):
        return words.times
    own = time_of_a_part(words.text, findings[i], findings[i + 1], words.times)
    return [t for t in words.times if t is not own]


def _arms(owner: Belonging) -> tuple[Arm, ...]:
    return owner.mention.arms if owner.mention else ()


def _time(words: _Words, finding: Finding, named: Mention | None, before: Context) -> tuple[str, Origin]:
    """Time of a finding and how far it was fetched.

    From its sentence, its end point's definition, the sentence before, or the study's own.
    """
    if before.measure in OF_THEMSELVES and finding.kind == "duration":
        return "", "none"
    told, origin = time_of(words.text, finding, words.times, named, words.measures)
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

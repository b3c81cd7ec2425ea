"""What each finding of a sentence measures: by the phrase that names it, its instrument, or what was told before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cephlit.facts.harms.stretches import harms_in
from cephlit.facts.reading import Reading
from cephlit.facts.results.assumed import assumed_measure, bare_measure, helped_people, tells_help
from cephlit.facts.results.bundles import Belonging, bundles
from cephlit.facts.results.context import Context, Origin
from cephlit.facts.results.finding import Finding
from cephlit.facts.results.leaving import counts_leaving
from cephlit.facts.results.listed_measures import respective_measures
from cephlit.facts.results.measures import measure_mention, of_people, relief_length
from cephlit.facts.results.named_measures import outcome_mentions
from cephlit.facts.results.nearness import in_one_clause, nearest
from cephlit.facts.results.retyped import tells_onset
from cephlit.tagging.tagged import Mention, Sentence

_FEWEST = 3
"""Values that a list of measures is told of, at least; two may be those of two groups."""

_NEXT_MEASURE = re.compile(r",? and (?:the |mean )?|, (?:the |mean )?")
_EFFECT_SIZE = re.compile(r"\beffect sizes?\b|\b(?:Cohen'?s|Hedges'?) [dg]\b", re.IGNORECASE)
_OWN_MEASURES = frozenset({"satisfaction", "disability", "quality_of_life"})
_IN_DAYS = re.compile(r"\d (?:(?:fewer|more|less|headache|migraine|monthly) ){0,3}days\b", re.IGNORECASE)
_SIDES = frozenset({"attack_frequency", "headache_days", "attack_duration", "pain_intensity", "response", "other"})
_RIGHT_BEFORE = re.compile(r"(?: scores?)?(?: of| was|:| =)? ?")
"""What stands between the name of an instrument and its value: "(VAS 4.2 vs 5.9)"."""

_CHANGE_WORDS = frozenset({"response", "associated_symptoms", "other"})


@dataclass(frozen=True, slots=True)
class Wording:
    """What a sentence offers to tell what its numbers measure.

    Attributes
    ----------
    text, sentence
        The study's view, and the sentence.
    measures, instruments
        Phrases in it that name what was measured, and with what.
    """

    text: str
    sentence: Sentence
    measures: Sequence[Mention]
    instruments: Sequence[Mention]

    @classmethod
    def of(cls, reading: Reading, sentence: Sentence) -> "Wording":
        """The wording of a sentence."""
        return cls(
            reading.tagged.study.view.text,
            sentence,
            outcome_mentions(reading.tagged, sentence),
            reading.tagged.mentions_in(sentence.start, sentence.end, "INSTRUMENT"),
        )


@dataclass(frozen=True, slots=True)
class ToldMeasure:
    """The measure of a finding, the phrase that names it and its instrument, if any, and how far it was fetched."""

    measure: str
    named: Mention | None
    instrument: Mention | None
    origin: Origin


def own_measures(
    words: Wording, findings: Sequence[Finding], groups: Sequence[Belonging], before: Context
) -> list[ToldMeasure]:
    """Measure of each finding by itself, by the first of its bundle, or by the one before that it goes on with."""
    listed = _listed_measures(words, findings)
    if listed:
        return [ToldMeasure(m.kind, m, None, "clause") for m in listed]
    first_of = {i: first for first, last in bundles(words.text, findings) for i in range(first + 1, last)}
    listed = respective_measures(words.text, words.sentence, findings, words.measures)
    if listed and len({m.groups for m in (o.mention for o in groups) if m is not None}) < 2:
        return [ToldMeasure(of_people(f, m.kind, ""), m, None, "clause") for f, m in zip(findings, listed, strict=True)]
    found: list[ToldMeasure] = []
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
        found.append(ToldMeasure(measure, named, instrument, origin))
    return found


def _listed_measures(words: Wording, findings: Sequence[Finding]) -> list[Mention]:
    """Measure of each finding where as many are listed before all of them and told respectively; else empty.

    "Hours with headache, days with migraine and severity were reduced by 20, 17 and 21 %, respectively".
    """
    if len(findings) < _FEWEST or "respectively" not in words.sentence.text:
        return []
    named = [m for m in words.measures if m.end <= findings[0].start]
    gaps = [words.text[a.end : b.start] for a, b in pairwise(named)]
    apart = len({m.kind for m in named}) > 1 and len(named) == len(findings)
    return named if apart and all(_NEXT_MEASURE.fullmatch(gap) for gap in gaps) else []


def settled_measures(
    reading: Reading,
    sentence: Sentence,
    findings: Sequence[Finding],
    own: Sequence[ToldMeasure],
    compared: Sequence[str],
) -> list[ToldMeasure]:
    """Measure of each finding; what compares groups is of the measure that was told of them."""
    found: list[ToldMeasure] = []
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


def _goes_on(last: Finding, finding: Finding, measure: str) -> bool:
    """Whether a number goes on with the measure of the one before: both tell a value before treatment and after it."""
    kinds = {last.kind, finding.kind}
    alike = len(kinds) == 1 or kinds <= {"number", "rate"}
    return bool(measure) and last.baseline is not None and finding.baseline is not None and alike


def _is_alike(last: Finding, this: Finding) -> bool:
    """Whether two numbers are values of one kind, so that both are of the one measure that their sentence tells."""
    plain = last.value is not None and this.value is not None and last.n is None and this.n is None
    return plain and last.kind == this.kind and (last.baseline is None) == (this.baseline is None)


def _measure(
    words: Wording, finding: Finding, instrument: Mention | None, before: Context
) -> tuple[str, Mention | None, Origin]:
    """Measure of a finding, the phrase that names it if any does, and how far it was fetched."""
    if relief_length(words.text, words.sentence, finding, words.measures):
        return "relief_duration", None, "clause"
    if finding.kind == "duration" and tells_onset(
        words.text[words.sentence.start : finding.start], words.text[finding.core_end : words.sentence.end]
    ):
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
    if not measure and _EFFECT_SIZE.search(words.sentence.text):
        measure, origin = before.measure, "before"  # "The effect size was large"
    return of_people(finding, measure, after), None, origin


def _told_beside(words: Wording, finding: Finding, named: Mention | None) -> str:
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


def _origin(words: Wording, finding: Finding, named: Mention) -> Origin:
    return "clause" if in_one_clause(words.text, finding, named) else "sentence"


def _tells_better(text: str, finding: Finding, instrument: Mention, named: Mention) -> bool:
    """Whether an instrument names the measure more exactly: right before the number, or beside a word of change."""
    overlap = instrument.start < named.end and named.start < instrument.end
    if overlap and named.kind == "response" and named.tagger == "grammar":
        return False  # a threshold of the scale: "a reduction of at least 50 % in VAS"
    right_before = instrument.end <= finding.start and _RIGHT_BEFORE.fullmatch(text[instrument.end : finding.start])
    own = instrument.kind in _OWN_MEASURES and named.kind in _CHANGE_WORDS
    return bool(overlap or right_before) or (own and in_one_clause(text, finding, instrument))

"""Which numbers of a sentence are results of the study: neither harm nor a description of the sample."""

import re
from collections.abc import Sequence

from cephlit.facts.reading import Reading
from cephlit.facts.results.about_data import tells_of_data
from cephlit.facts.results.assumed import tells_help
from cephlit.facts.results.before_treatment import values_before
from cephlit.facts.results.beside_results import (
    compares_samples,
    counts_earlier_trials,
    counts_excluded,
    tells_traits,
)
from cephlit.facts.results.bundles import bundles
from cephlit.facts.results.eligible import (
    counts_treatments,
    describes_sample,
    is_period,
    names_end_point,
    shares_of_conditions,
    states_value,
    taken_before,
)
from cephlit.facts.results.enrolled import counts_allocation, counts_enrolment
from cephlit.facts.results.finding import Finding, is_negative
from cephlit.facts.results.leaving import counts_leaving
from cephlit.facts.results.measures import is_harm, relief_length
from cephlit.facts.results.named_measures import outcome_mentions
from cephlit.facts.results.no_values import is_size_of_studies, is_test_statistic, states_limit
from cephlit.facts.results.people import counted_findings, is_the_whole, with_everybody
from cephlit.facts.results.retyped import tells_onset
from cephlit.facts.results.single_values import lists_single_values
from cephlit.facts.results.statistics import between_groups, compares_groups
from cephlit.facts.results.thresholds import defines_response
from cephlit.facts.results.time_points import SUSTAINED
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_RATES = frozenset({"attack_frequency", "headache_days", "rescue_medication"})
_IN_SOME = re.compile(
    r"\b(?:in|among|for) (?:the )?(?:[\w-]+ ){0,2}(?:women|men|females?|males?|boys|girls)(?: patients)? ?[(\[]$",
    re.IGNORECASE,
)
"""People in whom something was seen, and whose share stands in the bracket: "relief was rarer in men (22 % [2/9])"."""
_GOES_ON = re.compile(
    r"[)\]]?(?:(?! (?:to|after|at|week|month|by|fell|decreased|during)\b) [\w%-]+){0,8}?,? (?:and|versus|vs\.?)"
    r"(?:(?! (?:to|after|at|week|month|by|fell|decreased|during)\b) [\w-]+){0,6} "
)
"""What stands between values before treatment of two groups."""
_WITH = re.compile(r"\b(?:with|suffering from|having|who had) (?:[\w-]+ ){0,2}$", re.IGNORECASE)
_ENTERED = re.compile(r"\b(?:randomi[sz]ed|randomly|assigned|allocated|enrolled|recruited|included)\b", re.IGNORECASE)
_HAD_FAILED = re.compile(
    r"^ (?:[\w-]+ ){0,3}(?:patients|subjects|participants|children|women|men|adults)\b[^.;]{0,90}\bwho (?:had|did) "
    r"(?:not |never |previously |earlier ){0,2}(?:respond|improv|benefit|fail)\w*[^.;]{1,120} "
    r"(?:were|received|underwent|took)\b",
    re.IGNORECASE,
)
"""People who are told by what had failed before, and what they were given then."""
_SUFFERERS = re.compile(r" (?:patients|sufferers|subjects|attacks|headaches)\b", re.IGNORECASE)
_NEAR = 45
"""Characters within which an outcome named after a number belongs to it."""


def own_results(reading: Reading, sentence: Sentence) -> list[Finding]:
    """Findings of a sentence that are results, in order."""
    text = reading.tagged.study.view.text
    counted = with_everybody(sentence, counted_findings(reading.tagged, sentence))
    findings = [between_groups(f, text[sentence.start : f.start]) for f in counted]
    if describes_people(reading.tagged, sentence):
        findings = [f for f in findings if _is_leaving(reading.tagged, sentence, f)]
    before = values_before(text, sentence, counted)
    told = [f not in before and is_result(reading, sentence, f) for f in findings]
    if not any(told):
        told = _rates_of_arms(reading, sentence, findings)
    told = _without_more_of_baseline(text, sentence, findings, told)
    for first, last in bundles(text, findings):
        told[first:last] = [any(told[first:last])] * (last - first)
    return [f for f, is_told in zip(findings, told, strict=True) if is_told and not lists_single_values(f, text, False)]


def _without_more_of_baseline(
    text: str, sentence: Sentence, findings: Sequence[Finding], told: Sequence[bool]
) -> list[bool]:
    """Which findings are results where one that goes on from a value before treatment is none either.

    "At baseline the A group had 17.8 (SD 10) attacks a week and the B group 17.3 (SD 10)".
    """
    kept = list(told)
    for i in range(1, len(findings)):
        last, f = findings[i - 1], findings[i]
        alike = last.kind == f.kind and last.spread == f.spread and f.value is not None and f.baseline is None
        before = not kept[i - 1] and alike and taken_before(last, text[sentence.start : last.start])
        if before and f.n is None and f.ci_low is None and _GOES_ON.fullmatch(text[last.end : f.start]):
            kept[i] = False
    return kept


def _rates_of_arms(reading: Reading, sentence: Sentence, findings: Sequence[Finding]) -> list[bool]:
    """Which findings are rates after treatment that a sentence gives for arms side by side.

    "The attack rate was 4.2 per month on A and 6.0 per month on B": each stands behind the measure and beside its arm.
    """
    text = reading.tagged.study.view.text
    rates = [f for f in findings if f.kind == "rate" and not taken_before(f, text[sentence.start : f.start])]
    arms = {m.arms for m in reading.groups.mentions_in(sentence.start, sentence.end) if len(m.arms) == 1}
    named = [m for m in outcome_mentions(reading.tagged, sentence) if m.kind in _RATES]
    shared = len(rates) == len(arms) > 1 and bool(named) and named[0].end <= rates[0].start
    plain = shared and not any(counts_treatments(f, text[sentence.start : f.start]) for f in rates)
    return [plain and f in rates for f in findings]


def is_result(reading: Reading, sentence: Sentence, finding: Finding) -> bool:
    """Whether a finding of a sentence is a result."""
    text, tagged = reading.tagged.study.view.text, reading.tagged
    before, after = text[sentence.start : finding.start], text[finding.core_end : sentence.end]
    beside = (is_test_statistic, is_size_of_studies, tells_of_data)
    if counts_excluded(finding, after) or any(tells(finding, before, after) for tells in beside):
        return False
    if counts_leaving(finding, before, after):
        return True
    if _enters_or_defines(tagged, sentence, finding, before, after) or _tells_who(tagged, sentence, finding):
        return False
    compares = finding.ci_low is not None and compares_groups(before)
    return states_value(finding, text, before, after) and (compares or not is_harm(text, tagged, sentence, finding))


def describes_people(tagged: TaggedStudy, sentence: Sentence) -> bool:
    """Whether a sentence tells who took part: groups that were alike, or traits of people beside nothing measured."""
    if compares_samples(sentence.text):
        return True
    named = tagged.mentions_in(sentence.start, sentence.end, "OUTCOME", "INSTRUMENT", "EVENT")
    return not named and tells_traits(sentence.text) and not outcome_mentions(tagged, sentence)


def _is_leaving(tagged: TaggedStudy, sentence: Sentence, finding: Finding) -> bool:
    text = tagged.study.view.text
    return counts_leaving(finding, text[sentence.start : finding.start], text[finding.core_end : sentence.end])


def _enters_or_defines(tagged: TaggedStudy, sentence: Sentence, finding: Finding, before: str, after: str) -> bool:
    """Whether a number counts those who entered or are counted of, is a threshold, or one of many single values."""
    shares = tagged.quantities_in(sentence.start, sentence.end, "percent", "fraction")
    others = any(q.end <= finding.start or q.start >= finding.end for q in shares)
    return (
        counts_enrolment(finding, before, after)
        or is_the_whole(finding, before)
        or lists_single_values(finding, tagged.study.view.text, others)
        or defines_response(finding, before, after, others)
        or states_limit(before)
        or (finding.kind == "percent" and names_end_point(before))
    )


def _tells_who(tagged: TaggedStudy, sentence: Sentence, finding: Finding) -> bool:
    """Whether a number describes who took part, how long, or how many were given what or had which condition."""
    if is_negative(finding):  # only changes and differences are
        return False
    text = tagged.study.view.text
    before, after = text[sentence.start : finding.start], text[finding.core_end : sentence.end]
    outcomes = outcome_mentions(tagged, sentence)
    behind = next((m for m in outcomes if m.start >= finding.core_end), None)
    gap = text[finding.core_end : behind.start] if behind else ""
    if (behind is not None and _is_of_whom(behind, gap) and _ENTERED.search(after)) or _HAD_FAILED.match(after):
        return True
    near = behind is not None and len(gap) <= _NEAR and "," not in gap
    named = tagged.mentions_in(sentence.start, sentence.end, "OUTCOME")
    shares = tagged.quantities_in(sentence.start, sentence.end, "percent", "fraction")
    told = finding.total is not None and any(m.end <= finding.start for m in outcomes)
    near = near or (told and finding.percent is not None and _IN_SOME.search(before[-40:]) is not None)
    counts = finding.n is not None or finding.percent is not None
    return (
        describes_sample(finding, before, after, near)
        or counts_treatments(finding, before)
        or counts_earlier_trials(finding, after)
        or (_holds_for(finding, before) and (bool(shares) or _counts_before(tagged, sentence, finding)))
        or (
            is_period(finding, before)
            and not (tells_onset(before, after) or relief_length(text, sentence, finding, named))
        )
        or (counts_allocation(finding, after) and not near and not told and not tells_help(text, finding, sentence))
        or (counts and _counts_condition(tagged, sentence, finding, bool(named)))
    )


def _is_of_whom(behind: Mention, gap: str) -> bool:
    """Whether a phrase only tells what the people have who are counted: "68 children with recurrent headache"."""
    return behind.kind == "recurrence" and behind.text.lower().startswith("recurrent") and _WITH.search(gap) is not None


def _holds_for(finding: Finding, before: str) -> bool:
    """Whether a length of time is that over which an effect held."""
    return finding.kind == "duration" and SUSTAINED.search(before[-40:]) is not None


def _counts_before(tagged: TaggedStudy, sentence: Sentence, finding: Finding) -> bool:
    """Whether people are counted right before a number, in its clause ("eight stayed attack-free for 4 weeks")."""
    text = tagged.study.view.text
    counted = [f for f in counted_findings(tagged, sentence) if f.n is not None and f.end <= finding.start]
    return bool(counted) and re.search(r"[,;]", text[counted[-1].end : finding.start]) is None


def _counts_condition(tagged: TaggedStudy, sentence: Sentence, finding: Finding, named: bool) -> bool:
    """Whether a count or share tells how many had a condition, which describes the sample.

    It stands right before the condition, or its sentence names another disorder than headache, no outcome and no test.
    """
    conditions = tagged.mentions_in(sentence.start, sentence.end, "CONDITION")
    behind = [m for m in conditions if m.start >= finding.end]
    text = tagged.study.view.text
    if behind and finding.total is not None and _SUFFERERS.match(text[behind[0].end : sentence.end]):
        return False  # those counted had it all: "in 10 of 12 migraine patients"
    if behind and shares_of_conditions(
        finding, text[finding.core_end : behind[0].start], text[behind[0].end : sentence.end]
    ):
        return True
    others = any(m.kind != "headache" for m in conditions)
    if tagged.quantities_in(sentence.start, sentence.end, "p_value"):
        return False
    return others and not named and not tagged.mentions_in(sentence.start, sentence.end, "EVENT")

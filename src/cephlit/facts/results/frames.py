"""Findings of one sentence with what each is about: measure, group, time point, statistic, direction."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from cephlit.facts.groups import Arm, GroupMention
from cephlit.facts.harm import harms_in, speaks_of_harm
from cephlit.facts.reading import Reading
from cephlit.facts.records import Group
from cephlit.facts.results.alignment import align
from cephlit.facts.results.findings import Finding
from cephlit.facts.results.nearness import distance, nearest
from cephlit.facts.results.statistics import compares_groups
from cephlit.facts.results.time_points import respective_times, sentence_times, time_of
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy
from cephlit.vocabulary.load import rows

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
    defined: Mapping[str, str] = field(default_factory=dict)


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
    said
        Whether the measure stands in the sentence itself.
    """

    finding: Finding
    measure: str
    instrument: str
    time: str
    groups: tuple[Group, ...]
    arms: tuple[Arm, ...]
    said: bool


_SHARES_ONLY = frozenset({"pain_freedom", "response", "remission", "incidence", "recurrence"})
_NO_SHARES = frozenset({"treatment_exposure", "time_to_relief"})
_RATES = frozenset({"attack_frequency", "headache_days", "rescue_medication", "other", "aura", "associated_symptoms"})


def _fits(finding: Finding, measure: str, before: str) -> bool:
    """Whether a measure can take this kind of number: no share of a length of time, no mean of a remission."""
    if compares_groups(before):
        return True
    if finding.kind == "duration":
        return measure in _DURATIONS
    if finding.kind == "rate":
        return measure in _RATES
    if finding.percent is not None or finding.n is not None:
        return measure not in _NO_SHARES
    return measure not in _SHARES_ONLY


def measure_mention(text: str, finding: Finding, measures: Sequence[Mention], sentence: Sentence) -> Mention | None:
    """The phrase that names what a finding measures, or None."""
    before = text[sentence.start : finding.start]
    fitting = [m for m in measures if _fits(finding, m.kind, before)]
    telling = [m for m in fitting if m.kind != "other"] or fitting
    cost = _SUBJECT_COST if _SUBJECT.match(text[finding.core_end : sentence.end]) else _FOLLOWING_COST
    return nearest(text, finding, telling, cost)


def _is_the_headache(tagged: TaggedStudy, sentence: Sentence, event: Mention) -> bool:
    """Whether an event is the headache that the study treats, in a sentence that does not speak of harm."""
    same = tagged.mentions_in(event.start, event.end, "CONDITION")
    return any(m.kind == "headache" for m in same) and not speaks_of_harm(sentence.text)


def is_harm(text: str, tagged: TaggedStudy, sentence: Sentence, finding: Finding) -> bool:
    """Whether a number counts a harm: the nearest phrase names an adverse event, not an outcome."""
    harms = [m for m in harms_in(tagged, sentence) if not _is_the_headache(tagged, sentence, m)]
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


_TIME_TO = re.compile(r"\b(?:time (?:to|until)|onset of|latency (?:to|of))(?: [\w%-]+){0,3} ?$", re.IGNORECASE)
_SYMPTOM_CHANGED = re.compile(
    r"\b(?:absent|absence|free|freedom|resol|reliev|relief|present|persist|disappear|improv|reduc|less)\w*", re.I
)


_SUBJECTS = r"(?:headaches?|attacks?|pain|migraines?|bouts?|symptoms|episodes?|PDPH|paroxysms|the cluster)"


@lru_cache(1)
def _verbs() -> tuple[re.Pattern[str], dict[str, str]]:
    """What headaches do in results ("returned", "ceased"), and the measure that each verb tells."""
    measures = {row["verb"]: row["measure"] for row in rows("outcome_verbs")}
    verbs = "|".join(sorted(map(re.escape, measures), key=len, reverse=True))
    return re.compile(rf"\b{_SUBJECTS}\b(?: (?!in\b|with\b|of\b)[a-z]+){{0,3}}? ({verbs})\b", re.IGNORECASE), measures


def _told_by_verbs(tagged: TaggedStudy, sentence: Sentence, known: Sequence[Mention]) -> list[Mention]:
    """Outcomes that a verb tells of the headache: "headache had returned in 8 patients"."""
    pattern, measures = _verbs()
    found = []
    for match in pattern.finditer(sentence.text):
        verb = match.group(1)
        start, end = sentence.start + match.start(1), sentence.start + match.end(1)
        if not any(m.start < end and start < m.end for m in known):
            found.append(
                Mention("OUTCOME", start, end, verb, verb.lower(), kind=measures[verb.lower()], tagger="grammar")
            )
    return found


def outcome_mentions(tagged: TaggedStudy, sentence: Sentence) -> list[Mention]:
    """Phrases that name what was measured, in order.

    Relief that a time is told to is the time to relief; a symptom of the attack that a sentence tells the change of,
    and does not count as harm, is one of the associated symptoms.
    """
    text = tagged.study.view.text
    found = []
    for m in tagged.mentions_in(sentence.start, sentence.end, "OUTCOME"):
        timed = m.kind in _RELIEF and _TIME_TO.search(text[max(sentence.start, m.start - 45) : m.start])
        found.append(replace(m, kind="time_to_relief") if timed else m)
    found += _told_by_verbs(tagged, sentence, found)
    if not speaks_of_harm(sentence.text) and _SYMPTOM_CHANGED.search(sentence.text):
        symptoms = tagged.mentions_in(sentence.start, sentence.end, "EVENT")
        found += [
            replace(m, kind="associated_symptoms")
            for m in symptoms
            if m.kind == "symptom" and not any(o.start < m.end and m.start < o.end for o in found)
        ]
    return sorted(found, key=lambda m: m.start)


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
    measures = outcome_mentions(reading.tagged, sentence)
    instruments = reading.tagged.mentions_in(sentence.start, sentence.end, "INSTRUMENT")
    times = [
        t
        for t in sentence_times(reading.tagged, sentence)
        if not any(t.start < f.end and f.start < t.end for f in findings)
    ]
    groups = group_mentions_of(reading, sentence, findings, before)
    told = respective_times(reading.tagged, sentence, findings)
    found = []
    for i, (finding, mention) in enumerate(zip(findings, groups, strict=True)):
        lasting = relief_length(text, sentence, finding, measures)
        named = None if lasting else measure_mention(text, finding, measures, sentence)
        instrument = nearest(text, finding, instruments)
        if lasting:
            measure = "relief_duration"
        else:
            measure = named.kind if named else (instrument.kind if instrument else _assumed(finding, sentence, before))
        found.append(
            Frame(
                finding,
                _of_people(finding, measure),
                instrument.concept if instrument else "",
                told[i] if told else _time(text, finding, times, named, measures, replace(before, measure=measure)),
                mention.groups if mention else (),
                mention.arms if mention else (),
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


_BESIDE = re.compile(r"^[^A-Za-z.;]{0,12}(?:vs\.?|versus|and|to|compared with|against)?[^A-Za-z.;]{0,4}$")


_REACHED = re.compile(
    r"\b(?:reduction|fall|decrease|improvement|drop|fewer)\b[^.;]{0,80}\b(?:reach|achiev|attain|had|obtain|seen)",
    re.IGNORECASE,
)
_TESTED = re.compile(
    r"\b(?:differ|signific|superior|inferior|effective|efficacy|end ?-?point|respon|success|benefit|better|greater|corresponding|"
    r"figures?|proportions?|effect size|compar|versus|vs)\w*",
    re.IGNORECASE,
)


def _assumed(finding: Finding, sentence: Sentence, before: Context) -> str:
    """Measure of a number whose sentence names none: the primary end point, for a share or a tested value only."""
    if finding.kind == "rate":
        return "attack_frequency"
    if not _TESTED.search(sentence.text):
        return ""
    if finding.kind in ("percent", "fraction") and _REACHED.search(sentence.text):
        return "response"
    told = finding.kind in ("percent", "fraction") or finding.p_relation or finding.ci_low is not None
    return before.primary or before.measure if told else ""


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
        alignment = align([(f.start, f.core_end) for f in findings], [(m.start, m.end) for m in mentions], text)
        if alignment.score >= _MINIMUM_SCORE or len(mentions) == 1:
            found = [None if i is None else mentions[i] for i in alignment.pairs]
    if before is not None:
        for first, last in _bundles(text, findings):
            near = _armed_near(mentions, findings, first, last, sentence)
            for listed in (before.groups, _arms_in_order(reading)):
                if len(listed) >= 2 and (last - first) % len(listed) == 0 and near < len(listed):
                    found[first:last] = list(listed) * ((last - first) // len(listed))
                    break
    return found


def _bundles(text: str, findings: Sequence[Finding]) -> list[tuple[int, int]]:
    """Runs of findings that stand side by side ("139 vs 95"; "40 %, 48 % and 29 %"), as first and one past the last."""
    runs: list[tuple[int, int]] = []
    for i in range(len(findings)):
        beside = i > 0 and _BESIDE.match(text[findings[i - 1].core_end : findings[i].start])
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


def _time(
    text: str,
    finding: Finding,
    times: Sequence[Quantity],
    named: Mention | None,
    measures: Sequence[Mention],
    before: Context,
) -> str:
    """Time of a finding: from its sentence, its end point's definition, or the sentence before."""
    told = time_of(text, finding, times, named, measures)
    phrase = named.concept if named else ""
    return told or before.defined.get(phrase) or before.defined.get(before.measure) or before.time


def is_duration_result(finding: Finding, measure: str) -> bool:
    """Whether a length of time can be a result of this measure (else it is a time point or a treatment's length)."""
    return finding.kind != "duration" or measure in _DURATIONS

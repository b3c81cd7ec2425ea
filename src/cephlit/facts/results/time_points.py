"""When a result was taken: in its own sentence, as its end point was defined, or as the sentence before says."""

import re
from collections.abc import Sequence

from cephlit.facts.reading import Reading
from cephlit.facts.results.context import Origin
from cephlit.facts.results.finding import Finding
from cephlit.facts.results.nearness import distance, in_one_clause, nearest
from cephlit.facts.results.retyped import as_result
from cephlit.tagging.quantities.units import to_hours
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy

START = frozenset({"baseline", "admission"})
"""Times before treatment."""

END = "end of treatment"
"""Time at which the study ends, whose length the methods may tell."""

_SPOKEN = re.compile(
    r"\b(?:in|within|at|after|over|during|throughout|period of|follow[ -]?up of|following|first)(?: (?:the|a|first"
    r"|last|about|another)){0,6} $",
    re.I,
)
_TREATED_FOR = re.compile(
    r"\b(?:for|over|during|at|after|through|to|(?:treatment|double-blind)[ \w-]{0,20} of)(?: (?:the"
    r"|a|up to|week|month))* $",
    re.IGNORECASE,
)
_GIVEN_FOR = re.compile(r"\bfor(?: (?:the|a|up to))* $", re.IGNORECASE)
_LONG = re.compile(
    r"^(?:[ -]|, )(?:of )?(?:[\w-]+,? ){0,3}?(?:treatment|double-blind|trial|study|period|phase|follow-up|follow up)",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:at least|history|previous|prior|past|last|preceding|more than|less than|within)\b", re.IGNORECASE
)
_NOT_TREATMENT = re.compile(
    r"^[ -](?:of )?(?:[\w-]+,? ){0,5}(?:cross-?over|run-?in|baseline|wash-?out|titration|before"
    r"|prior|ago|earlier|old|later|or longer)",
    re.IGNORECASE,
)
_GIVEN_OVER = re.compile(
    r"\b(?:infus|inject|administ|given|applied|deliver|perfus)\w*(?: [\w-]+){0,3} (?:over|during|for|in)"
    r"(?: (?:a|the|about|approximately|period of|mean of|median of)){0,3} $",
    re.IGNORECASE,
)
"""What makes a length of time that of one giving of a drug ("infused over 12 minutes")."""
_PER = re.compile(r"\bper \w+[ -]\w+$|\b(?:28|30)-days?$|\bfour-week$|\b4-week$", re.IGNORECASE)
_FOLLOWED = re.compile(r"[ -](?:follow|visit|assessment|time ?point)", re.IGNORECASE)
"""What stands behind a time at which people were seen again: "the 4-week follow-up"."""
SUSTAINED = re.compile(
    r"\b(?:lasted|lasting|sustained|maintained|relief"
    r"|(?:pain|attack|headache|migraine|symptom)[- ]?free|freedom)(?: for)?(?: (?:at least|about|up to))? $"
    r"|\bfree (?:from|of) (?:[\w-]+ ){1,3}for (?:at least )?$",
    re.IGNORECASE,
)
"""Words in front of the length of time over which relief held, at whose end a share of people still had it."""

_WINDOW = re.compile(r"\b(?:last|final|past|preceding|previous)(?: (?:the|full))? $", re.IGNORECASE)
"""Words that make a length of time the window over which something was counted."""

_PHASE_BEFORE = re.compile(r"^[ -](?:[\w-]+ ){0,3}?(?:run-?in|wash-?out|baseline|titration)\b", re.IGNORECASE)
_TOLD_BEHIND = re.compile(
    r"^(?: (?:vs?\.?|versus|against|compared with) [-−]?\d{1,4}(?:\.\d{1,3})?(?: ?(?:%|[a-z]{1,6}))?"
    r"(?= (?:at|after|by|within)\b))?"
    r"\)?[^,;.()\d]{0,25}\b(?:at|after|by|in|on|within)(?: (?:the|a|about|only))? $|^ \($|^ (?:a |the )?$",
    re.IGNORECASE,
)
_LATER_VALUE = re.compile(r",? (?:(?:it|was|were|to|only|had|fallen) ){0,3}-?\d[\d.]{0,6}(?: ?[a-z%/]{1,12})?")
"""What goes from a time to the later of two values: "66 at baseline and at 12 months 58"."""
_NEXT_CLAUSE = re.compile(r"[^.;]{0,20}?[,;)] (?:and |but |while )?(?:at|after|by|in)(?: (?:the|a))? ", re.IGNORECASE)
_TOLD_NEXT = re.compile(r",? (?:by|was|were|to|it was|a|the|[\w-]+ was)? ?[-−]?\d")
_ACUTE = frozenset({"pain_freedom", "pain_relief", "associated_symptoms", "pain_intensity", "disability", "response"})
"""Measures of one attack, which are taken at the same hours."""

_LISTED = re.compile(r"(?:[\d ,]|\band\b|\b(?:weeks?|months?|hours?|days?|h|min)\b){1,40}")
_A_PART = re.compile(
    r"\)?[^.;,\d]{0,80}[,;](?: and)?(?: (?:in|with|including|of (?:whom|these|them)|the majority|(?:the )?most"
    r"(?: of (?:whom|these|them))?)(?:,| \()?)? ?",
    re.IGNORECASE,
)
"""What stands between the number of those who had a result and that of those among them who had it by some time."""
_OF_THE_PART = re.compile(
    r"\)?,?(?: (?:patients|subjects|of (?:them|these|whom)|already|even)\)?){0,2} (?:with)?in(?: the first)? "
    r"|\)? (?:by|as early as) ",
    re.IGNORECASE,
)
_HOURS = frozenset({"min", "h"})
_FAR = 250
_AFTER_COST = 10.0


_OF_THE_STUDY = re.compile(
    r"[ -](?:data[ -]collection|enrol\w+|inclusion|recruit\w+|study|trial)[ -](?:period|phase|interval)\b",
    re.IGNORECASE,
)
"""What makes a length of time that over which people were recruited, and no time of a result."""


def sentence_times(tagged: TaggedStudy, sentence: Sentence) -> list[Quantity]:
    """Times of a sentence at which a result can have been taken, in order."""
    text = tagged.study.view.text
    found = tagged.quantities_in(sentence.start, sentence.end, "time_point", "duration")
    return [
        q
        for q in found
        if as_result(q, text).kind == q.kind
        and not _OF_THE_STUDY.match(text[q.end : q.end + 40])
        and _is_time(q, text[max(sentence.start, q.start - 40) : q.start], text[q.start : q.end + 40])
    ]


def _is_time(q: Quantity, before: str, from_it: str) -> bool:
    """Whether a result can have been taken at a time, which neither starts the study nor is only counted over."""
    words, behind = from_it[: q.end - q.start], from_it[q.end - q.start :]
    if q.low is not None and (_WINDOW.search(before) or _PHASE_BEFORE.match(behind) or _GIVEN_OVER.search(before)):
        return False
    if q.kind == "time_point":
        counted = _PER.search(before[-12:] + words) is not None and _FOLLOWED.match(behind) is None
        return q.norm not in START and not counted
    ranged = q.high is not None and before.endswith("from ")
    return q.low is not None and bool(ranged or SUSTAINED.search(before) or _SPOKEN.search(before))


def wording(q: Quantity) -> str:
    """A time in the tables' words: ``2 h``, ``9-12 wk``."""
    if q.norm and q.kind == "time_point":
        return q.norm
    ends = f"{q.low:g}" if q.high is None else f"{q.low:g}-{q.high:g}"
    return f"{ends} {q.unit}"


def hours_of(time: str) -> float | None:
    """Hours of a time point that is a number with a unit, else None."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?) (s|min|h|d|wk|mo|a)", time)
    return round(to_hours(float(match[1]), match[2]), 3) if match else None


PRIMARY = re.compile(r"\bprimary (?:[a-z]+ )?(?:end[ -]?point|outcome)s?\b", re.IGNORECASE)
PRIMARY_KEY = "primary end point"
"""Under which the time of the study's primary end point is kept with those of the phrases."""


def defined_times(reading: Reading) -> dict[str, str]:
    """Time of each end point as aim and methods define it: by phrase, and by measure where all its phrases agree."""
    by_phrase: dict[str, str] = {}
    by_measure: dict[str, set[str]] = {}
    for sentence, role in reading.sentences():
        if role not in ("aim", "methods"):
            continue
        text = reading.tagged.study.view.text
        times = sentence_times(reading.tagged, sentence)
        for m in reading.tagged.mentions_in(sentence.start, sentence.end, "OUTCOME", "INSTRUMENT"):
            time = nearest(text, m, [t for t in times if t.start >= m.end])
            if time is not None and distance(text, m, time) <= 60 and not _is_one_of_several(text, time, times):
                by_phrase.setdefault(m.concept, wording(time))
                by_measure.setdefault(m.kind, set()).add(wording(time))
        if len({wording(t) for t in times}) == 1 and PRIMARY.search(sentence.text):
            by_phrase.setdefault(PRIMARY_KEY, wording(times[0]))
    alone = {measure: times.pop() for measure, times in by_measure.items() if len(times) == 1}
    return alone | by_phrase


def _is_one_of_several(text: str, time: Quantity, times: Sequence[Quantity]) -> bool:
    """Whether a time is the first of a list at which an end point is taken: "at 30, 60 and 120 min"."""
    after = next((t for t in times if t.start >= time.end), None)
    return after is not None and _LISTED.fullmatch(text[time.end : after.start]) is not None


_WEEK = 168.0
"""Hours of a week: shorter treatments are those of single attacks."""

_OF_THE_PERIOD = frozenset(
    {
        "attack_frequency",
        "headache_days",
        "response",
        "disability",
        "quality_of_life",
        "attack_duration",
        "pain_intensity",
        "rescue_medication",
        "satisfaction",
        "other",
    }
)
"""Measures that are taken over or at the end of a period of treatment."""


def period_time(study: str, measure: str) -> str:
    """The study's own time for a measure that is taken at its end, or empty."""
    return study if measure in _OF_THE_PERIOD else ""


def study_time(reading: Reading) -> str:
    """Time at which a comparison of arms took its results: the length of its treatment, a week or more; else empty.

    The longest of the treatment's lengths is meant where several are told, as run-in and titration are shorter. A study
    without arms follows each of its patients for as long as it can, so that no one time is meant.
    """
    if len(reading.groups.arms) < 2:
        return ""
    text = reading.tagged.study.view.text
    ends: list[tuple[float, str]] = []
    for sentence, role in reading.sentences():
        unheaded = sentence.block.section in ("abstract", "other", "title") and role != "conclusion"
        if role not in ("aim", "methods") and not unheaded:
            continue
        for q in reading.tagged.quantities_in(sentence.start, sentence.end, "duration", "time_point"):
            before = text[max(sentence.start, q.start - 30) : q.start]
            follows = text[q.end : q.end + 70]
            if q.low is None or not q.unit or _NOT_TREATMENT.search(follows) or _EARLIER.search(before[-12:]):
                continue
            hours = to_hours(q.high or q.low, q.unit)
            treated = _GIVEN_FOR if role == "result" else _TREATED_FOR
            if hours >= _WEEK and (treated.search(before) or _LONG.match(follows)):
                ends.append((hours, wording(q)))
    return max(ends)[1] if ends else ""


def is_of_later_value(text: str, finding: Finding, time: Quantity) -> bool:
    """Whether a time stands right before the later of a finding's two values: "66 at baseline and at 12 months 58"."""
    within = finding.baseline is not None and finding.start < time.start and time.end < finding.core_end
    return within and _LATER_VALUE.fullmatch(text, time.end, finding.core_end) is not None


def time_of(
    text: str, finding: Finding, times: Sequence[Quantity], named: Mention | None, measures: Sequence[Mention]
) -> tuple[str, Origin]:
    """Time that a finding's own sentence gives it and how far it stands, or empty.

    A time that stands with another measure than the finding's own does not count.
    """
    own = [t for t in times if not (t.start < finding.end and finding.start < t.end)]
    inside = next((t for t in times if is_of_later_value(text, finding, t)), None)
    if inside is not None:
        return wording(inside), "clause"
    if any(t.end <= finding.start for t in own):
        own = [t for t in own if t.start < finding.end or not _opens_next(text, finding, t)]
    behind = next((t for t in own if t.start >= finding.end and _TOLD_BEHIND.match(text[finding.end : t.start])), None)
    if behind is not None:
        return wording(behind), "clause"
    found = nearest(text, finding, own, _AFTER_COST)
    if found is None or distance(text, finding, found) > _FAR:
        return "", "none"
    owner = next((m for m in reversed(measures) if m.end <= found.start), None)
    if named is None or owner is None or owner == named or named.start < found.end or owner.kind == named.kind:
        return wording(found), "clause" if in_one_clause(text, finding, found) else "sentence"
    together = {owner.kind, named.kind} <= _ACUTE and found.unit in _HOURS
    return (wording(found), "sentence") if together else ("", "none")


def time_of_a_part(text: str, finding: Finding, later: Finding, times: Sequence[Quantity]) -> Quantity | None:
    """Time that a later number of the same people has to itself, as it counts those who got there sooner; else None.

    "65 became free of pain, 50 (66 %) within three days": when all 65 had become so is not told.
    """
    if finding.n is None or later.n is None or later.n >= finding.n:
        return None
    if not _A_PART.fullmatch(text[finding.end : later.start]):
        return None
    behind = (t for t in times if t.start >= later.end)
    return next((t for t in behind if _OF_THE_PART.fullmatch(text[later.end : t.start])), None)


def _opens_next(text: str, finding: Finding, time: Quantity) -> bool:
    """Whether a time behind a number opens what the sentence tells next: "by 6 days, and at month 6 by 8 days"."""
    return (
        _NEXT_CLAUSE.fullmatch(text[finding.end : time.start]) is not None
        and _TOLD_NEXT.match(text[time.end : time.end + 60]) is not None
    )


def listed_times(tagged: TaggedStudy, sentence: Sentence, findings: Sequence[Finding]) -> list[Quantity]:
    """Times that a sentence lists side by side or tells respectively, at least two; none of them a result itself."""
    times = [
        q
        for q in tagged.quantities_in(sentence.start, sentence.end, "time_point", "duration")
        if q.low is not None and not any(q.start < f.end and f.start < q.end for f in findings)
    ]
    if len(times) < 2:
        return []
    listed = _LISTED.fullmatch(tagged.study.view.text[times[0].end : times[-1].start]) is not None
    apart = any(times[0].end <= f.start and f.end <= times[-1].start for f in findings)
    return times if listed or ("respectively" in sentence.text and not apart) else []


def respective_times(tagged: TaggedStudy, sentence: Sentence, findings: Sequence[Finding]) -> list[str]:
    """Time of each finding where as many times are listed: "30 % and 50 % (after 4 and 8 weeks, respectively)"."""
    times = listed_times(tagged, sentence, findings)
    if len(findings) < 2 or not times or len(findings) % len(times):
        return []
    return [wording(q) for q in times] * (len(findings) // len(times))

"""What a finding measures: of the phrases that name a measure, the one that is its own."""

import re
from collections.abc import Sequence

from cephlit.facts.harms.stretches import GENERAL, harms_in, speaks_of_harm
from cephlit.facts.people.words import people_act
from cephlit.facts.results.body_units import is_body_unit
from cephlit.facts.results.finding import Finding
from cephlit.facts.results.listed_measures import told_behind
from cephlit.facts.results.measure_kinds import PER_PERSON, RELIEF
from cephlit.facts.results.named_measures import known_phrases
from cephlit.facts.results.nearness import distance, nearest
from cephlit.facts.results.predicates import own_predicate
from cephlit.facts.results.statistics import are_people, compares_groups, is_share_of
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy
from cephlit.vocabulary.change_words import EASED, change_words

_FOLLOWING_COST = 45.0
"""Extra distance of a measure named after its number: results name them first, unless people come first."""
_OF_THE_BODY = frozenset({"biomarker", "other", "rescue_medication"})
_OPENING_WORDS = re.compile(r"(?:[A-Za-z-]+ ){0,4}")
_WAS_REPORTED = re.compile(
    r"[^,;.]{0,90}\b(?:(?:was|were) (?:reported|observed|noted|seen|recorded|experienced)|occurred)"
    r" (?:by|in|for|after)\b"
    r"(?:(?! (?:but|while|whereas)\b)[^;.]|\.\d){0,160}",
    re.IGNORECASE,
)
"""What stands between harm as the subject of a clause and one of the shares of people that had it."""
_SUBJECT_COST = 5.0
_SUBJECT = re.compile(
    r"^\W{0,5}(?:of|in)?\W{0,5}(?:the |all |those )?(?:[\w-]{1,30} ){0,2}(?:patient|subject|participant|child|wom[ae]n|"
    r"m[ae]n\b|attack|episode|case|male|female)|^[\W\d]{0,12}(?:(?:others?|more|of (?:them|these|whom)) )?(?:were|was|"
    r"had|have|became|remained|got|did|needed|required|used|took|relapsed|responded|reported|showed|achieved|stopped|"
    r"preferred|said|felt|noted|obtained|experienced)\b",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"(?: ?\([^()]{1,12}\))?(?: of (?:them|these|whom))?(?: (?:patients?|participants|subjects|others?))?"
    r" (?:still|continued to) (?:had|have|having|suffer\w*|experienc\w*|report\w*)\b",
    re.IGNORECASE,
)
"""What people do whom no relief is told of: "two were free of attacks; one still had"."""
_DURATIONS = frozenset(
    {"headache_days", "attack_duration", "relief_duration", "time_to_relief", "treatment_exposure", "disability",
     "rescue_medication", "aura"}
)  # fmt: skip
_SHARES_ONLY = frozenset({"pain_freedom", "response", "remission", "incidence", "recurrence"})
_NO_SHARES = frozenset({"treatment_exposure", "time_to_relief"})
_RECEIVED = re.compile(r"received\b", re.IGNORECASE)
_RATES = frozenset({"attack_frequency", "headache_days", "rescue_medication", "other", "aura", "associated_symptoms"})
_LESS_OF_IT = re.compile(
    rf"\b(?:{change_words('any', ways=EASED)}|milder)\b[^.;]{{0,160}}$",
    re.IGNORECASE,
)
"""What makes a share of attacks one in which a value fell: "severity decreased in 74 % of the attacks"."""
_RELIEF = re.compile(r"\brelief\b", re.IGNORECASE)
_RESOLVED = re.compile(r"\b(?:resol|disappear|gone\b|subsid|vanish|clear)", re.IGNORECASE)
_OF_AN_ATTACK = 4.0
"""Hours after treatment within which the pain of one attack is looked at."""
_RATIOS = re.compile(r"\b(?:(?:odds|risk|rate|hazard) ratios|relative risks)\b", re.IGNORECASE)
"""What makes values with an interval ratios, each of a measure of its own."""
_SCALE_UNITS = frozenset({"mm", "cm", "points"})
"""Units of scales."""
_LASTED = re.compile(
    r"\b(?:for|lasting|lasted|persist\w*|maintained|sustained)(?: (?:a |the )?(?:period|duration|mean|median)s? of)? $",
    re.I,
)
_DAYS = re.compile(r"^ ?(?:headache |migraine )?days?\b", re.IGNORECASE)


def fits(finding: Finding, measure: str, before: str) -> bool:
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


def _counts_receivers(finding: Finding, measure: Mention) -> bool:
    """Whether a finding counts people who got more of a treatment ("received a second dose")."""
    return finding.n is not None and _RECEIVED.match(measure.text) is not None


def measure_mention(text: str, finding: Finding, measures: Sequence[Mention], sentence: Sentence) -> Mention | None:
    """The phrase that names what a finding measures, or None."""
    before = text[sentence.start : finding.start]
    fitting = [m for m in measures if fits(finding, m.kind, before) or _counts_receivers(finding, m)]
    if is_body_unit(finding.unit):
        fitting = [m for m in fitting if m.kind in _OF_THE_BODY]
    telling = [m for m in fitting if m.kind != "other" or m.tagger == "grammar"] or fitting
    after = text[finding.core_end : sentence.end]
    counts = finding.n is not None or finding.percent is not None
    own = own_predicate(text, finding, finding.core_end, sentence.end) if counts else None
    told = [m for m in telling if own is not None and own[0] <= m.start and m.end <= own[1]]
    if told:
        return nearest(text, finding, told)
    ratios = finding.ci_low is not None and _RATIOS.search(before) is not None
    behind = told_behind(text, finding, measures if ratios else telling)
    if behind is not None and not (counts and behind.kind in PER_PERSON):
        return behind
    first = _SUBJECT.match(after) or (counts and people_act(after))
    cost = _SUBJECT_COST if first else _FOLLOWING_COST
    if finding.n is not None and finding.percent is None and finding.total is None and _STILL.match(after):
        telling = [m for m in telling if m.kind not in RELIEF]
    return nearest(text, finding, telling, cost)


def is_harm(text: str, tagged: TaggedStudy, sentence: Sentence, finding: Finding) -> bool:
    """Whether a number counts a harm: the nearest phrase names an adverse event, not an outcome.

    Harms are counted, so that a value that was measured in each person is none.
    """
    if is_measured(finding):
        return False
    harms = [m for m in harms_in(tagged, sentence) if not _is_the_headache(tagged, sentence, m)]
    harm = nearest(text, finding, harms)
    if harm is None:
        return False
    if any(_is_subject(text, sentence, finding, m) for m in harms):
        return True
    outcome = measure_mention(text, finding, known_phrases(tagged, sentence), sentence)
    if outcome is None or harm.kind == "any":
        return True
    return distance(text, finding, harm) <= distance(text, finding, outcome)


def _is_subject(text: str, sentence: Sentence, finding: Finding, harm: Mention) -> bool:
    """Whether a sentence opens with harm in general, of which it then tells a share or a count.

    "Adverse events within 48 h of the second dose were reported in 12 %": whatever stands between is no outcome.
    """
    opens = harm.concept in GENERAL and _OPENING_WORDS.fullmatch(text[sentence.start : harm.start]) is not None
    return opens and _WAS_REPORTED.fullmatch(text[harm.end : finding.start]) is not None


def is_measured(finding: Finding) -> bool:
    """Whether a number can only be a value measured in each person, and no count of people or events."""
    if finding.n is not None or finding.percent is not None or finding.value is None:
        return False
    united = is_body_unit(finding.unit) or finding.unit in _SCALE_UNITS
    return finding.spread or finding.baseline is not None or united or not finding.value.is_integer()


def _is_the_headache(tagged: TaggedStudy, sentence: Sentence, event: Mention) -> bool:
    """Whether an event is the headache that the study treats, in a sentence that does not speak of harm."""
    same = tagged.mentions_in(event.start, event.end, "CONDITION")
    return any(m.kind == "headache" for m in same) and not speaks_of_harm(sentence.text)


def relief_length(text: str, sentence: Sentence, finding: Finding, measures: Sequence[Mention]) -> bool:
    """Whether a length of time tells how long relief lasted: "aborted the attacks ... for 3 to 18 months"."""
    if finding.kind != "duration" or not _LASTED.search(text[sentence.start : finding.start][-30:]):
        return False
    return any(m.end <= finding.start and m.kind in RELIEF for m in measures)


def is_duration_result(finding: Finding, measure: str, *, of_arm: bool = False) -> bool:
    """Whether a length of time can be a result of this measure (else it is a time point or a treatment's length).

    Of an arm it can also be one of something without a known name, where its deviation stands with it.
    """
    if finding.kind != "duration":
        return True
    return measure in _DURATIONS or (measure == "other" and is_tested(finding, spread=of_arm))


def is_tested(finding: Finding, *, spread: bool = True) -> bool:
    """Whether an interval, a p-value or a value before treatment stands with a number, or else a deviation."""
    return (
        (spread and finding.spread)
        or finding.ci_low is not None
        or finding.p_relation != ""
        or finding.baseline is not None
    )


def reached_at(measure: str, named: Mention | None, hours: float | None) -> str:
    """The measure that a share tells at a time: pain that had resolved within hours of treatment is freedom from it."""
    resolved = measure == "remission" and named is not None and _RESOLVED.search(named.text) is not None
    return "pain_freedom" if resolved and hours is not None and hours <= _OF_AN_ATTACK else measure


def of_people(finding: Finding, measure: str, after: str, before: str = "") -> str:
    """The measure that a count of people tells, where the phrase named a value of a person, or that a unit tells.

    A frequency told in days is one of headache days.
    """
    if measure == "attack_frequency" and (_DAYS.match(after) or finding.unit == "d"):
        return "headache_days"
    share = finding.percent is not None and (
        are_people(after) or (is_share_of(before, after) and _LESS_OF_IT.search(before) is not None)
    )
    counted = finding.n is not None or share
    if counted and measure == "relief_duration" and _RELIEF.search(after[:60]):
        return "pain_relief"
    return "response" if counted and measure in PER_PERSON else measure

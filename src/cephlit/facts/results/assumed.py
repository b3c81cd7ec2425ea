"""What a number measures whose sentence names no measure: told by its kind, its unit, or an earlier sentence."""

import re

from cephlit.facts.results.body_units import is_body_unit
from cephlit.facts.results.context import Context, Origin
from cephlit.facts.results.finding import Finding
from cephlit.facts.results.leaving import counts_leaving
from cephlit.facts.results.measures import fits, is_measured, is_tested
from cephlit.facts.results.predicates import own_predicate
from cephlit.facts.results.statistics import CHANGE_OPENS
from cephlit.patterns import screened
from cephlit.tagging.tagged import Sentence
from cephlit.vocabulary.change_words import EASED, change_words

_REACHED = re.compile(
    rf"\b(?:{change_words('noun', ways=EASED)}|fewer)\b"
    r"[^.;]{0,80}\b(?:reach|achiev|attain|had|obtain|seen)",
    re.IGNORECASE,
)
_TESTED = screened(
    r"\b(?:differ|signific|superior|inferior|effective|efficacy|end ?-?point|respon(?!dent)|success|benefit|better|"
    r"greater|corresponding|figures?|proportions?|effect size|compar|versus|vs)\w*",
    re.IGNORECASE,
)
_HELPED = screened(
    r"\b(?:help|benefi|better|improv|success|respon(?!dent)|effective|relie[fv])\w*"
    r"|\b(?:efficacious|reported efficacy|unchanged|unaltered|no change|milder|worsen\w*)\b",
    re.IGNORECASE,
)
_GRADED = screened(
    r"\b(?:results?|outcomes?|effects?|responses?|efficacy)\b[^.;]{0,40}\b(?:excellent|good|fair|satisfactory|marked|"
    r"moderate|slight|poor|complete|partial|absent|nil)\b|"
    r"\b(?:excellent|good|fair|poor) (?:results?|outcomes?|effects?)\b",
    re.IGNORECASE,
)
"""Grades of an effect, by which people are counted: "results were excellent in five, good in four"."""
_PAIN = re.compile(r"\b(?:pain|headache|intensity|severity)\b", re.IGNORECASE)
_THIS = re.compile(
    r"(?:this|it|these|the same)(?: [a-z]+){0,2} (?:happened|occurred|applied|was|were|held)\b", re.IGNORECASE
)
_OF_TREATMENT = re.compile(
    r"\b(?:sessions?|doses?|tablets?|capsules?|sprays?|injections?|infusions?|blocks?|visits?|treatments?|applications?|"
    r"courses?|cigarettes|drinks)\b",
    re.IGNORECASE,
)
"""What a rate counts that is no attack."""

_LESS = re.compile(rf" {change_words('noun', ways=EASED)}(?= ?[.,;)]|$)", re.IGNORECASE)
"""What a share is a change of, where the words end there: of what was told before."""

_ATTACKS = re.compile(
    r"(?: ?\([^()]{1,25}\))? (?:(?:headache|migraine|cluster|pain|mean|severe|fewer|more|daily|weekly|monthly) ){0,2}"
    r"(?:attacks|headaches|migraines|episodes|paroxysms|bouts|seizures)\b",
    re.IGNORECASE,
)
"""What a value counts that is no whole number: "a mean of 7.1 (SD 6.5) attacks in the first week"."""
_TO_TREAT = re.compile(r"\b(?:NNTs?|needed[ -]to[ -]treat|therapeutic gain)\b", re.IGNORECASE)
"""What compares arms by an outcome that an earlier sentence told."""
_NO_LENGTHS = frozenset({"rescue_medication", "headache_days", "disability", "aura"})
"""Measures that a length of time is of only where its own clause says so."""
_SCORE = screened(r"\bscores?\b", re.IGNORECASE)
_AGAIN = screened(
    r"\b(?:they|it|these|scores?|values?|levels?|figures?|reductions?|changes?|differences?|improvements?|means?|medians?|effects?"
    r"|corresponding numbers)\b",
    re.IGNORECASE,
)
_UNIT_NAMED = screened(
    r"[(\[](?:[munp]?mol/L|[munp]?g/[dm]?L|mm ?Hg|(?:cm|mm) ?H2O|beats/min|breaths/min|bpm|kg|dB|°C|L)[)\]]",
    re.IGNORECASE,
)
_BARE_PAIN = re.compile(
    r"\b(?:pain|headache)(?: (?:at|on|after|during|within) [\w ,]{1,45}?)? (?:from|was|were|fell|decreased|dropped|"
    r"declined|diminished|lessened|eased|subsided|rose|improved|averaged|scored|went|had (?:fallen|"
    r"decreased))\b[^.;,\d]{0,40}$",
    re.IGNORECASE,
)


_SIDE = re.compile(
    r"(?:[,;] |\band )(?:(?:the|their|its|his|her|mean|median) ){0,2}(?P<side>duration|intensity|severity|frequency)"
    r"(?: (?:fell|decreased|dropped|declined|was reduced|went))? (?:from|was|of) (?:(?:a|mean|median|of) ){0,3}$",
    re.IGNORECASE,
)
"""A side of the attacks that a list names without saying again of what ("frequency fell ..., duration from")."""

_ATTACKS_FROM = re.compile(
    r"\b(?:attacks|paroxysms|seizures)(?: (?:down|fell|dropped|decreased|went down|were reduced))? from $",
    re.IGNORECASE,
)
_OF_ATTACKS = re.compile(r"\b(?:duration|lengths?|severity|intensity|number|frequency|scores?) of\b", re.IGNORECASE)
_SIDE_MEASURES = {
    "duration": "attack_duration",
    "intensity": "pain_intensity",
    "severity": "pain_intensity",
    "frequency": "attack_frequency",
}


_HELPED_IN = re.compile(
    r"\b(?:(?:in)?effective|(?:un)?helpful|helped|efficacious|beneficial|useful|sufficient|of (?:great |some "
    r"|little |no )?benefit)"
    r"[\"”']? ?(?:in|for) (?:(?:only|about|all|another|the other|the remaining|a|total|of) ){0,3}$",
    re.IGNORECASE,
)
"""What stands between a treatment that helped, or did not, and the number of those whom it helped."""


def tells_help(text: str, finding: Finding, sentence: Sentence) -> bool:
    """Whether a count or share is that of the people whom a treatment is said right before it to have helped or not.

    "A was effective in 6 of 9 patients", "B was helpful in 45 %".
    """
    counts = finding.n is not None or finding.percent is not None
    return counts and _HELPED_IN.search(text[sentence.start : finding.start][-70:]) is not None


def bare_measure(before: str, finding: Finding) -> str:
    """Measure of a changed value that a bare word right before it names, or empty.

    "Duration from 7.5 to 3.1 hours" in a list of the sides of attacks, "his pain from 7 to 2".
    """
    if finding.baseline is None or finding.value is None:
        return ""
    side = _SIDE.search(before[-70:])
    if side is not None:
        return _SIDE_MEASURES[side["side"].lower()]
    if _ATTACKS_FROM.search(before[-50:]) and _OF_ATTACKS.search(before[-110:]) is None:
        return "attack_frequency"
    plain = finding.kind in ("number", "score") and not finding.unit
    return "pain_intensity" if plain and _BARE_PAIN.search(before[-90:]) else ""


def helped_people(text: str, finding: Finding, sentence: Sentence) -> bool:
    """Whether counted people are said, right behind their number, to be helped or not ("one was better")."""
    counts = finding.n is not None or finding.percent is not None
    own = own_predicate(text, finding, finding.core_end, sentence.end) if counts else None
    told = text[own[0] : own[1]] if own is not None else ""
    return _HELPED.search(told) is not None or _GRADED.search(told) is not None


_Rule = tuple[object, str, Origin]
"""What has to hold, the measure that it tells, and where that was taken from."""


def assumed_measure(text: str, finding: Finding, sentence: Sentence, before: Context) -> tuple[str, Origin]:
    """Measure of a number whose sentence names none, and where it was taken from; empty where nothing tells it.

    A unit of the body's tells a biomarker; "the score" is one of the scale named last; a share is of the primary end
    point where words of testing stand beside it, of response where something helped; a value that was tested and has no
    name that is known is of something else.
    """
    words = text[sentence.start : finding.start]
    rules = [*_told_beside(text, finding, sentence, before), *_told_around(text, finding, sentence, before)]
    far = _named_elsewhere(finding)
    known = (
        (m, origin)
        for holds, m, origin in rules
        if holds and m and (m == "other" or fits(finding, m, words)) and not (origin != "clause" and m in far)
    )
    return next(known, ("", "none"))


def _told_beside(text: str, finding: Finding, sentence: Sentence, before: Context) -> tuple[_Rule, ...]:
    """What a number's kind, its unit and the words right at it tell."""
    words, behind = text[sentence.start : finding.start], text[finding.core_end : sentence.end]
    counted = text[finding.start : finding.core_end]
    value = is_measured(finding)
    of_the_body = is_body_unit(finding.unit) or (value and _UNIT_NAMED.search(sentence.text) is not None)
    return (
        (_TO_TREAT.search(words[-90:]), before.measure, "before"),
        (finding.kind == "rate" and not _OF_TREATMENT.search(counted), "attack_frequency", "clause"),
        (value and _ATTACKS.match(behind), "attack_frequency", "clause"),
        (finding.kind == "score" and _PAIN.search(words[-80:]), "pain_intensity", "clause"),
        (counts_leaving(finding, words, behind), "other", "clause"),
        (of_the_body, "biomarker", "clause"),
        (value and _BARE_PAIN.search(words[-90:]), "pain_intensity", "clause"),
    )


def _told_around(text: str, finding: Finding, sentence: Sentence, before: Context) -> tuple[_Rule, ...]:
    """What the whole sentence of a number tells, and what was told before it."""
    behind = text[finding.core_end : sentence.end]
    share = finding.kind in ("percent", "fraction")
    scored = finding.kind in ("number", "score") and _SCORE.search(sentence.text) is not None
    changed = finding.kind == "duration" and finding.baseline is not None
    told = share or finding.p_relation != "" or finding.ci_low is not None
    tested = told and _TESTED.search(sentence.text) is not None
    helped = (told or finding.n is not None) and _HELPED.search(sentence.text) is not None
    graded = finding.n is not None and _GRADED.search(sentence.text) is not None
    again = is_measured(finding) and is_tested(finding) and _AGAIN.search(sentence.text) is not None
    return (
        (share and _REACHED.search(sentence.text), "response", "sentence"),
        (share and finding.n is None and _LESS.match(behind), _of_a_person(before.measure), "before"),
        (share and CHANGE_OPENS.match(sentence.text), _of_a_person(before.measure), "before"),
        (share and _THIS.match(sentence.text), before.measure, "before"),
        (scored, before.scale, "before"),
        (changed, before.measure, "before"),
        (changed, before.primary, "study"),
        (tested, before.primary, "study"),
        (tested, before.measure, "before"),
        (helped or graded, "response", "assumed"),
        (again, before.measure, "before"),
        (is_tested(finding), "other", "assumed"),
    )


def _named_elsewhere(finding: Finding) -> frozenset[str]:
    """Measures that a number can be of only where its own clause says so."""
    if finding.kind != "duration" or finding.baseline is not None:
        return frozenset()
    return _NO_LENGTHS - {"headache_days"} if finding.unit == "d" else _NO_LENGTHS


def _of_a_person(measure: str) -> str:
    """The measure told before, if each person has a value of it, else response."""
    return (
        measure if measure in ("attack_frequency", "headache_days", "pain_intensity", "attack_duration") else "response"
    )

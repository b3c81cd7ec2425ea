"""A dose with all that is said of its giving: kind, route, frequency, duration."""

import re
from dataclasses import dataclass

from cephlit.facts.regimens.told_routes import route_told
from cephlit.facts.results.nearness import distance, nearest
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy

_CHANGES = r"(?:increas|decreas|escalat|titrat|reduc|rais|taper)\w*"
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "step",
        re.compile(rf"\b(?:{_CHANGES} (?:\w+ ){{0,3}}(?:by|in steps of)|taper\w* (?:of|with))\W*$", re.I),
    ),
    (
        "start",
        re.compile(
            rf"\b(?:start|initi|begin|began|loading)\w*\b(?:(?!\b{_CHANGES} (?:\w+ )?to\b)[^.;]){{0,45}}$", re.I
        ),
    ),
    ("maximum", re.compile(r"\b(?:up to|max\w*|at most|not exceed\w*)\b[^.;]{0,25}$", re.I)),
    ("mean", re.compile(r"\b(?:mean|average|median)\b[^.;]{0,60}$", re.I)),
)
_FREQUENCY_REACH = 60
_CHANGED_SO_OFTEN = re.compile(rf"\b{_CHANGES} (?:\w+ly )?$", re.I)
"""What makes a frequency one of changes of the dose ("increased every 3 days to 200 mg")."""

_COUNTED_SO_OFTEN = re.compile(r"(?:\b\d{1,3}|\b(?:one|two|three|four|five|six|attacks?|headaches?|episodes?)) $", re.I)
"""What makes a frequency one of attacks ("from four a month to one every 3 months")."""

_LIST_GAP = re.compile(r"^(?:[^.;:,]|[.,]\d){0,60}\b(?:and|or|plus|with|versus|vs)\b(?:[^.;:,]|[.,]\d){0,40}$", re.I)
_DURATION_REACH = 80
_TREATED_FOR = re.compile(
    r"\b(?:for|over|during|lasting|of|within|at intervals? of)"
    r"(?: (?:a|the|up to|at least|about|period|total|of)){0,8} ?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Regimen:
    """How a drug was given; each field in the tables' words, empty or None where the text does not say."""

    dose: Quantity | None
    kind: str
    route: str
    frequency: str
    duration: Quantity | None


def regimen(tagged: TaggedStudy, sentence: Sentence, drug: Mention, dose: Quantity | None) -> Regimen:
    """What the sentence says of giving a drug in a dose, or of giving it without one."""
    text = tagged.study.view.text
    anchor = dose or drug
    return Regimen(
        dose,
        _kind(text[sentence.start : dose.start], dose) if dose else "",
        route_told(tagged, sentence, drug, anchor),
        _frequency(tagged, sentence, drug, anchor),
        _duration(tagged, sentence, anchor),
    )


def _kind(before: str, dose: Quantity) -> str:
    told = next((kind for kind, cue in _KINDS if cue.search(before[-80:])), "")
    if told:
        return told
    if dose.unit.endswith(("/h", "/min")):
        return "rate"
    return "daily" if dose.unit.endswith("/d") else "single"


def _frequency(tagged: TaggedStudy, sentence: Sentence, drug: Mention, anchor: Mention | Quantity) -> str:
    text = tagged.study.view.text
    told = [
        q
        for q in tagged.quantities_in(sentence.start, sentence.end, "frequency")
        if _may_share(tagged, drug, anchor, q) and _is_of_giving(tagged, sentence, anchor, q)
    ]
    found = nearest(text, anchor, told)
    return found.norm if found is not None and distance(text, anchor, found) <= _FREQUENCY_REACH else ""


def _may_share(tagged: TaggedStudy, drug: Mention, anchor: Mention | Quantity, frequency: Quantity) -> bool:
    """Whether a frequency can be a drug's own: beyond another drug's dose only if both are in one list.

    "A 5 mg and B 50 mg twice daily", "A with B was given every 8 h"; not "A 5 mg daily, B 50 mg twice daily".
    """
    if frequency.end <= anchor.start:
        return not tagged.mentions_in(frequency.end, anchor.start, "DRUG") and not _is_taken(tagged, drug, frequency)
    between = tagged.mentions_in(anchor.end, frequency.start, "DRUG")
    if all(other.concept == drug.concept for other in between):
        return True
    text = tagged.study.view.text
    doses = tagged.quantities_in(between[-1].end, frequency.start, "dose")
    last = doses[-1].end if doses else between[-1].end
    if text[last : frequency.start].strip(" ,("):
        return True
    listed = _LIST_GAP.match(text[anchor.end : frequency.start]) is not None
    return listed and isinstance(anchor, Quantity) and not anchor.unit.endswith("/d")


def _is_taken(tagged: TaggedStudy, drug: Mention, frequency: Quantity) -> bool:
    """Whether a frequency stands right behind another drug's dose, whose it is: "A 5 mg nightly helped three, B two".

    A placebo is given as often as the drug that it stands for.
    """
    before = tagged.quantities_in(max(0, frequency.start - 30), frequency.start, "dose")
    if drug.concept == "placebo" or not before or tagged.study.view.text[before[-1].end : frequency.start].strip(" ,("):
        return False
    named = tagged.mentions_in(max(0, before[-1].start - 60), before[-1].start, "DRUG")
    return bool(named) and named[-1].concept != drug.concept


def _is_of_giving(tagged: TaggedStudy, sentence: Sentence, anchor: Mention | Quantity, frequency: Quantity) -> bool:
    """Whether a frequency is none of attacks, and none of the steps by which another dose is changed."""
    text = tagged.study.view.text
    before = text[max(sentence.start, frequency.start - _FREQUENCY_REACH) : frequency.start]
    if _COUNTED_SO_OFTEN.search(before) or _CHANGED_SO_OFTEN.search(before):
        return False
    return not any(
        _kind(text[sentence.start : dose.start], dose) == "step" and not text[dose.end : frequency.start].strip()
        for dose in tagged.quantities_in(sentence.start, frequency.start, "dose")
        if dose != anchor
    )


def _duration(tagged: TaggedStudy, sentence: Sentence, anchor: Mention | Quantity) -> Quantity | None:
    text = tagged.study.view.text
    durations = [
        q
        for q in tagged.quantities_in(anchor.end, sentence.end, "duration")
        if _TREATED_FOR.search(text[anchor.end : q.start])
    ]
    found = nearest(text, anchor, durations)
    return found if found is not None and distance(text, anchor, found) <= _DURATION_REACH else None

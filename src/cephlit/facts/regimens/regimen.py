"""A dose with all that is said of its giving: kind, route, frequency, duration."""

import re
from dataclasses import dataclass

from cephlit.facts.regimens.routes import route_told
from cephlit.facts.results.nearness import distance, nearest
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy

_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "step",
        re.compile(r"\b(?:increas|decreas|escalat|titrat|reduc|rais)\w* (?:\w+ ){0,3}(?:by|in steps of)\W*$", re.I),
    ),
    ("start", re.compile(r"\b(?:start|initi|begin|began|loading)\w*\b[^.;]{0,45}$", re.I)),
    ("maximum", re.compile(r"\b(?:up to|max\w*|at most|not exceed\w*)\b[^.;]{0,25}$", re.I)),
    ("mean", re.compile(r"\b(?:mean|average|median)\b[^.;]{0,60}$", re.I)),
)
_FREQUENCY_REACH = 60
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
        _frequency(tagged, sentence, anchor),
        _duration(tagged, sentence, anchor),
    )


def _kind(before: str, dose: Quantity) -> str:
    told = next((kind for kind, cue in _KINDS if cue.search(before[-80:])), "")
    if told:
        return told
    if dose.unit.endswith(("/h", "/min")):
        return "rate"
    return "daily" if dose.unit.endswith("/d") else "single"


def _frequency(tagged: TaggedStudy, sentence: Sentence, anchor: Mention | Quantity) -> str:
    text = tagged.study.view.text
    told = [
        q
        for q in tagged.quantities_in(sentence.start, sentence.end, "frequency")
        if q.start >= anchor.end or not tagged.mentions_in(q.end, anchor.start, "DRUG")
    ]
    found = nearest(text, anchor, told)
    return found.norm if found is not None and distance(text, anchor, found) <= _FREQUENCY_REACH else ""


def _duration(tagged: TaggedStudy, sentence: Sentence, anchor: Mention | Quantity) -> Quantity | None:
    text = tagged.study.view.text
    durations = [
        q
        for q in tagged.quantities_in(anchor.end, sentence.end, "duration")
        if _TREATED_FOR.search(text[anchor.end : q.start])
    ]
    found = nearest(text, anchor, durations)
    return found if found is not None and distance(text, anchor, found) <= _DURATION_REACH else None

"""Which stretches of a study tell of harm done by treatment, as against symptoms of the headache and results."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache

from cephlit.patterns import Screened, screened
from cephlit.tagging.quantities.numbers import WORDS
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy
from cephlit.vocabulary.cues import cue_forms, hyphened

ANY = "any"
"""Concept of the general words for harm ("adverse events", "side effects")."""

NONE = "none"
"""The tables' word for the statement that there was no harm."""

GENERAL = frozenset(
    {
        ANY,
        "complication",
        "drug-related adverse event",
        "life-threatening adverse event",
        "serious adverse event",
        "severe adverse event",
        "treatment-emergent adverse event",
    }
)
"""Concepts that name a class of harm and no event of its own."""

_CAUSES = re.compile(r"\b(?:caus|induc|produc|provok|trigger|elicit)\w*\W(?:[\w,-]+\W){0,6}$", re.IGNORECASE)

_CAME_UP = re.compile(r"\b(?:develop|experienc|complain|suffer|caus|induc|provok)\w*", re.IGNORECASE)

_THEN_OVER = re.compile(
    r"\b(?:occurred|appeared|arose) in (?:only )?(?:\d|one|two|three|four|five|a few|some)\b", re.IGNORECASE
)
"""What tells that events came up before they were over: "nausea occurred in two but resolved"."""
_HEALTHY = re.compile(
    r"\bhealthy (?:[\w-]+ ){0,2}(?:volunteers|participants|subjects|individuals|men|women|adults)\b", re.IGNORECASE
)
_COUNTED = re.compile(rf"\s?[(\[](?:n ?= ?)?(?:\d|{WORDS})", re.IGNORECASE)

_WIDEST = 60
"""Characters that the name of a condition may reach beyond the event in it."""

_SUBJECT = 3
"""Mentions of the disorder that a study is about, at least."""

_LOOK_BACK = 3
"""Sentences over which an account of harm goes on without saying again that it is one."""


@cache
def cue(name: str) -> Screened:
    """Pattern of the words of one kind in ``harm_cues.csv``."""
    words = "|".join(map(hyphened, cue_forms("harm_cues", name)))
    return screened(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=4096)
def speaks_of_harm(text: str) -> bool:
    """Whether a sentence uses the words of harm (adverse events, side effects, tolerability)."""
    return cue("harm").search(text) is not None


def in_harm_section(sentence: Sentence) -> bool:
    """Whether the sentence stands under a heading such as "Safety" or "Adverse events"."""
    return cue("heading").search(sentence.block.label) is not None


def harms_in(tagged: TaggedStudy, sentence: Sentence) -> list[Mention]:
    """Event mentions of a sentence that can be harm.

    General words and events that are no part of a headache attack always can; symptoms that belong to attacks too
    (nausea, photophobia, headache itself) only in an account of harm, or where they are said to have come up.
    """
    events = tagged.mentions_in(sentence.start, sentence.end, "EVENT")
    telling = bool(events) and tells_harm(tagged, sentence)
    return [m for m in events if _can_be_harm(tagged, sentence, m, telling)]


def _can_be_harm(tagged: TaggedStudy, sentence: Sentence, event: Mention, telling: bool) -> bool:
    if is_treated_headache(tagged, event):
        return (
            is_account(tagged, sentence)
            or _listed_with_others(tagged, sentence, event)
            or _CAUSES.search(tagged.study.view.text[sentence.start : event.start]) is not None
            or (_of_the_healthy(tagged) and cue("occurred").search(sentence.text) is not None)
        )
    return telling or event.kind != "symptom"


def is_treated_headache(tagged: TaggedStudy, event: Mention) -> bool:
    """Whether the words of an event name a headache disorder."""
    return any(m.kind == "headache" for m in _conditions_at(tagged, event))


def _of_the_healthy(tagged: TaggedStudy) -> bool:
    """Whether healthy people were given something, and no headache is named before they are, so that it is harm."""
    people = _HEALTHY.search(tagged.study.view.text)
    headaches = (m.start for m in tagged.mentions if m.label == "CONDITION" and m.kind == "headache")
    return people is not None and all(start > people.start() for start in headaches)


def _listed_with_others(tagged: TaggedStudy, sentence: Sentence, event: Mention) -> bool:
    """Whether a headache stands behind other events, each with a count, in a list of harm."""
    before = tagged.mentions_in(sentence.start, event.start, "EVENT")
    return _several_counted(sentence, before)


def _several_counted(sentence: Sentence, events: Sequence[Mention]) -> bool:
    """Whether more than one event has a count or share in a bracket behind it."""
    return sum(_COUNTED.match(sentence.text, m.end - sentence.start) is not None for m in events) > 1


def tells_harm(tagged: TaggedStudy, sentence: Sentence) -> bool:
    """Whether a sentence is part of an account of harm, so that symptoms of headaches are harm in it."""
    events = tagged.mentions_in(sentence.start, sentence.end, "EVENT")
    several = _several_counted(sentence, events) and any(m.kind != "symptom" for m in events)
    if several or is_account(tagged, sentence):
        return True
    relieved = cue("relieved").search(sentence.text) is not None and not _THEN_OVER.search(sentence.text)
    if relieved or cue("attack").search(sentence.text):
        return False
    if _CAME_UP.search(sentence.text):
        return True
    if tagged.quantities_in(sentence.start, sentence.end, "time_point"):
        return False
    if any(m.kind != "symptom" and not _conditions_at(tagged, m) for m in events):
        return True
    return cue("occurred").search(sentence.text) is not None


def is_account(tagged: TaggedStudy, sentence: Sentence) -> bool:
    """Whether a sentence speaks of harm, stands under such a heading, or goes on from sentences that do."""
    return speaks_of_harm(sentence.text) or in_harm_section(sentence) or goes_on_about_harm(tagged, sentence)


def goes_on_about_harm(tagged: TaggedStudy, sentence: Sentence) -> bool:
    """Whether the sentences right before it speak of harm, and it goes on to name events as they do."""
    at = bisect_left(tagged.sentences, sentence.start, key=lambda s: s.start)
    for before in reversed(tagged.sentences[max(0, at - _LOOK_BACK) : at]):
        if before.block != sentence.block:
            return False
        if cue("harm").search(before.text):
            return True
        if not tagged.mentions_in(before.start, before.end, "EVENT"):
            return False
    return False


def lists_harms(tagged: TaggedStudy, sentence: Sentence) -> bool:
    """Whether a sentence lists events as harm is listed: one that no attack has, or several each with a count."""
    events = tagged.mentions_in(sentence.start, sentence.end, "EVENT")
    if any(m.kind != "symptom" and not _conditions_at(tagged, m) for m in events):
        return True
    return _several_counted(sentence, events)


def is_condition_too(tagged: TaggedStudy, event: Mention) -> bool:
    """Whether the words of an event also name a disorder that people may have had before (depression, hypertension)."""
    return bool(_conditions_at(tagged, event))


def is_subject(tagged: TaggedStudy, event: Mention) -> bool:
    """Whether an event is the very disorder that the study is about, named again and again."""
    concepts = {m.concept for m in _conditions_at(tagged, event)}
    if not concepts:
        return False
    named = sum(m.concept in concepts for m in tagged.mentions_in(0, len(tagged.study.view.text), "CONDITION"))
    return named >= _SUBJECT


def _conditions_at(tagged: TaggedStudy, event: Mention) -> list[Mention]:
    near = tagged.mentions_in(event.start - _WIDEST, event.end + _WIDEST, "CONDITION")
    return [m for m in near if m.start < event.end and event.start < m.end]

"""What an event is called in the tables, and how bad it was."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from cephlit.facts.harms.changes import changed_value
from cephlit.facts.harms.stretches import ANY, GENERAL
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy
from cephlit.vocabulary.load import rows

_OR = re.compile(r"^\s?(?:\bor\b|and/or|/)\s?(?:[\w-]+\s)?$")
_FELT = re.compile(
    r"\b(?:felt|feel|feeling|became|becoming|got|looked|grew|(?:made|left|found) (?:\w+ ){0,2}\w+|brought in)\W"
    r"(?:\w+ly\W|very\W|more\W|a little\W)?$",
    re.IGNORECASE,
)
_GRADE_FIRST = re.compile(r"^(?:(?:mild|moderate|severe|transient|brief|slight|transitory|some|a|an|the|new|acute)\s)+")
_NO_PLURAL = (
    "ss",
    "pointes",
    "us",
    "is",
    "gas",
    "extremities",
    "hiccups",
    "chills",
    "sweats",
    "diabetes",
    "pins and needles",
)
_WAS = re.compile(r"\b(?:was|were|being|been)\W(?:\w+ly\W|very\W)?$", re.IGNORECASE)
_ADJECTIVE = re.compile(r"\w{1,30}(?:ed|ous|y|able|less)")
_VERB_FIRST = re.compile(r"\w+(?<!ble)ed$|(?:attempted|died|gained|vomited|fainted|collapsed|lost|fell|felt)\b")
_KIND_OF = re.compile(
    r"(?<![\w-])(?!occasional|usual|unusual|general|initial|additional|minimal|typical|serious|various|previous|chronic|"
    r"regular|primary|several|similar|particular|total|final|central nervous)([a-z]{3,}(?:al|eal|ic|ar|ary|aneous|"
    r"ory)) $",
    re.IGNORECASE,
)
"""Adjectives of place and kind that belong to an event's name ("corneal anaesthesia")."""

_GRAVE = re.compile(r"\b(serious|severe|life-threatening) (?:[a-z-]{3,12} )?$", re.IGNORECASE)
_PLACED = re.compile(r" (?:in|at|on) ")
_FAR = 20
_STEM = 5
"""Letters that a noun shares with its adjective."""
_GRADES = r"(mild|moderate|severe|serious)"
_BEFORE = re.compile(
    rf"\b{_GRADES}(?:ly)?(?:[\s,]+(?:to|or|and|but|transient|brief|short-lived|very|[\w-]+)){{0,2}}[\s-]*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"^\s?(?:\([^)]{{0,40}}\)\s?)?(?:,?\s?(?:which|that|but|all|these|most of which))?\s?(?:were|"
    rf"was)\s(?:[\w-]+\s){{0,2}}?{_GRADES}\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:no|not|none|without|never|few)\b", re.IGNORECASE)


def name_of(tagged: TaggedStudy, event: Mention) -> str:
    """Plain singular words of the text for an event.

    General words, short forms, verbs, adjectives ("felt drowsy") and phrases of place ("pain in the chest") take the
    vocabulary's name.
    """
    text = tagged.study.view.text
    words = event.text.lower()
    before = text[max(0, event.start - _FAR) : event.start]
    kind = _KIND_OF.search(before)
    if event.concept in GENERAL:
        return _general_name(event.concept, before)
    if event.tagger == "abbreviation" or _VERB_FIRST.match(words):
        return event.concept
    if changed := changed_value(words):
        return changed
    if _PLACED.search(words):
        return event.concept.replace(" site ", "-site ")
    if _FELT.search(before) or (_WAS.search(before) and _ADJECTIVE.fullmatch(words)):
        return _noun_of(event.concept, words)
    words = _GRADE_FIRST.sub("", words).replace("side-effect", "side effect")
    head, of, rest = words.partition(" of ")
    name = singular(head) + of + rest
    return f"{kind.group(1).lower()} {name}" if kind and " " not in name else name


def _general_name(concept: str, before: str) -> str:
    """The name of a class of harm, with the grade or the kind that the words before it give ("serious clinical")."""
    if concept == ANY and (grave := _GRAVE.search(before)):
        return f"{grave.group(1).lower()} adverse event"
    kind = _KIND_OF.search(before) if concept == "complication" else None
    return f"{kind.group(1).lower()} complication" if kind else concept


@cache
def _nouns() -> dict[str, tuple[str, ...]]:
    """Names of each concept that are no adjectives."""
    named = ((row["name"], [row["name"], *row["synonyms"].split("|")]) for row in rows("events"))
    return {name: tuple(w for w in words if w and not _ADJECTIVE.fullmatch(w)) for name, words in named}


def _noun_of(concept: str, words: str) -> str:
    """The noun that goes with an adjective ("drowsy"), or the concept's name."""
    alike = [w for w in _nouns().get(concept, ()) if w[:_STEM] == words[:_STEM] and " " not in w]
    return min(alike, key=lambda w: (len(w), w)) if alike else concept


def singular(words: str) -> str:
    """The words with the last one in the singular, where it is a regular plural."""
    last = words.rsplit(" ", maxsplit=1)[-1]
    if len(last) > 4 and last.endswith("ies"):
        return words[:-3] + "y"
    if last.endswith("iae"):
        return words[:-1]
    if len(last) > 3 and last.endswith("s") and not last.endswith(_NO_PLURAL):
        return words[:-1]
    return words


def joined(tagged: TaggedStudy, events: Sequence[Mention]) -> Iterator[tuple[str, Mention]]:
    """Names of the events that one number counts; those joined by "or" are one event ("hypotension or dizziness")."""
    text = tagged.study.view.text
    if len(events) == 2 and events[0].concept not in GENERAL and _OR.match(text[events[0].end : events[1].start]):
        yield f"{name_of(tagged, events[0])} or {name_of(tagged, events[1])}", events[0]
        return
    yield from ((name_of(tagged, m), m) for m in events)


def severity_of(sentence: Sentence, event: Mention) -> str:
    """``mild``, ``moderate``, ``severe`` or ``serious`` where the sentence grades the event, else empty."""
    if event.concept in GENERAL and event.concept.startswith(("serious", "severe", "life")):
        return ""
    own = re.match(rf"{_GRADES}\b", event.text, re.IGNORECASE)
    before, after = sentence.text[: event.start - sentence.start], sentence.text[event.end - sentence.start :]
    told = own or _BEFORE.search(before) or _AFTER.match(after)
    if told is None or (told.re is _AFTER and _NOT.search(told.group())):
        return ""
    return told.group(1).lower()

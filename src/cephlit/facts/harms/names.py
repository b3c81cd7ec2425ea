"""What an event is called in the tables, and how bad it was."""

import re
from collections.abc import Iterator, Sequence

from cephlit.facts.harm import GENERAL
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_OR = re.compile(r"^\s?(?:\bor\b|and/or|/)\s?(?:[\w-]+\s)?$")
_FELT = re.compile(
    r"\b(?:felt|feel|feeling|became|becoming|got|looked|grew)\W(?:\w+ly\W|very\W|more\W|a little\W)?$", re.IGNORECASE
)
_GRADE_FIRST = re.compile(r"^(?:(?:mild|moderate|severe|transient|brief|slight|transitory|some|a|an|the|new|acute)\s)+")
_NO_PLURAL = (
    "ss",
    "us",
    "is",
    "sis",
    "itis",
    "gas",
    "hiccups",
    "chills",
    "sweats",
    "news",
    "diabetes",
    "pins and needles",
)
_WAS = re.compile(r"\b(?:was|were|being|been)\W(?:\w+ly\W|very\W)?$", re.IGNORECASE)
_ADJECTIVE = re.compile(r"\w+(?:ed|ous|y|able|less)")
_VERB_FIRST = re.compile(r"\w+ed$|(?:attempted|died|gained|vomited|fainted|collapsed|lost|fell|felt)\b")
_KIND_OF = re.compile(r"\b(\w{3,}(?:al|ic|ar|ary|ous))\W$")
_PLACED = re.compile(r" (?:in|at|on) ")
_FAR = 20
_GRADES = r"(mild|moderate|severe|serious)"
_BEFORE = re.compile(
    rf"\b{_GRADES}(?:ly)?(?:[\s,]+(?:to|or|and|but|transient|brief|short-lived|very|[\w-]+)){{0,2}}[\s-]*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    rf"^\s?(?:\([^)]{{0,40}}\)\s?)?(?:,?\s?(?:which|that|but|all|these|most of which))?\s?(?:were|was)\s(?:[\w-]+\s){{0,2}}?{_GRADES}\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:no|not|none|without|never|few)\b", re.IGNORECASE)


def name_of(tagged: TaggedStudy, event: Mention) -> str:
    """Plain singular words of the text for an event; the vocabulary's name for general words, short forms and adjectives."""
    text = tagged.study.view.text
    words = event.text.lower()
    if event.concept == "complication" and (kind := _KIND_OF.search(text[max(0, event.start - _FAR) : event.start])):
        return f"{kind.group(1).lower()} complication"
    if event.concept in GENERAL or event.tagger == "abbreviation" or _VERB_FIRST.match(words):
        return event.concept
    if _PLACED.search(words):
        return event.concept
    before = text[max(0, event.start - _FAR) : event.start]
    if _FELT.search(before) or (_WAS.search(before) and _ADJECTIVE.fullmatch(words)):
        return event.concept
    words = _GRADE_FIRST.sub("", words)
    head, of, rest = words.partition(" of ")
    return _singular(head) + of + rest


def _singular(words: str) -> str:
    """The words with the last one in the singular, where it is a regular plural."""
    last = words.split(" ")[-1]
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

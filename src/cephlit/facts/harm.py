"""Which stretches of a study tell of harm done by treatment, as against symptoms of the headache and results."""

import re
from functools import lru_cache

from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

ANY = "any"
"""Concept of the general words for harm ("adverse events", "side effects")."""

NONE = "none"
"""The tables' word for the statement that there was no harm."""

CAUSED = re.compile(
    r"\b(?:secondary to|induced|caused|due to|attributed to|associated with|precipitated|provoked|triggered|following|"
    r"after|complicating|complication of)\b",
    re.IGNORECASE,
)
_CLAIM = re.compile(
    r"\b(?:report|experienc|develop|occur|observ|complain|had|have|suffer|note|seen|caus|induc|produc|record|includ|were|"
    r"was|frequent|common)\w*\b",
    re.IGNORECASE,
)
_RELIEVED = re.compile(
    r"\b(?:resol|reliev|relief|improv|disappear|abolish|alleviat|reduc|cessation|treat)\w*\W+(?:\w+\W+){0,4}$", re.I
)

_HARM_WORDS = re.compile(
    r"\b(?:adverse|side[ -]?effects?|side-effect|tolerat\w+|tolerab\w+|safety|untoward|toxicit\w+|complications?|"
    r"treatment-emergent|drug-related|withdr[ae]w\w*|discontinu\w+)\b",
    re.IGNORECASE,
)
_HARM_HEADING = re.compile(r"\b(?:safety|adverse|side[ -]?effects?|tolerab\w+|complications?|harms?)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def speaks_of_harm(text: str) -> bool:
    """Whether a sentence uses the words of harm (adverse events, side effects, tolerability)."""
    return _HARM_WORDS.search(text) is not None


def in_harm_section(sentence: Sentence) -> bool:
    """Whether the sentence stands under a heading such as "Safety" or "Adverse events"."""
    return _HARM_HEADING.search(sentence.block.label) is not None


def harms_in(tagged: TaggedStudy, sentence: Sentence) -> list[Mention]:
    """Event mentions of a sentence that can be harm.

    General words and events that are no part of a headache attack always can; symptoms that belong to attacks too
    (nausea, photophobia, headache itself) only where the sentence or its heading speaks of harm.
    """
    harm = speaks_of_harm(sentence.text) or in_harm_section(sentence)
    events = tagged.mentions_in(sentence.start, sentence.end, "EVENT")
    return [m for m in events if harm or m.kind != "symptom"]


def is_claimed(sentence: Sentence, event: Mention) -> bool:
    """Whether a sentence says that an event occurred, without a number.

    The general words for harm need a verb of occurrence; so do all others, and they must not be what was relieved. A
    sentence without the words of harm has to tie the event to a treatment in time or cause.
    """
    before = sentence.text[: event.start - sentence.start]
    if _RELIEVED.search(before) or not _CLAIM.search(sentence.text):
        return False
    harm = speaks_of_harm(sentence.text) or in_harm_section(sentence)
    return harm or CAUSED.search(sentence.text) is not None

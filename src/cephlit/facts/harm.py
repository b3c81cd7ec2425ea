"""Which stretches of a study tell of harm done by treatment, as against symptoms of the headache and results."""

import re
from functools import lru_cache

from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

ANY = "any"
"""Concept of the general words for harm ("adverse events", "side effects")."""

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

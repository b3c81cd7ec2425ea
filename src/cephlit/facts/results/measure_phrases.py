"""Phrases that name a measure by their grammar: what was looked at, and the side of it that was measured.

"Attack frequency", "severity of the remaining attacks" and "consumption of pethidine" are made of a head (frequency,
severity, consumption) and the thing that it is of; ``measure_heads.csv`` says what each pair measures, and
``measure_words.csv`` which words name the things.
"""

import re
from functools import cache, lru_cache

from cephlit.patterns import Several, screened
from cephlit.tagging.tagged import Mention, Sentence
from cephlit.vocabulary.load import rows

_LINK = "of|on which|on|in|for|due to|from|with|until|to|before"
_LENGTH_FOR = re.compile(r"(?:^|\W)(?:days|nights|hours) (?:for|from|to|until|before|due)\b", re.IGNORECASE)
"""A length of time and what it is told for, which is no count of days: "9 days for migraine"."""
_ENDS_IN_LINK = (" to", " until")


@cache
def _things() -> dict[str, str]:
    """Pattern of the words of each class of things."""
    return {row["class"]: _any_of(row["words"]) for row in rows("measure_words")}


def words_of(kind: str) -> str:
    """Pattern of the words of one class of ``measure_words.csv``."""
    return _things()[kind]


def _any_of(words: str) -> str:
    """Pattern of listed words, longest first; a star is any ending."""
    listed = sorted(words.split("|"), key=lambda w: (-len(w), w))
    return "|".join(re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", " ") for w in listed)


@cache
def _patterns() -> Several[str]:
    """Pattern of each pair of heads and things, in both orders, with its measure."""
    found = []
    for row in rows("measure_heads"):
        heads = row["head"].split("|")
        head, thing = _any_of(row["head"]), "|".join(_things()[c] for c in row["of"].split("|"))
        between = rf"(?:(?:{_things()['between']})[ -]){{0,4}}?"
        linked = "|".join([rf"(?:{head}) (?:{_LINK})", *(h for h in heads if h.endswith(_ENDS_IN_LINK))])
        pattern = (
            rf"\b(?:(?:{thing})[ -](?:[a-z-]+ )?(?:{head})|(?:{linked}) {between}(?:{thing})(?: attacks?)?)"
            r"\b(?!-| days?\b)"
        )
        found.append((screened(pattern, re.IGNORECASE), row["measure"]))
    return Several(found)


def measure_phrases(sentence: Sentence) -> list[Mention]:
    """Measures that the grammar names in a sentence, in order, the longest where several overlap."""
    at, text = sentence.start, sentence.text
    return [
        Mention("OUTCOME", at + start, at + end, text[start:end], text[start:end].lower(), kind=kind, tagger="grammar")
        for start, end, kind in _named(text)
    ]


@lru_cache(maxsize=4096)
def _named(text: str) -> tuple[tuple[int, int, str], ...]:
    found = [
        (match.start(), match.end(), measure)
        for match, measure in _patterns().finditer(text)
        if not _LENGTH_FOR.match(text, max(0, match.start() - 1))
    ]
    kept: list[tuple[int, int, str]] = []
    for start, end, measure in sorted(found, key=lambda f: (f[0] - f[1], f[0])):
        if not any(start < other[1] and other[0] < end for other in kept):
            kept.append((start, end, measure))
    return tuple(sorted(kept))

"""Events that no vocabulary knows, told in a list of harm: each with its number right behind it."""

import re
from collections.abc import Sequence

from cephlit.facts.harm import cue, goes_on_about_harm, in_harm_section, speaks_of_harm
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy

_ITEM = re.compile(
    r"(?:[,:;(]|\b(?:and|or|were|was|included|including|includes|with|of|by|for|than|"
    r"as))\s((?:[a-z][a-z-]+\s){0,3}[a-z][a-z-]{3,})\s?(?=[(\[](?:n ?= ?)?\d)"
)
_COLON_ITEM = re.compile(
    r"(?:^|[:,;]\s(?:and\s)?)((?:[A-Za-z][a-z-]+\s){0,3}[a-z][a-z-]{3,})\s(?=\d{1,3}(?:\.\d+)?%?(?:[,;./]|$| and\b|"
    r" \())"
)
_SEEN = re.compile(
    r"(?:^|[;,]\s(?:and\s)?)((?:[A-Za-z][a-z-]*\s){0,3}[a-z][a-z-]{3,})\s(?=(?:was|were)\s(?:observed|reported|seen|"
    r"noted|recorded|described|mentioned|noticed)\s(?:in|by)\b)"
)
_FIRST_ITEM = re.compile(r"^((?:[A-Z]?[a-z][a-z-]*\s){0,3}[a-z][a-z-]{3,})\s?(?=[(\[](?:n ?= ?)?\d)")
_PARTICIPLE = re.compile(r"ed\b")
_LEAD = re.compile(r"^(?:(?:a|an|the|some|mild|slight|transient|by|in|of|local)\s)+")


def unlisted_harms(tagged: TaggedStudy, sentence: Sentence, known: Sequence[Mention]) -> list[Mention]:
    """Mentions of unknown events in a sentence about harm: words before a number in a list, where nothing known stands.

    Parameters
    ----------
    tagged, sentence
        The sentence and its study.
    known
        The events of the sentence that the tagger found.
    """
    leading = [m.end for m in known if not m.negated]
    under = in_harm_section(sentence)
    if not (under or speaks_of_harm(sentence.text) or goes_on_about_harm(tagged, sentence)):
        return []
    taken = [
        *known,
        *tagged.mentions_in(sentence.start, sentence.end, "DRUG", "OUTCOME", "POPULATION", "ROUTE", "INSTRUMENT"),
    ]
    found: list[Mention] = []
    for pattern in (_FIRST_ITEM, _ITEM, _COLON_ITEM, _SEEN):
        for match in pattern.finditer(sentence.text):
            words = _LEAD.sub("", match.group(1).lower())
            start, end = sentence.start + match.end(1) - len(words), sentence.start + match.end(1)
            free = all(m.end <= start or end <= m.start for m in (*taken, *found))
            told = under or pattern is _SEEN or (leading and (start > leading[0] or pattern is _FIRST_ITEM))
            if words and free and told and not (cue("not_named").search(words) or _PARTICIPLE.search(words)):
                found.append(_mention(tagged, start, end, words))
    return found


def _mention(tagged: TaggedStudy, start: int, end: int, words: str) -> Mention:
    """An event named by a condition of the vocabulary, or by the words themselves."""
    same = [m for m in tagged.mentions_in(start, end, "CONDITION") if m.end == end]
    identifier = same[0].concept_id if same else ""
    return Mention("EVENT", start, end, tagged.study.view.text[start:end], words, identifier, "event", tagger="grammar")

"""Drugs of which a sentence counts the users: ``verapamil had been prescribed to 102 (59%)``, ``81 (47%) oxygen``.

Surveys, registers and chart reviews tell so what people took, where trials tell what they were allocated to.
"""

import re

from cephlit.facts.regimens.lists import DrugList, list_words
from cephlit.facts.regimens.words import words
from cephlit.tagging.tagged import Mention, Quantity, QuantityKind, TaggedStudy
from cephlit.vocabulary.people import PLURAL

_KINDS: tuple[QuantityKind, ...] = ("number", "percent", "fraction", "sample")
_REACH = 60
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_PEOPLE = re.compile(rf"(?:{PLURAL}|visits)", re.IGNORECASE)
_SHARE_AFTER = re.compile(r"^ ?(?:\([^()]{1,25}\) ?)?$")
"""What stands between a drug and its share: ``verapamil 3%``."""
_BRACKET_AFTER = re.compile(r"^ ?[\[(](?:n ?= ?|in )?$")
_GIVEN_AFTER = re.compile(
    r"^(?: ?\([^()]{1,40}\))?(?:,? (?:was|were|had been|has been|have been))?(?: [\w-]+){0,2}"
    r" (?:in|to|by|for|among)(?: (?:the|all|only|about|another|a further|some))? ?$"
)
_USERS = re.compile(r"^[- ](?:users?|takers|starters)\b", re.IGNORECASE)
_BREAK = re.compile(r"[;:]|\. ")


def counts_users(tagged: TaggedStudy, listed: DrugList) -> bool:
    """Whether a sentence tells how many people took the drugs of a list."""
    return any(_is_counted(tagged, listed, m) for m in listed.mentions)


def _is_counted(tagged: TaggedStudy, listed: DrugList, drug: Mention) -> bool:
    text = tagged.study.view.text
    start, end = listed.sentence.start, listed.sentence.end
    if _USERS.match(text[drug.end : end]):
        return True
    ahead = tagged.quantities_in(drug.end, min(end, drug.end + _REACH), *_KINDS)
    behind = tagged.quantities_in(max(start, drug.start - _REACH), drug.start, *_KINDS)
    return any(_counts_after(q, text[drug.end : q.start]) for q in ahead[:2]) or any(
        _is_whole(q) and _only_use(text[q.end : drug.start]) for q in behind[-2:]
    )


def _counts_after(quantity: Quantity, gap: str) -> bool:
    if quantity.kind == "percent" and _SHARE_AFTER.match(gap):
        return True
    if quantity.kind == "sample":
        return len(gap) <= 2 or _BRACKET_AFTER.match(gap) is not None
    return _is_whole(quantity) and (_BRACKET_AFTER.match(gap) or _GIVEN_AFTER.match(gap)) is not None


def _is_whole(quantity: Quantity) -> bool:
    """Whether a quantity is a share or a whole number, as people are counted."""
    low = quantity.low
    return quantity.kind in ("percent", "fraction", "sample") or (low is not None and low == int(low) and low >= 1)


def _only_use(gap: str) -> bool:
    """Whether nothing but words for people and for taking stands between a number and a drug."""
    if _BREAK.search(gap):
        return False
    said = _WORD.findall(gap)
    uses = words("uses")
    return len(said) <= 8 and all(
        uses.fullmatch(w) or w.lower() in list_words() or _PEOPLE.fullmatch(w) or w == "n" for w in said
    )

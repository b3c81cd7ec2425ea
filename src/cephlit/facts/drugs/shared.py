"""Drugs that all arms of a study get, so that they are not what it studies."""

import re
from collections.abc import Sequence

from cephlit.facts.drugs.classes import is_injection
from cephlit.facts.drugs.places import DrugPlace
from cephlit.facts.regimens.words import words

_JOINED = re.compile(r"\b(?:plus|with|and|in combination)\b|\+|/", re.IGNORECASE)
_PARTED = re.compile(r"\b(?:or|versus|vs|then|groups?|arm|received?|n ?=)\b|[;)]|, ", re.IGNORECASE)
_JOIN_REACH = 45
_EITHER = re.compile(r"^[^.;]{0,40}\b(?:and|plus|with|together with) either\b", re.IGNORECASE)
"""What follows a drug that goes with each of two alternatives."""

_ADDED_TO = re.compile(
    r"\b(?:supplement\w*|add(?:ed|ing|ition)|add-on|adjuncts?|adjunctive|adjuvant)\b(?: (?!to\b)[\w-]+){0,4} to "
    r"(?:\w+ )?$",
    re.IGNORECASE,
)
"""What stands before a drug that another one is added to."""

_OR = re.compile(r"\b(?:or|versus|vs)\b", re.IGNORECASE)
_ARMS = r"(?:both|all|each|every|the (?:two|three|four))(?: of the)?(?: [a-z-]+){0,2}? (?:groups?|arms?)\b"
_ARMS_GOT = re.compile(
    rf"\b{_ARMS},? (?:[\w-]+ ){{0,3}}?(?:received|got|had|took|used|continued|underwent|given|treated|managed|advised|"
    r"prescribed|premedicated|on)\b(?:(?!\beither\b|\bgroups?\b|\barms?\b|\bthen\b|\bor\b)[^.;:]){0,90}$",
    re.IGNORECASE,
)
"""What stands before the drugs that every arm got ("both groups received bed rest, fluids and")."""

_TO_ARMS = re.compile(
    r"^[^.;:]{0,60}?\b(?:was|were|been)\b[^.;:]{0,40}?\b(?:(?:co-?)?administered|given|prescribed|added|used|continued|"
    rf"provided|offered|received|allowed|injected|infused)\b[^.;:]{{0,30}}?\b(?:to|in|by|for) {_ARMS}",
    re.IGNORECASE,
)
"""What stands behind the drugs that every arm got ("was given to the patients of both groups")."""


def added_to(places: Sequence[DrugPlace]) -> set[str]:
    """Drugs to which the title adds another ("melatonin added to amitriptyline"): with a control, all receive them."""
    return {p.mention.concept for p in places if p.titled and p.cue is not None and p.cue.role == "concomitant"}


def shared_drugs(places: Sequence[DrugPlace]) -> set[str]:
    """Drugs that every arm of the study gets, as it says or each time with another ("A with L, or L and saline")."""
    arms = [
        p
        for p in places
        if p.role in ("methods", "aim", "background")
        and not is_injection(p.mention.concept)
        and (words("gives").search(p.sentence.text) or words("assigns").search(p.sentence.text))
    ]
    items: list[tuple[int, set[str]]] = []
    for at, p in enumerate(arms):
        if at and arms[at - 1].sentence is p.sentence and _is_joined(arms[at - 1], p):
            items[-1][1].add(p.mention.concept)
        else:
            items.append((p.sentence.start, {p.mention.concept}))
    base = {p.mention.concept for p in places if p.role != "conclusion" and _is_base(p)}
    mixed = {frozenset(names) for _, names in items if len(names) > 1}
    shared = set(frozenset.intersection(*mixed)) if len(mixed) > 1 else set()
    telling = {start for start, names in items if len(names) > 1}
    fits = all(names <= shared or len(names) > 1 for start, names in items if start in telling)
    return base | (shared if fits else set()) | {p.mention.concept for p in places if _goes_to_all(p)}


def _is_base(p: DrugPlace) -> bool:
    """Whether a drug is one that others are added to, or that goes with each of two alternatives."""
    after = p.sentence.text[p.mention.end - p.sentence.start :]
    return (_EITHER.match(after) or _ADDED_TO.search(p.listed.before)) is not None


def _goes_to_all(p: DrugPlace) -> bool:
    """Whether a drug is said to be given to every arm, or to the patients of every arm."""
    first = p.listed.mentions[0].start - p.sentence.start
    alternatives = _OR.search(p.sentence.text[first : p.listed.mentions[-1].end - p.sentence.start])
    if p.role == "conclusion" or not p.own or alternatives:
        return False
    return (_ARMS_GOT.search(p.listed.before) or _TO_ARMS.match(p.listed.after)) is not None


def _is_joined(a: DrugPlace, b: DrugPlace) -> bool:
    """Whether two drugs of a sentence that follow each other are given together."""
    start = a.sentence.start
    gap = a.sentence.text[a.mention.end - start : b.mention.start - start]
    return len(gap) <= _JOIN_REACH and _JOINED.search(gap) is not None and not _PARTED.search(gap)

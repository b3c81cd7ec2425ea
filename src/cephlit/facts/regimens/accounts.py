"""Whether a sentence tells what the study's own participants were given, or what is true or known in general.

Papers tell what they did in the past tense and what is known in the present ("is used to treat", "have been shown").
The role of a sentence alone is too coarse for that: an untitled abstract may open with its methods.
"""

import re
from functools import lru_cache

from cephlit.facts.own_study import WISH, cites
from cephlit.facts.regimens.words import words
from cephlit.facts.results.eligible import tells_of_others
from cephlit.facts.roles import Role
from cephlit.patterns import screened
from cephlit.tagging.tagged import Sentence, TaggedStudy

_ASIDE = re.compile(r"^(?:It (?:should|must) (?:also )?be (?:noted|mentioned|added|stressed|emphasi[sz]ed)|Note) that ")
"""What a sentence that tells of something may open with."""

_IN_PRINT = screened(
    r"\bin this issue\b|\bin (?:an?|the) (?:accompanying|recent) (?:\w+ )?(?:paper|article|trial|study)\b",
    re.IGNORECASE,
)
_SINCE = screened(r"\b(?:has|have) (?:\w+ )?(?:been|remained|had|become|stayed|continued)\b|\bremains\b", re.IGNORECASE)
_INFINITIVE = re.compile(r"\b(?:did|could|to) (?:not )?\w+", re.IGNORECASE)
"""Verbs whose form tells no time ("did not respond")."""

_KEPT = 2048
"""Sentences of which is kept what they tell: one reader of a study after the other asks."""

_NEAR = 25
"""Within how many characters "previous" must be followed by "study"."""


def states_purpose(text: str) -> bool:
    """Whether a sentence says what the study set out to do ("to compare", "the aim was")."""
    return words("purpose").search(text) is not None


def tells_of_own(tagged: TaggedStudy, sentence: Sentence, role: Role) -> bool:
    """Whether a sentence tells what the study itself did, planned to do or found.

    Parameters
    ----------
    tagged
        The study.
    sentence, role
        One of its sentences with its role. The role that was read from the words is not final: a sentence in the past
        tense is the study's own even where it was taken for background; one that stands under such a heading only
        where it gives a dose or speaks of one person.
    """
    if sentence.block.section == "title":
        return True
    text = _ASIDE.sub("", sentence.text)
    if sentence.block.kind == "table":
        return not _speaks_of_others(text)
    cited = cites(tagged, sentence)
    if _speaks_of_others(text) or _tells_exclusion(text) or (cited and role in ("background", "conclusion")):
        return False
    if words("ours").search(text) or (words("person").search(text) and _told_of_past(text)):
        return not _tells_of_kin(text)
    return not WISH.search(text) and _fits_role(tagged, sentence, role)


def _fits_role(tagged: TaggedStudy, sentence: Sentence, role: Role) -> bool:
    """Whether a sentence of its role, which nothing in it contradicts, is the study's own."""
    text = _ASIDE.sub("", sentence.text)
    if role == "conclusion":
        return _is_past(text) or words("permits").search(text) is not None
    if role != "background":
        return True
    headed = sentence.block.section == "background"
    return _is_past(text) and (not headed or bool(tagged.quantities_in(sentence.start, sentence.end, "dose")))


def tells_of_giving(tagged: TaggedStudy, sentence: Sentence, role: Role) -> bool:
    """Whether a sentence tells in the past tense that the study's own people were given something."""
    return tells_of_own(tagged, sentence, role) and _is_past(sentence.text)


@lru_cache(maxsize=_KEPT)
def _told_of_past(text: str) -> bool:
    """Whether a sentence tells of the past, or of what has lasted since then ("he has been free of attacks")."""
    return words("past").search(text) is not None or _SINCE.search(text) is not None


@lru_cache(maxsize=_KEPT)
def _is_past(text: str) -> bool:
    return words("past").search(text) is not None and not words("present").search(_INFINITIVE.sub("", text))


@lru_cache(maxsize=_KEPT)
def _speaks_of_others(text: str) -> bool:
    """Whether a sentence tells of other people's work ("in an earlier programme")."""
    if tells_of_others(text):
        return True
    if words("ours").search(text):
        return False
    if _IN_PRINT.search(text):
        return True
    return any(words("works").search(text[m.end() : m.end() + _NEAR]) for m in words("elsewhere").finditer(text))


@lru_cache(maxsize=_KEPT)
def _tells_exclusion(text: str) -> bool:
    """Whether a sentence tells who could not take part."""
    excludes = words("exclusion").search(text) is not None and words("people").search(text) is not None
    return excludes and not words("given_to_people").search(text)


def _tells_of_kin(text: str) -> bool:
    """Whether a sentence tells what a relative of the patient had."""
    kin = words("kin").search(text)
    return kin is not None and text[: kin.start()].strip().lower() in ("his", "her", "their", "the patient's")

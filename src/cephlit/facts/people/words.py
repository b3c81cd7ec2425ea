"""Noun phrases that count the people of a study, and what they do or are given."""

import re

from cephlit.vocabulary.cues import cue_words
from cephlit.vocabulary.people import PLURAL, SINGULAR

_MODIFIER = (
    r"(?!(?:of|to|in|on|with|for|from|by|at|who|were|was|had|have|versus|vs|than|as|per|those|these|the|groups?|"
    r"arms?)\b)"
    r"[A-Za-z][\w'/+-]{0,30}"
)
_FITNESS = (
    r"(?: (?:adult )?(?:American Society of Ana?esthesiologists|ASA)(?: ?\(ASA\))?(?:,? physical status)?"
    r"(?:,? (?:class|grade))?[ -](?:[IV\d]{1,3}(?: ?[-/,] ?| and | or | to )){0,3}[IV\d]{1,3})?"
)
"""Anaesthetic fitness before a word for people: "ASA physical status I and II patients"."""

_SHORT = r"(?: \([A-Z][A-Za-z]{0,5}[A-Zs]\))?"
"""Short form in brackets behind a name ("cluster headache (CH) patients")."""

_BEFORE_NOUN = (
    rf"{_FITNESS}(?: (?!(?:and|or)\b){_MODIFIER},?(?: {_MODIFIER},?){{0,5}}?{_SHORT}(?: {_MODIFIER}){{0,2}}?)?"
)
_NOT_AFTER_NOUN = r"\b(?!-| (?:group|arm|year)s?\b)"
NOUN_PHRASE = re.compile(rf"{_BEFORE_NOUN} (?P<noun>{PLURAL}){_NOT_AFTER_NOUN}", re.IGNORECASE)
"""What stands after a number that counts people: `` consecutive migraine patients``."""
ONE_PHRASE = re.compile(rf"{_BEFORE_NOUN} (?P<noun>{SINGULAR}){_NOT_AFTER_NOUN}", re.IGNORECASE)
"""What stands after ``one`` where it counts a person."""

GIVEN = re.compile(
    r"^ ?(?:\([^)]{1,30}\) ?)?(?:were |was )?(?:\w+ly )?(?:assigned|allocated|randomi[sz]ed|given|took|received|"
    r"treated|underwent|got)\b(?! randomi[sz]ation| at least)",
    re.IGNORECASE,
)
"""What stands behind people who were given something."""


def people_act(after: str) -> bool:
    """Whether people act, or are something, in the words right behind a number that may count them.

    "Four went into remission", "75 % reported", "two were unchanged"; ``after`` is the text behind the number.
    """
    if not after.startswith(" ") or cue_words("account_words", "no acts").match(after, 1):
        return False
    return cue_words("account_words", "acts").match(after, 1) is not None

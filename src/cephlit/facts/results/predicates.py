"""What people who are counted are said to do or to have: the words of their own, behind their number."""

import re

from cephlit.facts.results.nearness import Placed
from cephlit.tagging.quantities.numbers import DIGITS, WORDS
from cephlit.vocabulary.cues import cue_words
from cephlit.vocabulary.people import PEOPLE

_BRACKET = r"(?: ?\((?!p\b)[^()]{1,40}\))?"
_WORD = r"(?!(?:and|or|but|in|of|on|with|than|versus|vs|to)\b)[A-Za-z][\w-]{0,30}"
_SUBJECT = re.compile(
    rf"{_BRACKET}(?: (?:out )?of (?:them|these|whom|the (?:{DIGITS}|{WORDS})))?"
    rf"(?: (?:others?|more|further|additional|remaining))?(?: (?:{_WORD} ){{0,3}}{PEOPLE})?"
    rf"{_BRACKET},? (?=[a-z])",
    re.IGNORECASE,
)
"""What stands between a count of people and what they did: " patients (56 %) " in "15 patients (56 %) had"."""

_NEXT = (
    r"(?:in |of |for |by |the (?:other|remaining|rest)\b|others?\b|another\b|none\b|no (?=one|patient)|"
    rf"{DIGITS}|{WORDS}\b)"
)
_ENDS = re.compile(
    rf"[;:]|\.(?= |$)|,? (?:and|but|while|whereas|although) (?=(?:the |in |of |only |all )?{_NEXT})|"
    rf", (?=(?:the |only )?{_NEXT})|, (?:while|whereas|but)\b",
    re.IGNORECASE,
)
"""Where a predicate ends: the clause, or the next people who are counted."""


def own_predicate(text: str, finding: Placed, core_end: int, end: int) -> tuple[int, int] | None:
    """Place of what counted people are said to have done or had, right behind their number; None where nothing is.

    "Nine had complete relief, three were better": of the nine it is "had complete relief".

    Parameters
    ----------
    text
        The study's view.
    finding
        The count.
    core_end
        Where its leading number ends.
    end
        End of its sentence.
    """
    subject = _SUBJECT.match(text, core_end, end) or _SUBJECT.match(text, finding.end, end)
    if subject is None or not _acts(text, subject.end()):
        return None
    stop = _ENDS.search(text, subject.end(), end)
    return subject.end(), stop.start() if stop else end


def _acts(text: str, start: int) -> bool:
    acts = cue_words("account_words", "acts").match(text, start) is not None
    return acts and cue_words("account_words", "no acts").match(text, start) is None

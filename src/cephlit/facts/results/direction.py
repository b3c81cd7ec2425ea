"""Which way a result went: better, worse, no different, or not said."""

import re
from typing import Literal

from cephlit.facts.records import Outcome
from cephlit.facts.results.measure_kinds import RELIEF
from cephlit.patterns import screened
from cephlit.vocabulary.change_words import EASED, change_words

Direction = Literal["improved", "worsened", "no_change", "not_stated"]

FEWER_IS_BETTER = frozenset(
    {
        "pain_intensity",
        "attack_frequency",
        "headache_days",
        "attack_duration",
        "recurrence",
        "rescue_medication",
        "disability",
        "associated_symptoms",
        "incidence",
    }
)
"""Measures whose fall is an improvement."""

SAME = screened(
    r"\b(?:no|not|nor|without|neither)\b[^.;]{0,40}\b(?:differen\w+|differ(?:ed)?|chang\w+|effect|improve\w*|benefit\w*|"
    r"superior\w*|better|respon\w+|success|influence|affect\w*)\b|\bunchanged\b|\bsimilar(?:ly)?\b|\bcomparable\b|"
    r"\bas (?:effective|good|frequent|often) as\b|\bfailed to\b|\balike\b",
    re.IGNORECASE,
)
"""Words that say that nothing changed or differed."""

_WORSE = screened(r"\b(?:worse(?:n\w*)?|aggravat\w+|deteriorat\w+)\b", re.IGNORECASE)
_FELL = screened(rf"\b(?:{change_words('any', ways=EASED)}|(?:fewer|less|cut)\w*)", re.IGNORECASE)
_DENIED = screened(r"\b(?:not|no(?! longer had)|none|never|neither|without|fail\w*)\b", re.IGNORECASE)
_ROSE = screened(
    r"\b(?:attacks?|headaches?|migraines?|pain|frequency|severity|intensity)\b[^.;,]{0,40}?\b(?:increased|rose|"
    r"became (?:much )?more (?:frequent|severe|intense)|became worse)\b|"
    r"\b(?:increase|rise) in (?:the )?(?:\w+ ){0,2}(?:attacks?|headaches?|migraines?|pain)\b",
    re.IGNORECASE,
)
"""Words for more or stronger attacks, which make a share of people that of those who got worse."""
_FREE_DAYS = screened(r"\b(?:free|clear)[- ]days\b|\bdays (?:free|without)\b", re.IGNORECASE)
_CHANGES = frozenset({"change_mean", "change_percent"})


_UNHELPED = screened(
    r"\b(?:had|showed|reported|experienced|noted|felt|derived|obtained|with|was|were|did) (?:no|not)(?: \w+){0,2} "
    r"(?:response|respond|improvement|improve|relief|benefit|effect|change|success)\b|\bnon-?respond\w+|\bunresponsive\b|"
    r"\bfailed to (?:respond|improve)\b",
    re.IGNORECASE,
)
"""Words that make a share of people the share of those who were not helped."""


def direction(outcome: Outcome, sentence: str, alone: bool = False) -> Direction:
    """Direction of a result with a number, as far as its numbers and the words of its sentence leave no doubt.

    Parameters
    ----------
    outcome
        The result.
    sentence
        The sentence that tells it.
    alone
        Whether the sentence tells no other result, so that its words can only be about this one.
    """
    share = outcome.measure in RELIEF and outcome.statistic in ("percent", "count")
    if _WORSE.search(sentence):
        return "worsened" if alone and share and not _DENIED.search(sentence) else "not_stated"
    if alone and share and _UNHELPED.search(sentence):
        return "no_change"
    if alone and share and _ROSE.search(sentence) and not (_FELL.search(sentence) or _DENIED.search(sentence)):
        return "worsened"
    before, after = outcome.baseline, outcome.value
    if before is not None and after is not None and outcome.statistic in ("mean", "median", "count"):
        rise = after - before
        return _moved(outcome.measure, -rise if _FREE_DAYS.search(sentence) else rise)
    if SAME.search(sentence) or _DENIED.search(sentence):
        return "not_stated"
    lasted = outcome.measure == "relief_duration" and outcome.statistic in ("count", "range")
    fell = outcome.statistic in _CHANGES and outcome.measure in FEWER_IS_BETTER and _FELL.search(sentence) is not None
    return "improved" if lasted or fell or (share and bool(outcome.percent or outcome.n)) else "not_stated"


def _moved(measure: str, by: float) -> Direction:
    if measure not in FEWER_IS_BETTER:
        return "not_stated"
    return "no_change" if by == 0 else ("improved" if by < 0 else "worsened")

"""Shares that are the threshold of a response and no result: "a 50 % reduction was reached by 31 %"."""

import re

from cephlit.facts.results.finding import Finding
from cephlit.tagging.quantities.numbers import DIGITS, WORDS
from cephlit.vocabulary.change_words import EASED, change_words

_THRESHOLDS = frozenset({25.0, 30.0, 50.0, 75.0, 100.0})
_CHANGE_BEHIND = re.compile(
    r"^ (?:or (?:more|greater) )?(?:pain )?"
    rf"(?:{change_words('noun', ways=EASED)}|relief|fewer|less)\b",
    re.I,
)
_OF_COUNTED = re.compile(
    r"^ (?:(?:reduction|decrease|improvement|relief|fewer attacks) )?(?:in|by) (?:only |another |a further |the )?"
    rf"(?:{DIGITS}|{WORDS})\b(?! ?%)",
    re.IGNORECASE,
)
"""What stands behind a range of change that people are counted by: "fell by 50 to 74 % in 4"."""
_RESPONSE_BY = re.compile(r"^ respon(?:se|ders?)(?: rate)?(?: was)?(?: (?:reached|achieved|seen|found))? (?:by|in) \d")
_DEFINED = re.compile(r"\bdefined as (?:an? |at least |more than ){0,3}$", re.IGNORECASE)
_REACHED = re.compile(
    r"\b(?:reached|achieved|attained|obtained|reported|noted|met|seen|found|occurred|had|showed)\b", re.I
)
_REACHED_BEFORE = re.compile(
    r"\b(?:reached|achieved|attained|obtained|reported|experienced|had|showed)"
    r"(?: (?:an?|at|least|more|than|over)){1,4} $",
    re.IGNORECASE,
)
_REACHED_LIST = re.compile(
    r"\d ?%\)?[^.;\d]{0,60}\b(?:reach|achiev|attain|obtain|experienc|report|had|has)\w* (?:[a-z-]+ ){0,3}"
    r"(?:reductions?|decreases?|improvements?|responses?) (?:of|by) (?:at least )?(?:\d{1,3} ?%,? (?:and |or )?){0,4}$",
    re.IGNORECASE,
)
"""What stands between shares of people and the changes that they reached: "65 % had reductions of 50 % and"."""
_SHARE_REACHED = re.compile(
    r"\d ?%\)? (?:(?:of )?(?:the )?(?:patients|participants|subjects|children|women|men) )?(?:who )?"
    r"(?:were|had|showed|reported|experienced|achieved|reached|obtained|noted) "
    r"(?:(?:an?|at|least|about|between|more|than|over) ){0,4}$",
    re.IGNORECASE,
)
"""A share of people in front of the change that they reached: "ten (31 %) had a", "(75 %) were"."""
_COUNT_REACHED = re.compile(
    rf"(?:^|[ (,;])(?:{DIGITS}|{WORDS})(?: (?:patients|participants|subjects|children|women|men|others|more|of them))?"
    r"(?: (?:had|noticed|noted|reported|showed|experienced|obtained|achieved))? an? (?:[a-z]+ )?"
    r"(?:reduction|decrease|improvement|relief|benefit|response) of $"
    rf"|\bin (?:{DIGITS}|{WORDS}) (?:[a-z]+ ){{1,3}}"
    rf"{change_words('past', 'participle', ways=EASED)} by $",
    re.IGNORECASE,
)
"""A count of people in front of the range of change that they reached: "4 a mild improvement of"."""
_GAPPED = re.compile(r"\d ?%\)?(?: had)? an? (?:at least )?[≥>]? ?$")
"""A share of people in front of the change that they reached, the verb left out: "35 % a 50 %, 13 % a"."""
_CHANGED_BEHIND = re.compile(rf"{_CHANGE_BEHIND.pattern}|^ (?:better|improved)\b", re.IGNORECASE)
_RESPONSE_OF = re.compile(
    r"\b(?:response|criteri(?:on|a)|threshold|cut-?off)s? (?:of|as) (?:(?:an?|at|least|more|than) ){0,3}$",
    re.IGNORECASE,
)


def defines_response(finding: Finding, before: str, after: str, others: bool) -> bool:
    """Whether a share is the threshold of a response and no result: "a 50 % reduction in days was reached by 31 %".

    Parameters
    ----------
    finding
        The number.
    before, after
        The sentence's text on both sides.
    others
        Whether the sentence has other shares, which are the results then.
    """
    if finding.percent_high is not None and _OF_COUNTED.match(after):
        return True
    if finding.n is not None:
        return False
    if finding.percent_high is not None and _COUNT_REACHED.search(before[-80:]):
        return True
    if (_SHARE_REACHED.search(before[-80:]) or _GAPPED.search(before[-30:])) and _CHANGED_BEHIND.match(after):
        return True
    return finding.percent in _THRESHOLDS and _is_threshold(before, after, others)


def _is_threshold(before: str, after: str, others: bool) -> bool:
    """Whether a share that is often a threshold is one by its words."""
    if _RESPONSE_BY.match(after) or (_RESPONSE_OF.search(before[-60:]) and _CHANGE_BEHIND.match(after)):
        return True
    if before.endswith("time to ") or _DEFINED.search(before[-40:]) or _REACHED_LIST.search(before[-160:]):
        return True
    reached = _REACHED.search(after) or _REACHED_BEFORE.search(before[-60:])
    return others and _CHANGE_BEHIND.match(after) is not None and reached is not None

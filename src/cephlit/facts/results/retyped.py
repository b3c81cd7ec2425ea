"""Numbers that the grammar of quantities took for something else than the values that they are in a result."""

import re
from dataclasses import replace

from cephlit.tagging.tagged import Quantity
from cephlit.vocabulary.change_words import change_words

_CHANGED = rf"\b{change_words('past', 'participle', 'noun')}\b"
_FELL_BY = re.compile(
    _CHANGED + r"[^.;\d]{0,30}\bby (?:a mean of )?(?:\d[\d.]{0,6}(?:,? (?:and|or|vs\.?|versus) |, )){0,4}$",
    re.IGNORECASE,
)
"""What stands before the length of time by which something fell, or before the next of a list of them."""
_CHANGED_TO = re.compile(
    rf"(?:\b{change_words('past', 'participle', 'comparative')}\b[^.;\d]{{0,40}}|"
    r"(?:, (?:and |but )?| and | but (?:only )?|versus "
    r"|vs\.? ))\bfrom (?:(?:an?|the|mean|median|about|of) ){0,4}\d[\d.]{0,5}"
    r"(?: ?[a-z]{1,8}(?:(?: (?:per|an?|each)|/) ?[a-z]{1,8})?)?(?: ?[(±][^()]{1,20}\)?)?(?: [^.;()\d]{0,40})? to "
    r"(?:(?:an?|the|mean|median|about|of) ){0,4}$",
    re.IGNORECASE,
)
"""What makes a length of time behind it the later of two values, and no time: "fell from 60 (25) to 48 min"."""
_SECOND = re.compile(
    r"\d ?[a-z]{0,6} (?:vs?\.?|versus) $"
    r"|\bby (?:a mean of )?\d[\d.]{0,5} ?[a-z]{0,6},? (?:(?:as )?compared (?:with|to)|against) $",
    re.IGNORECASE,
)
_SCORED = re.compile(
    r"\b(?:pain|intensity|severity|NRS|VAS|scores?|headache)\b[^.;]{0,30}(?:from|to|was|of|at|:) $", re.I
)

_AND_BY = re.compile(
    _CHANGED + r"[^.;\d]{0,30}\bby (?:a mean of )?\d[\d.]{0,5} (?P<unit>[a-z]{1,8})\b(?:[^.;]|\.\d){0,150}"
    r"(?:\b(?:and|versus|vs\.?|against|with|to)|,(?: [\w-]{1,30}){1,3}) by (?:a mean of )?$",
    re.IGNORECASE,
)
"""What stands before the second of two lengths by which something fell: "by 1.3 h on A 5 mg and by"."""
_OCCURRED_AFTER = re.compile(
    r"\b(?:relief|relieved|improvement|analgesia|effect|response|freedom|free|resolution|resolved|disappear\w*|onset)\b"
    r"[^.;\d]{0,60}\b(?:at|after|within|in) an? (?:mean|median|average)(?: time)? of "
    r"(?:\d[\d.]{0,5} ?[a-z]{1,8}\.?[^.;\d]{0,60}(?:\band|vs\.?|versus|against|compared (?:with|to))(?: after)? )?$",
    re.IGNORECASE,
)
"""What makes a time one that passed until an effect: "relief occurred at a median of 45 min with A and 90 min"."""
_REACHED_AFTER = re.compile(
    r"\b(?:relief|relieved|freedom|free|resolution|resolved|disappear\w*|onset|ceased|stopped)\b[^.;\d]{0,60}"
    r"\b(?:at|after|within|in) $",
    re.IGNORECASE,
)
_DEVIATES = re.compile(r"^ ?(?:±|\+ ?/? ?-)")
"""A deviation behind such a time, which makes it a mean: "relief was obtained after 73 ± 66 minutes"."""
_FROM_BASELINE = re.compile(r"^ ?(?:\([\d.]{1,6}\) )?(?:[a-z]{1,8} )?from an? (?:mean )?baseline (?:value )?of ")
"""What stands behind a length of time that is a change and no time point, whatever word is before it."""


def as_result(q: Quantity, text: str) -> Quantity:
    """A quantity that the grammar took for something else, as the value that it is in a result.

    The head of an arrow is no relation ("8.1 -> 4.9"); days by which something fell are no time point; "9/10" of a
    pain that fell to "2/10" is a score and no share.
    """
    if q.kind == "threshold" and q.relation == ">" and q.low is not None and text[q.start - 1 : q.start] == "-":
        return replace(q, kind="number", start=q.start + 1, relation="", high=None)
    if q.kind == "time_point" and q.low is not None and _is_length(q, text):
        return replace(q, kind="duration", norm="")
    if q.kind == "fraction" and q.total in (10, 100) and _SCORED.search(text[max(0, q.start - 70) : q.start]):
        return replace(q, kind="score")
    return q


def tells_onset(before: str, after: str = "") -> bool:
    """Whether the length of time between these words is how long it took until an effect was there."""
    deviates = _DEVIATES.match(after) is not None and _REACHED_AFTER.search(before[-110:]) is not None
    return deviates or _OCCURRED_AFTER.search(before[-220:]) is not None


def _is_length(q: Quantity, text: str) -> bool:
    """Whether a point in time is a length of time by which or to which something changed, or one of a pair."""
    before = text[max(0, q.start - 220) : q.start]
    listed = _AND_BY.search(before)
    return bool(
        tells_onset(before, text[q.end : q.end + 8])
        or _FELL_BY.search(before[-110:])
        or _CHANGED_TO.search(before[-150:])
        or _SECOND.search(before[-50:])
        or _FROM_BASELINE.match(text[q.end : q.end + 60])
        or (listed is not None and text[q.start : q.end].endswith(listed["unit"]))
    )

"""What stands in brackets behind a value: its interval, its deviation, the size of its sample."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cephlit.facts.results.finding import PLAIN, Finding, is_whole
from cephlit.tagging.tagged import Quantity

_UNLABELLED = re.compile(r"^ ?(?:[\w%/-]{1,12} ?)?[(\[] ?$|^, $")
_POINTS = re.compile(r"^ percentage points[,;] $")
_UNLABELLED_FAR = re.compile(r"^[^\d().;]{1,40}[(\[]$")
_CLOSES = re.compile(r"^ ?%? ?(?:[)\]]|,|;)")
_DEVIATION = re.compile(r"^ ?(?:[A-Za-z%/]{1,12}(?: per [a-z]+)? ?)?[(\[]$")


def is_deviation(f: Finding, q: Quantity, text: str) -> bool:
    """Whether a bare number in brackets right behind a measured value is its deviation: "21.4 (7.7)".

    Only a value with a fraction is surely measured: a whole one may count people, and its bracket hold their share.
    """
    if f.value is None or f.kind not in PLAIN or q.kind != "number" or q.high is not None or q.unit:
        return False
    measured = "." in text[f.start : f.core_end] and not f.spread
    return measured and bool(_DEVIATION.match(text[f.core_end : q.start])) and text[q.end : q.end + 1] in ")]"


def is_unlabelled_interval(f: Finding, q: Quantity, text: str, labelled: bool) -> bool:
    """Whether a range in brackets right behind a value holds it: "5.1 (4.5-5.7)"; the label stood at the first."""
    value = f.percent if f.value is None else f.value
    if (
        q.kind not in ("number", "score", "rate", "duration", "percent")
        or q.high is None
        or q.low is None
        or value is None
    ):
        return False
    held = q.low <= value <= q.high or q.low <= abs(value) <= q.high
    if f.ci_low is not None or not held or q.high == abs(value):
        return False
    gap = text[f.core_end : q.start]
    opens = _UNLABELLED.match(gap) or (labelled and (_UNLABELLED_FAR.match(gap) or _POINTS.match(gap)))
    return bool(opens) and bool(_CLOSES.match(text[q.end : q.end + 4]))


def bracketed_pair(findings: list[Finding], pair: Sequence[Quantity], text: str) -> Finding | None:
    """The last finding with the two numbers in brackets behind it as its interval: "5.1 (4.5, 5.7)"; else None."""
    if not findings or len(pair) < 2 or any(q.kind not in ("number", "score") or q.high is not None for q in pair):
        return None
    f, (low, high) = findings[-1], pair
    value = f.percent if f.value is None else f.value
    if value is None or low.low is None or high.low is None or f.ci_low is not None or not low.low < value < high.low:
        return None
    if text[f.core_end : low.start] not in (" (", " [") or text[low.end : high.start] not in (", ", "; ", " to "):
        return None
    return replace(f, ci_low=low.low, ci_high=high.low, end=high.end) if text[high.end : high.end + 1] in ")]" else None


def is_sample_of(f: Finding, q: Quantity, text: str) -> bool:
    """Whether a sample size stands in the bracket of the value before it: "(4.3, 95 % CI 2.4-6.2, N = 16)"."""
    if f.n is not None or f.percent is not None or f.total is not None:
        return False
    if f.kind == "number" and is_whole(f.value) and q.low is not None and f.value is not None and q.low <= f.value:
        return False  # a part of those that the number counts: "7 patients: local pain (n = 4)"
    gap = text[f.core_end : q.start]
    return len(gap) <= 90 and gap.count("(") >= gap.count(")") and not re.search(r"[;.] ", gap)

"""Times in the heads of tables: listed side by side, written short, or as codes that the paper explains elsewhere."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from cephlit.facts.reading import Reading
from cephlit.facts.result_tables.words import column_cue
from cephlit.facts.results.time_points import wording
from cephlit.tagging.quantities.grammar import find_quantities

Span = tuple[int, int]

BASELINE = "baseline"
_CODE = r"(?:T|V|Visit |Session )\d{1,2}"
_CODES = re.compile(rf"(?<![A-Z]){_CODE}(?!\d|\.\d)")
_EXPLAINED = re.compile(rf"(?<![A-Za-z0-9])(?P<code>{_CODE})\s?(?:=|:|,|-|\(|is|was)\s?(?P<words>[^;()\n]{{3,60}})")
_IN_BRACKETS = re.compile(rf"(?P<words>[^;()\n]{{3,60}}) ?[(\[](?P<code>{_CODE})[)\]]")
_BRACKETED = re.compile(rf"[(\[]{_CODE}[)\]]")
"""What is found fast, and is in every explanation that stands before its code."""

_SHORT = re.compile(r"(?<![A-Za-z0-9])(?P<unit>[WDMH])(?:k|eek)?\s?(?P<n>\d{1,3})(?![\w.])")
_SHORT_UNITS = {"W": "wk", "D": "d", "M": "mo", "H": "h"}
_UNIT_FIRST = re.compile(r"(?:\d[ -]?)?\b(?:weeks?|wks?|days?|months?|hours?|years?)\b(?=[ -]\d)", re.IGNORECASE)


def head_times(reading: Reading, line: Span) -> Iterator[tuple[int, int, str]]:
    """Times that a line of a head names, each with its place and its word in the tables; they may overlap."""
    text = reading.tagged.study.view.text
    apart = list(_apart(text, line))
    yield from apart
    for q in () if apart else reading.tagged.quantities_in(*line, "time_point", "duration"):
        if q.low is not None or q.norm:
            yield q.start, q.end, wording(q)
    for m in _SHORT.finditer(text, *line):
        yield m.start(), m.end(), f"{int(m['n'])} {_SHORT_UNITS[m['unit']]}"
    for m in _CODES.finditer(text, *line):
        yield m.start(), m.end(), m.group()


def _apart(text: str, line: Span) -> Iterator[tuple[int, int, str]]:
    """Times of a line that lists them with their unit first ("Week 2 Week 4"), each read on its own."""
    cuts = [m.start() for m in _UNIT_FIRST.finditer(text, *line) if not m.group()[0].isdigit()]
    for start, end in pairwise([*cuts, line[1]]):
        for q in find_quantities(text[start:end])[:1]:
            if q.kind in ("time_point", "duration"):
                yield start + q.start, start + q.end, wording(q)


def is_code(time: str) -> bool:
    """Whether a time is a code alone, which tells nothing where the paper does not explain it."""
    return re.fullmatch(_CODE, time) is not None


@lru_cache(maxsize=1)  # the head of every table of a study asks
def time_codes(text: str) -> dict[str, str]:
    """What the codes of a paper stand for: ``baseline``, or a time in the tables' words.

    A code explained twice is what its first explanation says; T0 is the start even without one.
    """
    found: dict[str, str] = {}
    patterns = ((_EXPLAINED, False), (_IN_BRACKETS, True)) if _BRACKETED.search(text) else ((_EXPLAINED, False),)
    for pattern, last in patterns:
        for m in pattern.finditer(text):
            time = _time_of(m["words"], last=last)
            if time:
                found.setdefault(m["code"], time)
    return {"T0": BASELINE, "V0": BASELINE} | found


def _time_of(words: str, *, last: bool) -> str:
    """The one time that an explanation names, before the next code; of those before a code the last."""
    words = re.split(r"\)" if last else rf"\b{_CODE}\b|[.)]", words)[-1 if last else 0]
    if last:
        words = words.rsplit(",", 1)[-1].rsplit(" and ", 1)[-1]
    if column_cue("start").search(words):
        return BASELINE
    times = [
        q for q in find_quantities(words) if q.kind in ("time_point", "duration") and (q.norm or q.low is not None)
    ]
    return wording(times[-1 if last else 0]) if times else ""

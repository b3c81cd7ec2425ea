"""Values: numbers and ranges of numbers, each read with the unit, the rate or the frame around it."""

import re
from dataclasses import dataclass, replace
from functools import cache

from cephlit.tagging.quantities.numbers import Number, parse_words
from cephlit.tagging.quantities.taken import Taken
from cephlit.tagging.quantities.units import match_unit
from cephlit.tagging.quantities.words import any_of, plain

_RANGE_SEPARATOR = re.compile(r" ?- ?| ?-? ?to ?|-to-")
_BETWEEN = re.compile(r"\bbetween(?: the)?(?: ages?(?: of)?)?(?: about| approximately)? $", re.I)


@cache
def _change_from() -> re.Pattern[str]:
    """A verb of change before ``from``: what follows is a before and an after, not a range."""
    return re.compile(
        rf"\b(?i:{any_of('change')})\b[^.;]{{0,60}}\bfrom(?: an?| the| about| approximately| [a-z]+ of)?[ ~]*$"
    )


@dataclass(frozen=True, slots=True)
class Value:
    """A number, or two that make a range."""

    start: int
    end: int
    low: float
    high: float | None
    is_word: bool


def find_values(text: str, numbers: list[Number]) -> list[Value]:
    """Join numbers that are the two ends of a range."""
    values: list[Value] = []
    i = 0
    while i < len(numbers):
        first = numbers[i]
        second = numbers[i + 1] if i + 1 < len(numbers) else None
        if second and first.value < second.value and is_range(text, first.start, first.end, second.start):
            words = first.is_word and second.is_word
            values.append(Value(first.start, second.end, first.value, second.value, words))
            i += 2
        else:
            values.append(Value(first.start, first.end, first.value, None, first.is_word))
            i += 1
    return values


def is_range(text: str, start: int, end: int, next_start: int) -> bool:
    """Whether two ascending numbers with ``text[end:next_start]`` between them are the ends of a range."""
    between = text[end:next_start]
    if between == " and ":
        return bool(_BETWEEN.search(text, max(0, start - 24), start))
    if next_start - end > 8 or not _RANGE_SEPARATOR.fullmatch(between):
        return False
    if between.strip() == "-":  # "rose from 1-2 to 4-6 a day"
        return True
    return not _change_from().search(text, max(0, start - 100), start)


_SPREAD_BETWEEN = re.compile(r" ?(?:±|\+ ?/? ?-) ?[\d.,]{1,8}| ?\([^()]{1,60}\)| ?\[[^\[\]]{1,60}\]")
_TIMES = r"days?|d|nights?|weeks?|wks?|months?|mo|mos|years?|yrs?|yr|hours?|hrs?|h|minutes?|min"
_NOT_COUNTED = (
    r"(?:and|or|with|in|to|from|for|than|at|vs|versus|per|a|an|on|by|were|was|had|over|after|every|each|but)\b"
)
_RATE = re.compile(
    rf"(?P<noun>(?:[ -](?!{_NOT_COUNTED})[A-Za-z-]{{2,20}}){{0,4}})"
    r"(?: ?/ ?| per |-per-| (?P<article>an?|each|every) )(?P<n>(?<!an )(?<!a )(?:4|28|30|four|"
    r"(?:\d{1,2}|two|three|six|eight|twelve)(?=[ -](?:week|month|year)s\b))[ -])?"
    rf"(?P<time>{_TIMES})\b(?!-)(?P<later> (?:later|before|after|ago|earlier|old|prior)| of age)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a value measures.

    Attributes
    ----------
    kind, unit, per
        As of a written unit; or kind ``rate`` with a unit such as ``/wk``.
    start, end
        Where the unit stands, which may be behind a later value of the same list.
    span_end
        Where the value's own span ends.
    noun
        What a rate counts.
    """

    kind: str
    unit: str
    start: int
    end: int
    span_end: int
    per: str = ""
    noun: str = ""


def read(text: str, value: Value, taken: Taken) -> Reading | None:
    """Read what stands behind a value, also past its spread or a bracket: ``5.2 (1.3) days``."""
    reading = _read_at(text, value.end, taken)
    if reading:
        return reading
    skipped = _SPREAD_BETWEEN.match(text, value.end)
    if not skipped:
        return None
    reading = _read_at(text, skipped.end(), taken)
    if reading is None or (text[skipped.start() :].lstrip()[0] in "([" and not _digits_inside(skipped[0])):
        return None
    return replace(reading, span_end=value.end)


def _digits_inside(bracket: str) -> bool:
    return any(c.isdigit() for c in bracket) and "%" not in bracket.rsplit("CI", maxsplit=1)[-1]


def _read_at(text: str, position: int, taken: Taken) -> Reading | None:
    limit = taken.next_after(position)
    unit = match_unit(text, position, limit)
    if unit and unit.kind not in ("time", "points"):
        return Reading(unit.kind, unit.ucum, position, unit.end, unit.end, unit.per)
    rate = _rate(text, position, limit)
    if rate:
        return rate
    return Reading(unit.kind, unit.ucum, position, unit.end, unit.end) if unit else None


_RATE_TIMES = {"s": "s", "h": "h", "d": "d", "n": "d", "w": "wk", "y": "a"}


def _rate(text: str, position: int, limit: int) -> Reading | None:
    match = _RATE.match(text, position, limit)
    if not match or match["later"] or (match["article"] in ("each", "every", "an") and not match["noun"]):
        return None
    word = match["time"].lower()
    unit = "min" if word.startswith("mi") else "mo" if word.startswith("mo") else _RATE_TIMES[word[0]]
    every = (match["n"] or "").lower().rstrip(" -")
    count = f"{every if every.isdigit() else plain(parse_words(every))}." if every else ""
    counted = match["noun"].split(" of ")[0].split()
    noun = counted[-1].lower().strip("-") if counted else ""
    code = f"/({count}{unit})" if count else f"/{unit}"
    return Reading("rate", code, position, match.end(), match.end(), noun=noun)

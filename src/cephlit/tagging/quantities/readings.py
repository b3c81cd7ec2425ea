"""Readings of a list of values: units shared over a coordination, ranges whose both ends carry a unit."""

import re
from dataclasses import dataclass, replace

from cephlit.tagging.quantities.taken import Taken
from cephlit.tagging.quantities.units import is_time_unit, to_hours
from cephlit.tagging.quantities.values import Reading, Value, is_range, read

_JOINED = re.compile(
    r"-?(?: ?(?:±|\+ ?/? ?-) ?[\d.,]{1,8})?(?: ?\([^()\d]{1,25}\))?(?:(?P<loose>, ?)|(?P<firm> ?/ ?| - "
    r"|,? ?(?:and|or|to|versus|[Vv]s\.?|v\.?|compared (?:with|to)|against|&)(?: (?:at|of|from|after))? ))"
)
_LISTED = re.compile(r"\d ?%?, ?$")
"""What stands before a value that is not the first of its list: with a comma, two values alone make none."""
_LESSENED = re.compile(r"\b(?:from|taper\w*|reduc\w*|decreas\w*|lower\w*|down|between)\b[^.;]{0,45}$", re.IGNORECASE)
"""What stands before a larger dose that goes to a smaller one; "86 to 30 mg" else allots 86 people to it."""
_SHARED = ("dose", "share", "time", "measure", "points", "rate")


@dataclass(frozen=True, slots=True)
class Item:
    """A value with its reading, and where the list starts that it is an element of."""

    value: Value
    reading: Reading | None
    list_start: int


def read_all(text: str, values: list[Value], taken: Taken) -> list[Item]:
    """Read each value, then hand units back along lists and join ranges with a unit at both ends."""
    readings = [read(text, value, taken) for value in values]
    in_list = False
    for i in range(len(values) - 2, -1, -1):
        following = readings[i + 1]
        own = readings[i]
        shares = False
        if own is not None:
            readings[i] = _with_shared_per(text, own, values[i + 1], following)
        elif following is not None and _shares_unit(text, values[i], values[i + 1], following, in_list):
            readings[i] = replace(following, span_end=values[i].end)
            shares = True
        in_list = shares
    return _in_lists(text, _join_ranges(text, values, readings))


def _in_lists(text: str, read_values: list[tuple[Value, Reading | None]]) -> list[Item]:
    """Note where the list of each value starts; a conjunction joins values of one kind."""
    items: list[Item] = []
    for value, reading in read_values:
        start = value.start
        last = items[-1] if items else None
        if last and reading and last.reading and last.reading.kind == reading.kind:
            joined = _JOINED.fullmatch(text, last.reading.span_end, value.start)
            start = last.list_start if joined else start
        items.append(Item(value, reading, start))
    return items


def _shares_unit(text: str, value: Value, following: Value, reading: Reading, in_list: bool) -> bool:
    """Whether a value without a unit takes that of the next value."""
    joined = _JOINED.fullmatch(text, value.end, following.start) if following.start - value.end < 50 else None
    if joined is None or reading.kind not in _SHARED or (reading.kind == "rate" and value.low >= 1900):
        return False
    halves = joined[0].strip() == "/" and reading.kind != "dose"
    if halves or _is_no_dose(text, value, following, reading, joined[0]):
        return False
    if value.is_word and reading.kind == "percent" and not following.is_word:
        return False  # a pronoun: "a moderate one and 9 %"
    firm = reading.kind == "share" and joined[0].startswith(",") and joined["firm"]
    if firm and not _LISTED.search(text, 0, value.start):
        return False
    if joined["loose"]:
        ascending = (value.high or value.low) < following.low
        return in_list or (ascending and reading.kind in ("dose", "time"))
    return True


def _is_no_dose(text: str, value: Value, following: Value, reading: Reading, joined: str) -> bool:
    """Whether a number before a dose is none: one of several values with deviations, or people who were allotted it."""
    if reading.kind == "time":
        return "±" in joined and joined.rstrip().endswith((" at", " after", " from"))
    if reading.kind != "dose":
        return False
    allots = joined == " to " and value.low > following.low
    return "±" in joined or (allots and _LESSENED.search(text, max(0, value.start - 60), value.start) is None)


def _with_shared_per(text: str, own: Reading, following: Value, reading: Reading | None) -> Reading:
    """Give the first of ``7.5 mg and 15 mg per 0.1 mL`` the second's volume."""
    if reading and reading.per and not own.per and own.unit == reading.unit:
        between = text[own.end : following.start]
        if between in (" and ", " or ", " to ", "-", ", "):
            return replace(own, per=reading.per)
    return own


def _join_ranges(text: str, values: list[Value], readings: list[Reading | None]) -> list[tuple[Value, Reading | None]]:
    """Join ``5 mg to 10 mg`` and ``40 min to 1 h``."""
    joined: list[tuple[Value, Reading | None]] = []
    for value, reading in zip(values, readings, strict=True):
        merged = _merge(text, *joined[-1], value, reading) if joined else None
        if merged:
            joined[-1] = merged
        else:
            joined.append((value, reading))
    return joined


def _merge(
    text: str, first: Value, own: Reading | None, second: Value, other: Reading | None
) -> tuple[Value, Reading] | None:
    """Make one range of two values with units, or None if they are none."""
    if not own or not other or own.kind != other.kind or first.high is not None or second.high is not None:
        return None
    if own.span_end <= first.end or own.kind not in ("dose", "share", "time", "measure"):
        return None
    high = second.low
    if own.unit != other.unit:
        if not (is_time_unit(own.unit) and is_time_unit(other.unit)):
            return None
        high = to_hours(high, other.unit) / to_hours(1, own.unit)
    if first.low >= high or not is_range(text, first.start, own.end, second.start):
        return None
    value = Value(first.start, second.end, first.low, high, first.is_word and second.is_word)
    return value, replace(other, unit=own.unit)

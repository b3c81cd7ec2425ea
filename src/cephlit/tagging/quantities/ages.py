"""Ages: what is said to be old, aged, or counts the years of a person."""

import re
from dataclasses import dataclass
from functools import cache

from cephlit.tagging.quantities.readings import Item
from cephlit.tagging.quantities.values import Reading
from cephlit.tagging.quantities.words import any_of

_OLD = re.compile(r"'?[- ](?:old|olds|of age)\b")
_OLD_WITHOUT_UNIT = re.compile(r"[ -]?(?:y/o|yo|y\.o\.)(?![a-z])|-old\b")
_SEX = re.compile(r" ?/ ?[MF]\b")
_AGED = re.compile(
    r"\b(?:aged?|ages)(?: (?:of|was|were|is|at|in|from|between|range[sd]?|ranging|limits?|over|under|above|below|about"
    r"|group|mean|median|average|older than|younger than|(?:[a-z-]{1,15} )?onset(?: of [a-z]{1,15})?|at diagnosis"
    r"|patients?)){0,5}[ ,:=(~]{0,3}$",
    re.IGNORECASE,
)
_AGE_NEAR = re.compile(r"\bage[ds]?\b[^.;%]{0,40}$", re.IGNORECASE)
_PERSON_AFTER = re.compile(
    r"-? (?:[A-Z][a-z]{2,20} |white |black |healthy )?(?:woman|man|girl|boy|male|female|lady|gentleman)\b"
)
_OLDEST = 110


@dataclass(frozen=True, slots=True)
class Age:
    """Where an age ends, and its unit."""

    end: int
    unit: str


@cache
def _person_before() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:{any_of('people')})s?,? \(?(?:aged )?(?:from |between |of )?$")


def read_age(text: str, item: Item, start: int, is_year: bool) -> Age | None:
    """Read a value as an age.

    Parameters
    ----------
    text
        Text in one spelling.
    item
        The value with its reading.
    start
        Where the value starts, or the words of its relation (``older than 18 years``).
    is_year
        Whether the value looks like a calendar year.
    """
    anchor = min(start, item.list_start)
    if old := _OLD_WITHOUT_UNIT.match(text, item.value.end):
        return Age(old.end(), "a")
    if item.reading is None or item.reading.kind != "time":
        return _without_unit(text, item, anchor, is_year)
    return _with_unit(text, item.reading, anchor)


def _without_unit(text: str, item: Item, anchor: int, is_year: bool) -> Age | None:
    """``42/F``, ``at age 27``."""
    value = item.value
    if item.reading or is_year or value.low > _OLDEST:
        return None
    is_aged = _AGED.search(text, max(0, anchor - 60), anchor) or _SEX.match(text, value.end)
    return Age(value.end, "a") if is_aged else None


def _with_unit(text: str, reading: Reading, anchor: int) -> Age | None:
    """``38-year-old``, ``aged 18-65 years``, ``patients, 18 to 65 years``."""
    if old := _OLD.match(text, reading.end):
        return Age(old.end() if reading.span_end == reading.end else reading.span_end, reading.unit)
    if reading.unit not in ("a", "mo"):
        return None
    before = (_AGED, _AGE_NEAR, _person_before())
    if any(p.search(text, max(0, anchor - 60), anchor) for p in before) or _PERSON_AFTER.match(text, reading.end):
        return Age(reading.span_end, reading.unit)
    return None

"""What kind of quantity a value is, from its unit and the words around it."""

import re
from functools import cache

from cephlit.tagging.quantities import times
from cephlit.tagging.quantities.ages import read_age
from cephlit.tagging.quantities.doses import dose_unit
from cephlit.tagging.quantities.readings import Item
from cephlit.tagging.quantities.values import Reading, Value
from cephlit.tagging.quantities.words import any_of, make, plain_range
from cephlit.tagging.tagged import Quantity

_RELATION_WORDS = {
    ">=": r"at least|(?:no|not) (?:less|fewer) than|(?:a )?minimum of|≥|>=|=>|> ?or ?=|>/="
    r"|(?:greater|more) (?:than )?or equal to",
    "<=": r"at most|(?:no|not) (?:more|greater|longer|later) than|(?:a )?maximum of|≤|<=|=<|< ?or ?=|</="
    r"|not exceed(?:ing)?|not >|(?:less|fewer) (?:than )?or equal to",
    ">": r"more than|greater than|higher than|longer than|older than|larger than|over|above|exceed(?:s|ing|ed)?|>",
    "<": r"less than|fewer than|lower than|shorter than|younger than|under|below|<",
}
_ANY_RELATION = "|".join(f"(?P<r{i}>{pattern})" for i, pattern in enumerate(_RELATION_WORDS.values()))
_BEFORE = re.compile(rf"(?<![A-Za-z])(?:{_ANY_RELATION})(?: (?:a|an|the))? ?$", re.IGNORECASE)
_BEHIND = re.compile(
    r"[ ,-]{1,2}(?:or|and(?! (?:more|greater|longer|larger|less|fewer|lower|shorter|smaller|better) [a-z]{3})) "
    r"(?:(?P<more>more|greater|higher|above|over|older|longer|better|larger|beyond)"
    r"|(?:less|fewer|lower|below|under|younger|shorter|smaller))\b",
    re.IGNORECASE,
)
_RESPONDER = re.compile(r"[ -]responders?\b(?: rates?\b)?", re.I)


def _relation(text: str, value: Value, end: int) -> tuple[str, int, int]:
    """Relation that a value stands in, and where its words start and end."""
    before = _BEFORE.search(text, max(0, value.start - 32), value.start)
    if before:
        group = next(i for i in range(4) if before[f"r{i}"] is not None)
        return list(_RELATION_WORDS)[group], before.start(), end
    behind = _BEHIND.match(text, end)
    if behind:
        return (">=" if behind["more"] else "<="), value.start, behind.end()
    return "", value.start, end


def typed(text: str, item: Item, preparations: frozenset[int]) -> Quantity:
    """Make the quantity of a value: dose, age, threshold, measured with a unit, or bare, the first that fits.

    ``preparations`` are the starts of lists whose percentages are strengths.
    """
    value, reading = item.value, item.reading
    end = reading.span_end if reading else value.end
    relation, start, relation_end = _relation(text, value, end)
    if reading and (reading.kind == "dose" or (reading.kind == "share" and item.list_start in preparations)):
        unit, per = dose_unit(text, item.list_start, reading)
        return make("dose", value.start, end, **_of(value), unit=unit, per=per, relation=relation)
    age = read_age(text, item, start, _is_year(text, value))
    if age:
        return make("age", value.start, age.end, **_of(value), unit=age.unit, relation=relation)
    if not relation and reading and reading.kind == "share" and _is_responder_rate(text, value, reading):
        relation = ">="
    if relation in (">", "<") and _is_span_of_time(text[start : value.start], reading):
        relation = ""
    if relation and not _is_year(text, value):
        unit = reading.unit if reading else ""
        return make("threshold", start, relation_end, **_of(value), unit=unit, relation=relation)
    return _measured(text, item, reading, end) if reading else _bare(text, value)


def _of(value: Value) -> dict[str, float | None]:
    return {"low": value.low, "high": value.high}


def _is_responder_rate(text: str, value: Value, reading: Reading) -> bool:
    """Whether a percentage is the definition in ``50% responder rate``."""
    return value.low in (25, 30, 50, 75, 100) and _RESPONDER.match(text, reading.end) is not None


def _is_span_of_time(words_before: str, reading: Reading | None) -> bool:
    """Whether ``over`` or ``under`` means a span: ``over 2 h``."""
    return bool(reading and reading.kind in ("time", "dose") and words_before.lower().startswith(("over", "under")))


def _measured(text: str, item: Item, reading: Reading, end: int) -> Quantity:
    """Type a value with a unit that is neither dose nor age nor threshold."""
    value, start = item.value, item.value.start
    if reading.kind == "share":
        return make("percent", start, end, **_of(value), unit="%", norm="word" if value.is_word else "")
    if reading.kind == "rate":
        return make("rate", start, end, **_of(value), unit=reading.unit, norm=reading.noun)
    if reading.kind == "points":
        return make("score", start, end, **_of(value), unit="points")
    if reading.kind == "time":
        return _time(text, item, reading, end)
    is_score = reading.unit == "mm" and _score_before().search(text, max(0, item.list_start - 50), item.list_start)
    return make("score" if is_score else "number", start, end, **_of(value), unit=reading.unit)


def _time(text: str, item: Item, reading: Reading, end: int) -> Quantity:
    """Tell a point in time from a duration."""
    value = item.value
    if not times.is_time_point(text, item.list_start, reading.start, reading.end, reading.unit):
        return make("duration", value.start, end, **_of(value), unit=reading.unit)
    norm = f"{plain_range(value.low, value.high)} {reading.unit}"
    return make("time_point", value.start, end, **_of(value), unit=reading.unit, norm=norm)


_YEAR_BEFORE = re.compile(
    r"\b(?:in|since|until|during|by|from|of|between|and|to|through|before|after|early|late|mid|year|till)[ -]$"
    r"|[(,.;] ?$|^$"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? $",
    re.IGNORECASE,
)


def _is_year(text: str, value: Value) -> bool:
    """Whether a value can only be a calendar year, or two."""
    digits = re.fullmatch(r"(?:19|20)\d\d(?:[^\d.,]{1,6}(?:19|20)\d\d)?", text[value.start : value.end])
    if not digits or not 1900 <= value.low <= 2039 or _counted_after().match(text, value.end):
        return False
    is_closed = text[value.end : value.end + 1] in tuple(")],;.")
    return is_closed or _YEAR_BEFORE.search(text[max(0, value.start - 14) : value.start]) is not None


@cache
def _counted_after() -> re.Pattern[str]:
    return re.compile(
        rf" (?:(?!for|with|in|to|and|of|by|at)[a-z-]{{1,20}} )?(?i:{any_of('people')}|{any_of('event')})s?\b"
    )


@cache
def _score_before() -> re.Pattern[str]:
    """Name of a score before its value: ``VAS 7.1``, ``a pain score of 3``."""
    link = r"(?: (?:was|were|is|of(?: [a-z]{3,15})?|at|for|from|to|pain|score|median|mean|only|about|=|:))"
    return re.compile(rf"\b(?i:{any_of('score')})s?(?: ?\([^()]{{1,20}}\))?{link}{{0,4}}[ ,:=]{{0,3}}$")


def _bare(text: str, value: Value) -> Quantity:
    """Type a value without a unit."""
    if _is_year(text, value):
        return make("year", value.start, value.end, **_of(value))
    if _score_before().search(text, max(0, value.start - 50), value.start):
        return make("score", value.start, value.end, **_of(value))
    return make("number", value.start, value.end, **_of(value), norm="word" if value.is_word else "")

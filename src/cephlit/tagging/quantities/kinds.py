"""What kind of quantity a value is, from its unit and the words around it."""

import re
from dataclasses import dataclass
from functools import cache

from cephlit.tagging.quantities import times
from cephlit.tagging.quantities.readings import Item
from cephlit.tagging.quantities.values import Reading, Value
from cephlit.tagging.quantities.words import any_of, make, plain_range
from cephlit.tagging.tagged import Quantity

_RELATION_WORDS = {
    ">=": r"at least|(?:no|not) less than|(?:no|not) fewer than|a minimum of|minimum of|≥|>=|=>|not under",
    "<=": r"at most|(?:no|not) more than|(?:no|not) greater than|(?:no|not) longer than|(?:no|not) exceeding"
    r"|a maximum of|maximum of|≤|<=|=<|not exceed(?:ing)?|not >",
    ">": r"more than|greater than|higher than|longer than|older than|over|above|exceed(?:s|ing|ed)?|>|larger than",
    "<": r"less than|fewer than|lower than|shorter than|younger than|under|below|<",
}
_BEFORE = re.compile(
    "(?<![A-Za-z])(?:"
    + "|".join(f"(?P<r{i}>{p})" for i, p in enumerate(_RELATION_WORDS.values()))
    + r")(?: (?:a|an|the))? ?$",
    re.I,
)
_BEHIND = re.compile(
    r"[ ,-]{1,2}(?:or|and) (?:(?P<more>more|greater|higher|above|over|older|longer|better|larger|beyond)|(?:less|fewer|lower|below|under|younger|shorter|smaller))\b",
    re.I,
)
_RESPONDER = re.compile(r"[ -]responders?\b(?: rates?\b)?", re.I)


def _relation(text: str, value: Value, end: int) -> tuple[str, int, int]:
    """Relation that a value stands in, and where its words start and end."""
    before = _BEFORE.search(text, max(0, value.start - 22), value.start)
    if before:
        group = next(i for i in range(4) if before[f"r{i}"] is not None)
        return list(_RELATION_WORDS)[group], before.start(), end
    behind = _BEHIND.match(text, end)
    if behind:
        return (">=" if behind["more"] else "<="), value.start, behind.end()
    return "", value.start, end


def typed(text: str, item: Item, strengths: frozenset[str]) -> Quantity:
    """Make the quantity of a value, by the first of: dose, age, threshold, measured with a unit, bare."""
    value, reading = item.value, item.reading
    end = reading.span_end if reading else value.end
    relation, start, relation_end = _relation(text, value, end)
    if reading and (reading.kind == "dose" or is_strength(text, value, reading, strengths)):
        return make("dose", value.start, end, **_of(value), unit=reading.unit, per=reading.per, relation=relation)
    age = _age(text, item, start)
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
    r"\b(?:in|since|until|during|by|from|of|between|and|to|through|before|after|early|late|mid|year)[ -]$|[(,.;] ?$|^$",
    re.I,
)
_MONTH_BEFORE = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?,? $", re.I)


def _is_year(text: str, value: Value) -> bool:
    """Whether a value can only be a calendar year, or two."""
    digits = re.fullmatch(r"(?:19|20)\d\d(?:[^\d.,]{1,4}(?:19|20)\d\d)?", text[value.start : value.end])
    if not digits or not 1900 <= value.low <= 2039 or _counted_after().match(text, value.end):
        return False
    window = slice(max(0, value.start - 14), value.start)
    return bool(
        _YEAR_BEFORE.search(text[window])
        or _MONTH_BEFORE.search(text[window])
        or text[value.end : value.end + 1] in ")],;."
    )


@cache
def _counted_after() -> re.Pattern[str]:
    return re.compile(rf" (?:[a-z-]{{1,20}} )?(?i:{any_of('people')}|{any_of('event')})s?\b")


@cache
def _score_before() -> re.Pattern[str]:
    """Name of a score before its value: ``VAS 7.1``, ``a pain score of 3``."""
    link = r"(?: (?:was|were|is|of|at|for|from|to|pain|score|median|mean|only|about|=|:))"
    return re.compile(rf"\b(?i:{any_of('score')})s?(?: ?\([^()]{{1,20}}\))?{link}{{0,4}}[ ,:=]{{0,3}}$")


def _bare(text: str, value: Value) -> Quantity:
    """Type a value without a unit."""
    if _is_year(text, value):
        return make("year", value.start, value.end, **_of(value))
    if _score_before().search(text, max(0, value.start - 50), value.start):
        return make("score", value.start, value.end, **_of(value))
    return make("number", value.start, value.end, **_of(value), norm="word" if value.is_word else "")


@dataclass(frozen=True, slots=True)
class _Age:
    end: int
    unit: str


_OLD = re.compile(r"'?[- ](?:old|olds|of age)\b|[ ]?y/?o\b")
_YO = re.compile(r"[ -]?(?:y/o|yo|y\.o\.)(?![a-z])")
_OLD_AFTER_NUMBER = re.compile(r"-old\b")
_AGED = re.compile(
    r"\b(?:aged?|ages)(?: (?:of|was|were|is|at|in|from|between|range[sd]?|ranging|limits?|over|under|above|below|about|group|mean"
    r"|median|average|older than|younger than|(?:[a-z-]{1,15} )?onset(?: of [a-z]{1,15})?|at diagnosis|patients?)){0,5}[ ,:=(~]{0,3}$",
    re.I,
)
_AGE_NEAR = re.compile(r"\bage[ds]?\b[^.;%]{0,40}$", re.I)


@cache
def _person_before() -> re.Pattern[str]:
    return re.compile(rf"\b(?i:{any_of('people')})s?,? (?:aged )?(?:from |between |of )?$")


@cache
def _person_after() -> re.Pattern[str]:
    return re.compile(r"-? (?:[A-Z][a-z]+ |white |black |healthy )?(?:woman|man|girl|boy|male|female|lady|gentleman)\b")


def _age(text: str, item: Item, start: int) -> _Age | None:
    """Read a value as an age, with the end of its span and its unit."""
    value, reading = item.value, item.reading
    anchor = min(start, item.list_start)
    if reading is None or reading.kind != "time":
        yo = _YO.match(text, value.end) or _OLD_AFTER_NUMBER.match(text, value.end)
        if yo:
            return _Age(yo.end(), "a")
        is_aged = reading is None and not _is_year(text, value) and _AGED.search(text, max(0, anchor - 60), anchor)
        return _Age(value.end, "a") if is_aged and value.low < 120 else None
    old = _OLD.match(text, reading.end)
    if old:
        return _Age(old.end() if reading.span_end == reading.end else reading.span_end, reading.unit)
    if reading.unit not in ("a", "mo"):
        return None
    before = (_AGED, _AGE_NEAR, _person_before())
    if any(p.search(text, max(0, anchor - 60), anchor) for p in before) or _person_after().match(text, reading.end):
        return _Age(reading.span_end, reading.unit)
    return None


@cache
def _strength_filler() -> str:
    return any_of("strength_filler")


def is_strength(text: str, value: Value, reading: Reading, strengths: frozenset[str]) -> bool:
    """Whether a percentage is the strength of a preparation: ``2% lidocaine``, ``bupivacaine 0.5%``."""
    if reading.kind != "share":
        return False
    behind = re.match(rf"(?: (?i:{_strength_filler()}))*,? ([A-Za-z][\w-]*)", text[reading.end : reading.end + 50])
    if behind and behind[1].lower() in strengths:
        return True
    before = re.search(
        r"([A-Za-z][\w-]*)(?: (?:hydrochloride|HCl))? \(?$", text[max(0, value.start - 40) : value.start]
    )
    return bool(
        before and value.low <= 10 and before[1].lower() in strengths and text[reading.end : reading.end + 3] != " of"
    )

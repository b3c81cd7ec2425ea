"""Numbers made of two: fractions, scores out of a maximum, scales, ratios, and shares in words."""

import re
from functools import cache

from cephlit.patterns import Screened, screened
from cephlit.tagging.quantities.numbers import DIGITS, WORDS, parse_digits, parse_words
from cephlit.tagging.quantities.units import match_unit
from cephlit.tagging.quantities.words import any_of, make
from cephlit.tagging.tagged import Quantity

_WHOLE = r"(?:\d{1,3}(?:,\d{3}){1,2}|\d{1,6})"
_COUNT = rf"(?:{_WHOLE}|(?i:{WORDS}))"


def _value(number: str) -> float:
    return parse_digits(number) if number[0].isdigit() or number[0] == "." else parse_words(number)


_SLASH = screened(rf"(?<![\w./+-])(?P<n>{_WHOLE}) ?/ ?(?P<total>{_WHOLE})(?![\w/]|[.,]\d)")


_TOTAL = (
    r"(?: (?:the|these|those|their|our|all|its|a total of|a total|total|first|remaining|other|in total|only)){0,3}"
    rf" (?P<total>{_COUNT})(?![\w%/]|[.,]\d| ?%|-(?!\w*year))"
)
_OF_TOTAL = re.compile(rf" of{_TOTAL}")
"""The end of every count out of a total, which is found sooner than its begin."""


@cache
def _of() -> Screened:
    """Pattern of a count out of a total, a noun of people or events or the share in brackets allowed between."""
    noun = rf"(?: (?i:{any_of('people')}|{any_of('event')})s?)?"
    share = r"(?P<share> ?\(\d{1,3}(?:\.\d{1,2})? ?%\))?"
    return screened(rf"(?<![\w./+-])(?P<n>{_COUNT}){noun}{share} (?:out of|of){_TOTAL}")


@cache
def _people() -> re.Pattern[str]:
    return re.compile(rf" (?i:{any_of('people')}|attack|headache|episode)s?\b")


def fractions(text: str) -> list[Quantity]:
    """Find counts out of a total: ``55/77``, ``17 of the 58``, ``six of nine``.

    In ``18 (31.6%) of 57`` the share is a quantity of its own, so the fraction is the 18 and the 57 a sample.
    """
    found = []
    for match in [*_SLASH.finditer(text), *(_of().finditer(text) if _OF_TOTAL.search(text) else ())]:
        n, total = _value(match["n"]), _value(match["total"])
        if not 0 < total >= n or match_unit(text, match.end()) or _is_choice(text, match, total):
            continue
        if match.re is not _SLASH.plain and match["share"]:
            found.append(make("fraction", *match.span("n"), low=n, total=total))
            found.append(make("sample", *match.span("total"), low=total))
        else:
            found.append(make("fraction", *match.span(), low=n, total=total))
    return found


def _is_choice(text: str, match: re.Match[str], total: float) -> bool:
    """Whether ``one of two treatments`` is a choice rather than a count."""
    return match["n"].lower() == "one" and total <= 3 and not _people().match(text, match.end())


_TOP = r"(?: ?/ ?| out of )(?P<top>10|100|ten)(?![\w/]|\.\d)"
_OUT_OF = screened(
    rf"(?<![\w./])(?:(?P<low>{DIGITS})(?: ?/ ?10)?(?: ?- ?| to | or ))?(?P<value>{DIGITS}|(?i:{WORDS})){_TOP}"
)
_BROKEN_OF = screened(
    rf"(?<![\w./+-])(?P<value>\d{{1,2}}\.\d{{1,2}}) of (?P<top>10|100|ten)"
    rf"(?![\w/%]|[.,]\d| (?:[a-z]+ )?(?i:{any_of('people')}))"
)
"""A score out of its maximum that has places behind the point, as no count of people has: "8.3 of 10"."""
_SCORE_BEFORE = re.compile(r"\b(?i:pain|scor\w*|VAS|NRS|NPRS|intensity|severity|scale|rated|rating)\b")
_SCORE_AFTER = re.compile(r" (?:[a-z]+ ){0,3}(?i:pain|VAS|NRS|severity|intensity|scale|headache)\b")
_SCORE_OF = re.compile(
    r"\b(?i:scor\w*|level|intensity|rating|severity|pain|NRS|VAS)"
    r"(?: (?:of|was|were|is|at|to|from|than|less than)){1,3} $"
)
_SHARE_CONTEXT = re.compile(r"\b(?:in|of)(?: only)? $")


@cache
def _people_after() -> re.Pattern[str]:
    return re.compile(rf" ?\(?\d{{1,3}}(?:\.\d{{1,2}})? ?%| (?i:{any_of('people')})s?\b")


def scores(text: str) -> list[Quantity]:
    """Find scores out of ten or a hundred, where the words around speak of pain or a scale: ``3/10``."""
    found = []
    for match in _BROKEN_OF.finditer(text):
        value, top = _value(match["value"]), _value(match["top"])
        if value <= top:
            found.append(make("score", *match.span(), low=value, total=top))
    for match in _OUT_OF.finditer(text):
        value, top = _value(match["value"]), _value(match["top"])
        low = parse_digits(match["low"]) if match["low"] else value
        if low <= value <= top and _is_score(text, *match.span()):
            high = value if match["low"] else None
            found.append(make("score", *match.span(), low=low, high=high, total=top))
    return found


def _is_score(text: str, start: int, end: int) -> bool:
    if _SCORE_OF.search(text, max(0, start - 40), start):
        return True
    if _people_after().match(text, end) or _SHARE_CONTEXT.search(text, max(0, start - 12), start):
        return "scale" in text[end : end + 20]
    return bool(_SCORE_BEFORE.search(text, max(0, start - 60), start) or _SCORE_AFTER.match(text, end))


@cache
def _scales() -> tuple[Screened, ...]:
    """Patterns of a scale's ends or steps, before or behind its name."""
    scale = any_of("scale")
    ends = r"(?P<low>[01]|zero)(?: ?- ?| ?to ?|-to-)(?P<high>\d{1,3}|(?i:ten|five|four))"
    steps = rf"(?P<high>\d{{1,3}}|(?i:{WORDS}))[- ](?:point|item|cm|mm|grade|level|step|category|question)s?"
    named = rf"(?:[ -](?!improve|reduc|decreas|increas|chang|differ|drop)[A-Za-z-]{{1,20}}){{0,4}}[ -](?i:{scale})\b"
    of = r"(?: [a-z-]{1,15}){0,3},? ?[\[(]?(?:from |of |range,? |ranging from )?"
    return (
        screened(rf"(?<![\w.])(?P<all>{ends})(?=-?\)?,?{named})"),
        screened(rf"\b(?i:{scale}){of}(?P<all>{ends})(?![\d.]\d| ?%)"),
        screened(rf"\bfrom (?P<all>{ends})(?= (?:[a-z0-9-]{{1,12}} ){{0,5}}(?i:{scale})\b)"),
        screened(rf"(?<![\w.])(?P<all>{steps})(?={named})"),
    )


def scales(text: str) -> list[Quantity]:
    """Find what describes a scale and is no result: ``0-10``, ``11-point``; ``norm`` is ``scale``."""
    found = []
    for pattern in _scales():
        for match in pattern.finditer(text):
            high = _value(match["high"])
            low = _value(match["low"]) if "low" in match.groupdict() else None
            first, last = (high, None) if low is None else (low, high)
            found.append(make("number", *match.span("all"), low=first, high=last, norm="scale"))
    return found


_RATIO = screened(
    rf"(?<![\w:.])(?P<a>{DIGITS}) ?: ?(?P<b>{DIGITS})(?![\w:])|(?P<c>{DIGITS}) to (?P<d>\d{{1,2}})(?= ratio)"
)
_PRESSURE = screened(r"(?<![\w.])(?P<a>\d{2,3}) ?/ ?(?P<b>\d{2,3}) ?mm ?Hg\b")


def ratios(text: str) -> list[Quantity]:
    """Find ratios (``2.5:1``) and blood pressures (``120/80 mmHg``), the second value in ``total``."""
    found = []
    for m in _RATIO.finditer(text):
        if ": " in m.group() and match_unit(text, m.end()):
            continue  # a dose behind the number of its session: "session 1: 20 mg"
        low, total = parse_digits(m["a"] or m["c"]), parse_digits(m["b"] or m["d"])
        found.append(make("number", *m.span(), low=low, total=total, norm="ratio"))
    for m in _PRESSURE.finditer(text):
        found.append(
            make("number", *m.span(), low=float(m["a"]), total=float(m["b"]), unit="mm[Hg]", norm="blood pressure")
        )
    return found


_PARTS = {"third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "half": 2}
_PART = screened(
    r"(?<![\w-])(?:(?<!fewer than )(?<!less than )(?<!more than )(?P<half>half)(?= (?:of|had|were|reported|did)\b"
    r"| (?:the|all|our|these|those|their) (?!dose|time|day|maxim|life))"
    r"|(?P<n>one|two|three|four)[ -](?P<part>thirds?|quarters?|fourths?|fifths?)\b"
    r"|an? (?P<one>third|quarter|fifth|half)(?= of\b| the\b|[.,;)]|$| \())",
    re.IGNORECASE,
)


def shares(text: str) -> list[Quantity]:
    """Find shares in words: ``half of``, ``two-thirds``; percent with ``norm`` ``word``."""
    found = []
    for match in _PART.finditer(text):
        part = _PARTS[(match["part"] or match["one"] or "half").lower().removesuffix("s")]
        n = parse_words(match["n"]) if match["n"] else 1.0
        found.append(make("percent", *match.span(), low=round(100 * n / part, 1), unit="%", norm="word"))
    return found

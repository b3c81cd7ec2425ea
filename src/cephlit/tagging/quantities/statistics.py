"""Statistics that announce themselves: p-values, confidence intervals, spreads, sample sizes."""

import re
from collections.abc import Iterator

from cephlit.patterns import screened
from cephlit.tagging.quantities.numbers import DIGITS, SIGNED, parse_digits
from cephlit.tagging.quantities.units import match_unit
from cephlit.tagging.quantities.words import make
from cephlit.tagging.tagged import Quantity

_RELATION = r"[<>] ?/ ?=|[<>] ?or ?=|</=|<=|>=|=<|=>|<|>|≤|≥|="
_RELATIONS = {"≤": "<=", "=<": "<=", "≥": ">=", "=>": ">="}
_NOT_SIGNIFICANT = r"(?:NS|N\.S\.?|n\.s\.?|ns|not (?:statistically )?significant|non-?significant)"

_OF_WHAT = r"(?:(?: for|-for-|_| ?\(?)? ?(?:the )?(?:trend|interaction|int|heterogeneity|difference)\)?)?"
_CORRECTED = r"(?:[-_ ]?(?:FWER?|FDR|(?:corr|adj|unc|bonf)[a-z]{0,10}|[Bb]onferroni|HSD|perm|raw)\.?)?"
"""For what a p-value was corrected, as it stands below or behind the letter."""

_P_VALUE = re.compile(
    rf"(?<![\w.-])[pP](?:[ -]?[vV]alues?)?{_CORRECTED}{_OF_WHAT}(?: ?\([^()]{{1,20}}\))?"
    rf"(?: (?:was|is|were|being|both|all))? ?(?P<relation>{_RELATION}|:|,| of)? ?"
    rf"(?:(?P<value>{DIGITS})(?: ?(?:x ?10 ?\^?(?P<open>\()? ?|[eE])(?P<power>-?\d{{1,3}})(?(open)\)))?"
    rf"|(?P<ns>{_NOT_SIGNIFICANT}(?![\w])))"
)
_P_NEXT = re.compile(
    rf"(?: and|,| or|, and| to|-) ?(?P<span>(?P<relation>{_RELATION})? ?(?P<value>0?\.\d{{1,8}}))"
    r"(?![\d%]| ?(?:%|mg|h|min|points?)\b)"
)
_NS_IN_BRACKETS = screened(
    rf"(?<=[(\[]){_NOT_SIGNIFICANT}(?= ?[)\],;])|(?<=[;,] ){_NOT_SIGNIFICANT}(?=[)\]])|^{_NOT_SIGNIFICANT}$"
)


def relation(sign: str) -> str:
    """One of ``<``, ``>``, ``=``, ``<=``, ``>=`` for any way to write it."""
    bare = sign.replace(" ", "").replace("or", "").replace("/", "")
    return _RELATIONS.get(bare, bare if bare in ("<", ">", "<=", ">=") else "=")


def p_values(text: str) -> list[Quantity]:
    """Find p-values, each with its relation; ``NS`` where only that is said."""
    found: list[Quantity] = []
    for match in _P_VALUE.finditer(text):
        found += _p_value(match, text)
    found += [make("p_value", *m.span(), relation="NS") for m in _NS_IN_BRACKETS.finditer(text)]
    return found


def _p_value(match: re.Match[str], text: str) -> Iterator[Quantity]:
    if match["ns"]:
        yield make("p_value", *match.span(), relation="NS")
        return
    value = parse_digits(match["value"])
    if match["power"]:
        value *= 10.0 ** -abs(int(match["power"]))
    is_bare = match["relation"] in (None, ",") and not re.match(r"0?\.", match["value"])
    if value > 1 or is_bare:
        return
    sign = match["relation"] or "="
    yield make("p_value", *match.span(), low=value, relation=relation(sign.strip()))
    following = _P_NEXT.match(text, match.end())
    while following:
        sign = following["relation"] or sign
        low = parse_digits(following["value"])
        yield make("p_value", *following.span("span"), low=low, relation=relation(sign.strip()))
        following = _P_NEXT.match(text, following.end())


_BETWEEN = r"(?: ?%| (?!to\b|and\b)[a-z]{1,12}(?:/[a-z]{1,8})?|-?points?)?"
_PAIR = rf"(?P<low>{SIGNED}){_BETWEEN}(?: - \(?|- ?\(?| ?(?:to|;|,|and|\.\.\.?|through|/) ?)(?P<high>{SIGNED})"
_LEAD = r"[ ,:=;]{0,3}(?:(?:of|was|were|from|between|ranging from|is) )?[\[(]?"
_INTERVAL_NAME = (
    r"(?:\b(?:CI|C\.I)\.?s?(?![A-Za-z])|\bCrI\b|\b(?i:confidence|credible) (?i:interval|limit)s?)"
    r"(?: ?(?P<after>\d{2}) ?%?(?!\.?\d| to |-| ?,))?(?: ?[\[(] ?(?:95% ?)?C[r]?\.?I\.?s?[\])])?"
    r"(?: ?[\[(]?95 ?%[\])]?)?(?: (?:of|for) (?:the )?[a-z]{2,15})?"
)
_INTERVAL = screened(rf"(?:(?P<level>\d{{2}}(?:\.\d{{1,2}})?) ?(?:%|per ?cent) ?-?)?{_INTERVAL_NAME}{_LEAD}{_PAIR}")


def intervals(text: str) -> list[Quantity]:
    """Find confidence and credible intervals, with their level where it stands."""
    found = []
    for match in _INTERVAL.finditer(text):
        low, high = sorted((parse_digits(match["low"]), parse_digits(match["high"])))
        level = match["level"] or match["after"]
        if low <= high:
            unit, end = _unit_after(text, match.end())
            found.append(
                make(
                    "interval", match.start(), end, low=low, high=high, unit=unit, level=float(level) if level else None
                )
            )
    return found


def _unit_after(text: str, end: int) -> tuple[str, int]:
    """Unit behind the second bound, and where it ends; a percentage sign or a unit of measure."""
    unit = match_unit(text, end)
    return (unit.ucum, unit.end) if unit else ("", end)


_PLUS_MINUS = screened(rf"(?:±|\+ ?/? ?-) ?(?P<low>{DIGITS})")
_DEVIATION = screened(
    r"(?<!± )(?<!±)(?<!/- )(?<![/-])"
    r"(?:\b(?P<sd>SDs?|S\.D\.?|s\.d\.?|[Ss]tandard deviations?)|\b(?P<se>SE|SEM|S\.E\.(?:M\.)?"
    r"|s\.e\.(?:m\.)?|[Ss]tandard errors?(?: of the mean)?))(?: ?\((?:SD|SE|SEM)\))?[ ,:=±]{0,3}(?:(?:of|was) )?\(?"
    rf"(?P<low>{DIGITS})"
)
_ANNOUNCED = screened(
    r"(?:\((?:±|\+/-)? ?|± ?|\[|, ?)(?P<norm>SD|S\.D\.|SEM?|IQR|interquartile range|range)[\])]", re.IGNORECASE
)
_IN_BRACKETS = re.compile(
    rf"(?<=\d)(?: ?%)? ?[(\[](?P<all>(?P<low>{DIGITS})(?: ?(?:-|to|,|;) ?(?P<high>{DIGITS}))?)[)\]]"
)
_QUARTILES = screened(
    r"(?:\bIQRs?\b|\b(?:25 ?(?:%|th)? ?(?:-|to|and) ?75 ?(?:%|th) )?"
    r"(?i:inter-?quartile ranges?|quartile ranges?|quartiles|percentiles)|\bQ1 ?[-,] ?Q3)"
    rf"(?: ?[\[(]IQR[\])])?{_LEAD}(?:{_PAIR}|(?P<single>{DIGITS})(?![\w]))"
)
_RANGE = screened(rf"(?<!dose )(?<!dosage )(?<!dosing )(?<!age )\b(?i:range)s?{_LEAD}{_PAIR}")
_STANDARD_ERROR = re.compile(r"(?:±|\+/-) ?(?:SE|SEM|S\.E\.M?)\b|\(SEM?\)|\bmeans? \(SEM?\b")


def spreads(text: str) -> list[Quantity]:
    """Find spreads: standard deviations and errors, interquartile ranges, ranges; ``norm`` says which."""
    default = "se" if _STANDARD_ERROR.search(text) else "sd"
    found = [_spread(text, m, default) for m in _PLUS_MINUS.finditer(text)]
    found += [_spread(text, m, "sd" if m["sd"] else "se") for m in _DEVIATION.finditer(text)]
    found += [_spread(text, m, "iqr") for m in _QUARTILES.finditer(text)]
    found += [_spread(text, m, "range") for m in _RANGE.finditer(text)]
    return [*found, *_announced(text)]


def _announced(text: str) -> list[Quantity]:
    """Find spreads in brackets behind a value that a heading announced: ``mean (SD) age was 42.3 (11.5)``.

    One number is a deviation or error, two are quartiles or a range; a text that also announces ``n (%)`` says too
    little of its brackets.
    """
    announced = [(m.end(), m["norm"].lower().replace(".", "")) for m in _ANNOUNCED.finditer(text)]
    if not announced or "(%)" in text or ", %)" in text:
        return []
    found = []
    for match in _IN_BRACKETS.finditer(text, announced[0][0]):
        norm = [norm for end, norm in announced if end <= match.start()][-1]
        norm = {"sem": "se", "interquartile range": "iqr"}.get(norm, norm)
        if (match["high"] is not None) == (norm in ("iqr", "range")):
            high = parse_digits(match["high"]) if match["high"] else None
            found.append(make("spread", *match.span("all"), low=parse_digits(match["low"]), high=high, norm=norm))
    return found


def _spread(text: str, match: re.Match[str], norm: str) -> Quantity:
    groups = match.groupdict()
    low = parse_digits(groups["low"] or groups["single"])
    high = parse_digits(groups["high"]) if groups.get("high") else None
    if high is not None and high < low:
        low, high = high, low
    unit, end = _unit_after(text, match.end()) if high is not None else ("", match.end())
    return make("spread", match.start(), end, low=low, high=high, unit=unit, norm=norm)


_SAMPLE = screened(
    r"(?<![\w.-])[nN](?: ?[=:] ?|(?<=\(n) )(?P<low>\d{1,3}(?:[, ]\d{3})+|\d{1,7})(?![\d/%]|\.\d| ?%| ?/ ?\d)"
)


def samples(text: str) -> list[Quantity]:
    """Find sample sizes: ``n = 53``, ``(N=16)``."""
    return [make("sample", *m.span(), low=parse_digits(m["low"])) for m in _SAMPLE.finditer(text)]

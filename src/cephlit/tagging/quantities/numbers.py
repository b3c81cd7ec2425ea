"""Numbers in digits and in words, with offsets.

The published converters of number words (word2number, text2num) rewrite a text and lose its offsets, so the words up to
the thousands have a small grammar here.
"""

import re
from dataclasses import dataclass

_UNITS = {w: i for i, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"])}
_TEENS = {
    w: i + 10
    for i, w in enumerate(
        ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
}
_TENS = {
    w: 10 * i for i, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_SMALL = _UNITS | _TEENS | _TENS

_ONES = "(?:one|two|three|four|five|six|seven|eight|nine)"
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[ -]{_ONES})?|{'|'.join(_TEENS)}|{_ONES}|zero)"
_BELOW_1000 = rf"(?:(?:{_ONES}|an?) hundred(?:(?:,? and)? {_BELOW_100})?|{_BELOW_100})"
WORDS = rf"(?:{_BELOW_1000} thousand(?:,? (?:and )?{_BELOW_1000})?|{_BELOW_1000}|an? thousand|an? dozen)"
"""Pattern of a number in words, up to the thousands."""

DIGITS = (
    r"(?:\d{1,3}(?:,\d{3}){1,3}(?![\d,])(?:\.\d{1,9})?"
    r"|[1-9]\d{0,2}(?: \d{3}){1,2}(?:(?= ?(?:[a-zµ]|I?U\b))|(?=\.\d{1,9}\b)\.\d{1,9})"
    r"|0,\d{1,2}(?![\d,])"
    r"|\d{1,15}(?:\.\d{1,15})?"
    r"|\.\d{1,15})"
)
"""Pattern of a number in digits, without its sign: ``12``, ``1,234``, ``1 234 mg``, ``0.5``, ``0,5``, ``.05``."""

SIGNED = rf"(?:[-+] ?)?{DIGITS}"
"""Pattern of a number in digits where a sign may stand: inside an interval, after ``=``."""

_MINUS_APART = (
    r"(?:(?<=[(\[=])|(?<=[=:] )|(?<=\b(?:of|to|by|vs) )|(?<=\bwas )|(?<=\bvs\. )|(?<=\bversus ))- (?=\d)"
    r"|(?<=, )- (?=\d{1,3}\.\d)"
)
"""Sign of a number below zero that some printers set apart from it: "(- 1.8 to 0.2)"."""

_NUMBER = re.compile(
    # With what a number may begin is said first: most characters are none of it, and the rest need not be tried there.
    r"(?=[-+.\d]|(?<![\w-])(?i:[aefnostz]))(?:"
    rf"(?<![\w.])(?P<digits>(?:{_MINUS_APART}|(?<![\w)\]%.-])[-+])?{DIGITS})"
    r"(?: (?P<scale>thousand|million|billion))?(?![\d_])"
    rf"|(?<=[A-Za-z)]\.)(?P<glued>\d{{1,15}})(?![\d_])"
    rf"|(?<![\w-])(?P<words>(?i:{WORDS}))(?![A-Za-z]))"
)
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9}
_GLUED_WORD = re.compile(r"([A-Za-zα-ω]{1,60})-$|[)\]]-$")
_NAME_AFTER = re.compile(r"(?!to\b|yo\b|y/o|y\.o)[A-Za-zα-ωΑ-Ω]|-[A-Z]{1,3}\b")
_NOT_ONE_BEFORE = re.compile(
    r"\b(?:no|this|that|the|another|each|every|any|some|which|as|first|other|latter|former)[ -]$", re.IGNORECASE
)
_NOT_ONE_AFTER = re.compile(
    r"'s|-(?:way|sided|tailed)| (?:another|can|may|might|should|could|must|would|has to|is able)\b|self", re.IGNORECASE
)
_COUNTED_AFTER = re.compile(r" (?:patient|subject|participant|person|case|dose|of|week|day|month|hour|year|or)s?\b")


@dataclass(frozen=True, slots=True)
class Number:
    """A number and where it stands."""

    start: int
    end: int
    value: float
    is_word: bool = False


def parse_digits(digits: str) -> float:
    """Value of a number in digits, signed or not, with any separator of thousands."""
    bare = digits.replace(" ", "")
    if "," not in bare:
        return float(bare)
    if re.fullmatch(r"[-+]?0,\d{1,2}", bare):
        return float(bare.replace(",", "."))
    return float(bare.replace(",", ""))


def parse_words(words: str) -> float:
    """Value of a number in words: ``one hundred and fifty-five`` is 155."""
    total = current = 0
    for word in re.findall(r"[a-z]+", words.lower()):
        if word == "hundred":
            current = max(current, 1) * 100
        elif word == "thousand":
            total, current = total + max(current, 1) * 1000, 0
        elif word == "dozen":
            current = max(current, 1) * 12
        else:
            current += _SMALL.get(word, 0)
    return float(total + current)


def find_numbers(text: str, glued_words: frozenset[str], units: re.Pattern[str]) -> list[Number]:
    """All numbers of a text that are no part of a name (``SF-36``, ``C3``, ``5-HT``) and no ordinal.

    Parameters
    ----------
    text
        Text in one spelling.
    glued_words
        Words that may stand before a hyphen and a number: units and frame words (``week-12``, ``pre-2010``).
    units
        Pattern of units, which may be glued to the number's end (``10mg``).
    """
    return [n for m in _NUMBER.finditer(text) if (n := _number(m, text, glued_words, units))]


def _number(match: re.Match[str], text: str, glued_words: frozenset[str], units: re.Pattern[str]) -> Number | None:
    """Turn a match into a number, or None if it is part of a name."""
    start, end = match.span()
    if match["words"]:
        is_pronoun = match["words"].lower() == "one" and _is_pronoun(text, start, end)
        return None if is_pronoun else Number(start, end, parse_words(match["words"]), True)
    before = _GLUED_WORD.search(text, max(0, start - 20), start)
    if before and (before[1] or "").lower() not in glued_words:
        return None
    if _NAME_AFTER.match(text, end) and not units.match(text, end):
        return None
    if match["glued"]:
        return Number(start, end, float(match["glued"]))
    return Number(start, end, parse_digits(match["digits"]) * _SCALES.get(match["scale"] or "", 1))


def _is_pronoun(text: str, start: int, end: int) -> bool:
    """Whether ``one`` stands for a thing rather than counts it."""
    if _NOT_ONE_AFTER.match(text, end):
        return True
    before = _NOT_ONE_BEFORE.search(text, max(0, start - 12), start)
    return before is not None and not _COUNTED_AFTER.match(text, end)

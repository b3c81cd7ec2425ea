"""Numbers that are no quantities: names, labels, dates; and those that point to a reference list."""

import re
from functools import cache
from itertools import pairwise

from cephlit.tagging.quantities.units import unit_pattern
from cephlit.tagging.quantities.words import any_of, make
from cephlit.tagging.tagged import Quantity
from cephlit.vocabulary.load import rows

_LABEL = r"\d{1,3}[a-z]?(?![\w%]|\.\d)"
_MORE_LABELS = rf"(?:(?:, | ?- ?| and |, and |/| to | or | & ){_LABEL}){{0,8}}"


@cache
def _name_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in rows("number_names"))


@cache
def _labelled() -> re.Pattern[str]:
    """A reference word with its number or numbers; groups of people only if nothing is counted behind."""
    labels = rf"\.?(?: | ?#){_LABEL}{_MORE_LABELS}(?![/\d]| ?- ?\d)"
    counted = rf" (?i:{any_of('people')}|{any_of('event')}|points?|of|out of)s?\b"
    return re.compile(rf"\b(?i:{any_of('reference')}){labels}|\b(?i:{any_of('reference_group')}){labels}(?!{counted})")


def name_spans(text: str) -> list[tuple[int, int]]:
    """Spans of names, labels and dates whose numbers are no quantities: ``SF-36``, ``Table 2``, ``5 May``."""
    spans = [m.span() for pattern in _name_patterns() for m in pattern.finditer(text)]
    spans += [m.span() for m in _labelled().finditer(text) if not unit_pattern().match(text, m.end())]
    return spans


_NUMBERS = r"\d{1,3}(?: ?[,;] ?\d{1,3}| ?- ?\d{1,3}){0,40}"
_SQUARE = re.compile(rf"\[({_NUMBERS})\]")
_ROUND = re.compile(rf"(?<=[a-z]) ?\(({_NUMBERS})\)(?= ?[.,;:]|$)")
_GLUED_LIST = r"(\d{1,3}(?:[,-]\d{1,3}){0,20})"
_GLUED = re.compile(rf"(?<=[a-z]{{3}}[.,;:)]){_GLUED_LIST}(?= [A-Z(\"]| ?$)|(?<=[a-z]{{3}},){_GLUED_LIST}(?= [a-z])")
_PAIR = re.compile(r"\d{1,3} ?[-,;] ?\d{1,3}")
_NUMBER_BEFORE = re.compile(r"(?:\d%?|\b(?:median|mean|range|IQR|CI))[ ,:]{0,2}$")
_VALUE_BEFORE = re.compile(
    r"(?:\d|%|\b(?:median|mean|range|IQR|CI|interval|age[ds]?|years?|scale|scores?|VAS|NRS|points?|n|days?|weeks?|months?"
    r"|hours?|min|h|mg|patients?|subjects?|women|men))[\]) ,:]{0,3}$",
    re.IGNORECASE,
)


def citations(text: str) -> list[Quantity]:
    """Find citation marks: ``[1, 3, 7-9]``, ``(20-22)`` after a word, ``used.1`` glued to a sentence's end.

    In square brackets only a pair right behind a number is a value (``5 [3-9]``); in round ones, a single number or
    anything behind a number, a unit or a statistic's name is.
    """
    found = []
    for match in _SQUARE.finditer(text):
        is_pair = _PAIR.fullmatch(match[1]) and _NUMBER_BEFORE.search(text, max(0, match.start() - 12), match.start())
        if not is_pair:
            found.append(make("citation", *match.span()))
    for match in _ROUND.finditer(text):
        start = match.start(1) - 1
        is_value = _VALUE_BEFORE.search(text, max(0, start - 20), start)
        if not is_value and not match[1].isdigit() and _ascending(match[1]):
            found.append(make("citation", start, match.end()))
    found += [make("citation", *m.span()) for m in _GLUED.finditer(text)]
    return found


def _ascending(numbers: str) -> bool:
    values = [int(v) for v in re.findall(r"\d+", numbers)]
    return all(a < b for a, b in pairwise(values))

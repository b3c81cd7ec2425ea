"""Numbers that are no quantities: names, labels, dates; and those that point to a reference list."""

import re
from functools import cache
from itertools import pairwise

from cephlit.patterns import Several, screened
from cephlit.tagging.quantities.units import unit_pattern
from cephlit.tagging.quantities.words import any_of, make, words
from cephlit.tagging.tagged import Quantity
from cephlit.vocabulary.load import rows

_LABEL = r"\d{1,3}[a-z]?(?![\w%]|\.\d)"
_JOINT = r"(?:, | ?- ?| and |, and |/| to | or | & )"
_NO_MORE = r"(?![/\d]| ?- ?\d)"
_LABELS = re.compile(rf"\.?(?: | ?#){_LABEL}(?:{_JOINT}{_LABEL}){{0,8}}{_NO_MORE}")
_LABELS_OF_ONE = re.compile(
    rf"\.?(?: | ?#){_LABEL}(?:{_JOINT}{_LABEL}(?! ?\(\d{{1,3}}(?:\.\d{{1,2}})? ?%)){{0,8}}{_NO_MORE}"
)
"""Labels behind a word in the singular: the 22 of "18 (45 %) in group 1 and 22 (52 %) in group 2" counts people."""

_WORD_BEFORE_DIGIT = re.compile(r"\b[A-Za-z]{1,14}(?=\.?(?: | ?#)\d)")


@cache
def _name_patterns() -> Several[None]:
    return Several((screened(row["pattern"]), None) for row in rows("number_names"))


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(rf" (?i:{any_of('people')}|{any_of('event')}|points?|of|out of)s?\b")


@cache
def _counted_after_study() -> re.Pattern[str]:
    return re.compile(rf" (?:(?:[a-z-]{{3,20}} ){{0,3}}(?i:{any_of('people')})|points?|of|out of)s?\b")


def name_spans(text: str) -> list[tuple[int, int]]:
    """Spans of names, labels and dates whose numbers are no quantities: ``SF-36``, ``Table 2``, ``5 May``."""
    spans = [match.span() for match, _ in _name_patterns().finditer(text)]
    return [*spans, *_labelled(text)]


def _labelled(text: str) -> list[tuple[int, int]]:
    """Spans of reference words with their numbers.

    ``group 12 patients`` counts patients, while ``Group 2 patients`` does not.
    """
    spans = []
    for word in _WORD_BEFORE_DIGIT.finditer(text):
        is_group = word[0].lower() in words("reference_group")
        pattern = _LABELS if word[0].endswith("s") else _LABELS_OF_ONE
        labels = pattern.match(text, word.end()) if is_group or word[0].lower() in words("reference") else None
        if labels is None or unit_pattern().match(text, labels.end()):
            continue
        counted = _counted_after_study() if word[0] in ("study", "trial") else _counted()
        if not (is_group and word[0].islower() and counted.match(text, labels.end())):
            spans.append((word.start(), labels.end()))
    return spans


_NUMBERS = r"\d{1,3}(?: ?[,;] ?\d{1,3}| ?- ?\d{1,3}){0,40}"
_SQUARE = screened(rf"\[({_NUMBERS})\]")
_ROUND = screened(rf"(?<=[a-z]) ?\(({_NUMBERS})\)(?= ?[.,;:]|$)")
_GLUED_LIST = r"(\d{1,3}(?:[,-]\d{1,3}){0,20})"
_GLUED = re.compile(rf"(?<=[A-Za-z]{{3}}[.,;:)]){_GLUED_LIST}(?= [A-Z(\"]| ?$)|(?<=[a-z]{{3}},){_GLUED_LIST}(?= [a-z])")
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

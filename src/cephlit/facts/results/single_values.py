"""Numbers listed in brackets one by one: sizes of groups, values of single periods or of single patients."""

import re

from cephlit.facts.results.finding import Finding
from cephlit.tagging.quantities.numbers import WORDS, parse_words

_LIST_WIDTH = 60
_SINGLES = re.compile(r"\(\d{1,3}(?:, \d{1,3}){1,10},? (?:and )?\d{1,3}\)|\(\d{1,3}, \d{1,3} and \d{1,3}\)")
_PERCENTS = re.compile(r"\(\d{1,3} ?%(?:(?:,| and|, and) \d{1,3} ?%){1,10}\)")
_COUNT_OPENS = re.compile(
    rf"(?:^|[\s,(])(\d{{1,2}}|{WORDS})(?= (?:patients|cases|subjects|women|men|children|had|improved|responded"
    r"|reported|noted|noticed|an?|showed|obtained)\b)",
    re.IGNORECASE,
)
"""A count of people who are told one by one behind it; groups and doses are not counted so."""
_TIMES_LISTED = re.compile(
    r"\(\d{1,3}(?:, \d{1,3}){0,10},? (?:and )?\d{1,3} (?:weeks?|days?|hours?|months?|min(?:utes)?|h),? respectively\)"
)


def lists_single_values(finding: Finding, text: str, others: bool) -> bool:
    """Whether a number stands in brackets among bare whole numbers only: sizes of groups, values of single periods.

    Lengths of time behind shares, which have their own, are the times at which those were taken.
    """
    opened = text.rfind("(", 0, finding.start)
    closed = text.find(")", finding.end)
    if finding.n is None and opened >= 0 and _lists_each(text[max(0, opened - 90) : opened], text[opened : closed + 1]):
        return True
    return (
        opened >= 0
        and closed >= 0
        and closed - opened < _LIST_WIDTH
        and (
            _SINGLES.match(text[opened : closed + 1]) is not None
            or (others and finding.percent is None and _TIMES_LISTED.match(text[opened : closed + 1]) is not None)
        )
    )


def _lists_each(before: str, bracket: str) -> bool:
    """Whether a bracket gives a percentage for each of the people counted before it: "two improved (80%, 70%)"."""
    if _PERCENTS.fullmatch(bracket) is None:
        return False
    counts = _COUNT_OPENS.findall(before.rpartition(")")[2])
    return bool(counts) and _number(counts[-1]) == bracket.count("%")


def _number(word: str) -> float | None:
    return float(word) if word.isdigit() else parse_words(word.lower())

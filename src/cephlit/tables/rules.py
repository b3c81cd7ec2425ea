"""Rules that look at several cells of a row. Each has a name, which a rejected row carries.

Rules on a single cell (type, range, closed vocabulary) stand with its column in `schema`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:[.·]\d+)?")


@dataclass(frozen=True, slots=True)
class Rule:
    """A promise of every row of a table.

    Attributes
    ----------
    name
        What `rejects.rule` holds for a row that breaks it.
    meaning
        The promise in plain words.
    holds
        Takes a row, returns whether it keeps the promise.
    """

    name: str
    meaning: str
    holds: Callable[[Any], bool]


def in_order(*columns: str) -> Rule:
    """Make the rule that values, where present, do not fall from the first column to the last."""

    def holds(row: Any) -> bool:
        values = [value for column in columns if (value := getattr(row, column)) is not None]
        return values == sorted(values)

    return Rule(f"{columns[0].split('_')[0]}_order", " <= ".join(columns), holds)


def percent_is_rounded_share(n: float, total: float, percent: float) -> bool:
    """Whether a percentage is ``n / total``, rounded or cut at the last digit that is given.

    >>> percent_is_rounded_share(11, 13, 85), percent_is_rounded_share(55, 77, 71.4)
    (True, True)
    >>> percent_is_rounded_share(15, 77, 27.3)
    False
    """
    if total <= 0:
        return False
    decimals = len(str(float(percent)).partition(".")[2].rstrip("0"))
    return abs(100 * n / total - percent) < 10.0**-decimals + 1e-9


def stand_together(quote: str, n: float, total: float, percent: float) -> bool:
    """Whether the words give the three numbers side by side: ``15/77, 27.3 %`` or ``27.3 % (15/77)``.

    Numbers that stand so were paired by the paper's authors, not by a reader of facts.
    """
    numbers = [float(m.group().replace(",", "").replace("·", ".")) for m in _NUMBER.finditer(quote)]
    triples = zip(numbers, numbers[1:], numbers[2:], strict=False)
    return any(triple in ((n, total, percent), (percent, n, total)) for triple in triples)


def contradicts_itself(n: float | None, total: float | None, percent: float | None) -> bool:
    """Whether a row has all three of count, total and percentage, and they disagree."""
    if n is None or total is None or percent is None:
        return False
    return not percent_is_rounded_share(n, total, percent)


def _percent_agrees(row: Any) -> bool:
    if not contradicts_itself(row.n, row.total, row.percent):
        return True
    return stand_together(row.quote, row.n, row.total, row.percent)


COUNT_WITHIN_TOTAL = Rule(
    "n_within_total", "n <= total", lambda row: row.n is None or row.total is None or row.n <= row.total
)
PERCENT_AGREES = Rule(
    "percent_agrees",
    "percent is n/total, rounded or cut at its last digit, unless the quote gives the three numbers side by side",
    _percent_agrees,
)
SPAN_ORDER = Rule("span_order", "start < end", lambda row: row.start < row.end)
SEXES_WITHIN_PARTICIPANTS = Rule(
    "sexes_within_participants",
    "female + male <= participants",
    lambda row: row.participants is None or (row.female or 0) + (row.male or 0) <= row.participants,
)


def with_unit(amount: str, unit: str) -> Rule:
    """Make the rule that an amount has its unit."""

    def holds(row: Any) -> bool:
        return getattr(row, amount) is None or getattr(row, unit) is not None

    return Rule(f"{unit}_given", f"no {amount} without {unit}", holds)

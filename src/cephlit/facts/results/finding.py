"""What one cell of a results table would hold, before it is known whom and what it is about."""

from dataclasses import dataclass, replace

from cephlit.tagging.tagged import Quantity, QuantityKind

CORE: tuple[QuantityKind, ...] = ("percent", "fraction", "number", "rate", "score", "duration", "sample")
"""Kinds that can be a result; all others describe one, or are none."""

PLAIN: frozenset[QuantityKind] = frozenset({"number", "rate", "score", "duration"})
"""Kinds of measured values; a value before treatment and the one after it may differ in kind among them."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One reported result without its subject.

    Attributes
    ----------
    start, end
        From the first to the last of its numbers, in the view.
    core_end
        Where its leading number ends: words about whom it concerns are looked for from here.
    kind
        Kind of its leading number.
    n, total, percent
        A count, its denominator, a share in per cent (also a relative change, until the words around it decide).
    value, value_high, baseline, unit
        Any other number, the upper end of a range, and the value before treatment.
    ci_level, ci_low, ci_high, p_relation, p_value
        Its interval and p-value.
    spread
        Whether a deviation, error or range of single values stands with it, as only a measured value has.
    """

    start: int
    end: int
    core_end: int
    kind: QuantityKind
    n: float | None = None
    total: float | None = None
    percent: float | None = None
    percent_high: float | None = None
    value: float | None = None
    value_high: float | None = None
    baseline: float | None = None
    unit: str = ""
    ci_level: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    p_relation: str = ""
    p_value: float | None = None
    spread: bool = False

    @property
    def is_bare_count(self) -> bool:
        """Whether it is a count with neither a total nor a share."""
        return self.n is not None and self.total is None and self.percent is None


def finding_of(q: Quantity) -> Finding:
    """A finding of one quantity alone."""
    if q.kind == "fraction":
        return Finding(q.start, q.end, q.end, q.kind, n=q.low, total=q.total)
    if q.kind == "sample":
        return Finding(q.start, q.end, q.end, q.kind, n=q.low, unit=q.unit)
    if q.kind == "percent":
        return Finding(q.start, q.end, q.end, q.kind, percent=q.low, percent_high=q.high)
    return Finding(q.start, q.end, q.end, q.kind, value=q.low, value_high=q.high, unit=q.unit)


def as_value(finding: Finding) -> Finding:
    """A percentage that is no share of people as a value in per cent; any other finding as it is."""
    if finding.percent is None:
        return finding
    return replace(finding, percent=None, value=finding.percent, value_high=finding.percent_high, unit="%")


def is_negative(finding: Finding) -> bool:
    """Whether a number or percentage is below zero."""
    return any(number is not None and number < 0 for number in (finding.value, finding.percent))


def is_whole(value: float | None) -> bool:
    """Whether a number can count people: a whole number that is not negative."""
    return value is not None and value >= 0 and float(value).is_integer()


CHANGE_ROUNDED = 3.0
"""Percentage points by which a change may differ from the one between the rounded values that it belongs to."""


def is_relative_change(old: float | None, new: float | None, share: float | None) -> bool:
    """Whether a percentage is the change from a value before treatment to the one after it ("from 15 to 8 (47 %)")."""
    if not old or new is None or share is None:
        return False
    return abs(100 * abs(old - new) / old - abs(share)) <= CHANGE_ROUNDED

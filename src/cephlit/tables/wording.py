"""Results, doses and intervals in words, as a reader of the evidence table meets them."""

from collections.abc import Sequence

from cephlit.facts.records import DOUBTFUL
from cephlit.tables.cells import plain_number
from cephlit.tables.rules import contradicts_itself
from cephlit.tables.schema import AdverseEventRow, OutcomeRow, TreatmentRow

_STATISTICS = {
    "mean": "mean",
    "median": "median",
    "change_mean": "mean change",
    "change_percent": "change",
    "difference": "difference",
    "odds_ratio": "odds ratio",
    "risk_ratio": "risk ratio",
    "hazard_ratio": "hazard ratio",
}
"""Word before a value; the other statistics need none."""

_PLAIN_DOSES = {"single", "rate", "daily"}
_LONGEST_TEXT = 200


def result_text(row: OutcomeRow) -> str:
    """Result of an outcome, or its words where it has no number.

    Such as ``71.4 % (55/77)``, ``mean 7.1 -> 3.8 points``, ``mean change -3.2 /wk from 9.6``.
    """
    parts = [part for part in (_value_text(row), _share_text(row.n, row.total, row.percent)) if part]
    return "; ".join(parts) or shortened(row.quote)


def _value_text(row: OutcomeRow) -> str:
    value = _range_text([v for v in (row.value_low, row.value, row.value_high) if v is not None])
    if row.value_low is not None and row.value is not None and row.value_high is not None:
        value = f"{plain_number(row.value)} ({_range_text([row.value_low, row.value_high])})"
    changed = row.statistic.startswith("change")
    if row.baseline is not None and not changed:
        value = f"{plain_number(row.baseline)} -> {value or '?'}"
    if not value:
        return ""
    origin = f"from {plain_number(row.baseline)}" if row.baseline is not None and changed else ""
    return " ".join(part for part in (_STATISTICS.get(row.statistic), value, row.unit, origin) if part)


def _share_text(n: float | None, total: float | None, percent: float | None) -> str:
    count = ""
    if n is not None:
        count = plain_number(n) if total is None else f"{plain_number(n)}/{plain_number(total)}"
    if percent is None:
        return count if total is not None or not count else f"n = {count}"
    return f"{plain_number(percent)} %" + (f" ({count})" if count else "")


def _range_text(values: Sequence[float]) -> str:
    distinct = list(dict.fromkeys(plain_number(value) for value in values))
    return " to ".join((distinct[0], distinct[-1]) if len(distinct) > 1 else distinct)


def p_text(row: OutcomeRow) -> str:
    """Wording of the p-value: ``p < 0.001``, ``not significant``."""
    if row.p_value is None:
        return "not significant" if row.p_relation == "NS" else ""
    relation = row.p_relation if row.p_relation not in (None, "NS") else "="
    return f"p {relation} {plain_number(row.p_value)}"


def interval_text(row: OutcomeRow) -> str:
    """Wording of the confidence interval: ``95 % CI 0.4 to 2.1``."""
    bounds = [bound for bound in (row.ci_low, row.ci_high) if bound is not None]
    if not bounds:
        return ""
    level = f"{plain_number(row.ci_level)} % " if row.ci_level is not None else ""
    return f"{level}CI {_range_text(bounds)}"


def dose_text(row: TreatmentRow) -> str:
    """Wording of a dose: ``0.5 mg/kg``, ``0.1 to 0.3 mg/kg/h``, ``maximum 200 mg``; empty without a dose."""
    amounts = [amount for amount in (row.dose_low, row.dose_high) if amount is not None]
    if not amounts:
        return ""
    kind = "" if row.dose_kind is None or row.dose_kind in _PLAIN_DOSES else row.dose_kind
    concentration = f"({row.concentration})" if row.concentration else ""
    return " ".join(part for part in (kind, _range_text(amounts), row.dose_unit or "", concentration) if part)


def duration_text(row: TreatmentRow) -> str:
    """Wording of a duration: ``2 h``, ``6 to 12 wk``."""
    lengths = [length for length in (row.duration_low, row.duration_high) if length is not None]
    return f"{_range_text(lengths)} {row.duration_unit or ''}".strip() if lengths else ""


def contradiction_text(row: OutcomeRow | AdverseEventRow) -> str:
    """Tell that the paper's own count, total and percentage disagree; empty where they agree."""
    if row.n is None or row.total is None or not contradicts_itself(row.n, row.total, row.percent):
        return ""
    share = f"{row.n}/{row.total} is {plain_number(round(100 * row.n / row.total, 1))} %" if row.total else "total is 0"
    return f"the text's own numbers disagree: {share}"


def doubt_text(confidence: float | None) -> str:
    """Tell that a row is more likely wrong than right; empty where it is not."""
    return "" if confidence is None or confidence >= DOUBTFUL else "doubtful: read the words before using it"


def shortened(words: str) -> str:
    """Words on one line, cut at a space where they are many."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST_TEXT else line[:_LONGEST_TEXT].rpartition(" ")[0] + " ..."

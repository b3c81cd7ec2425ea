"""Numbers of a sentence into findings: a count with its total and share, a value with its interval and p-value.

A finding is what one cell of a results table would hold; whom it is about and what was measured comes later.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cephlit.tagging.tagged import Quantity, QuantityKind

CORE: tuple[QuantityKind, ...] = ("percent", "fraction", "number", "rate", "score", "duration", "sample")
"""Kinds that can be a result; all others describe one, or are none."""


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


_OPENS = re.compile(r"[\s,;:(\[=-]{0,4}$")
_NEAR_BRACKET = re.compile(r"^[^;.()]{1,80}[(\[]\s?$")
_OF = re.compile(r"^\s?[)\]]?\s?(?:out )?of (?:the |all )?(?:a total of )?$")
_TO = re.compile(
    r"^[^;.\d]{0,60}?\b(?:to|and|vs\.?|versus|compared (?:with|to)|then)\s"
    r"(?:(?:a|an|the|mean|median|average|only|just|of|about)\s){0,4}$"
)
_FROM = re.compile(r"\bfrom (?:(?:a|an|the|mean|median|average|baseline|of|about|approximately)\s){0,5}$", re.I)
_BEFORE = re.compile(r"\b(?:admission|baseline|entry|before|pre-?treatment|run-?in|enrol\w*|initial\w*|start)\b", re.I)
_TO_ONLY = re.compile(r"^\s?to\s$")
_BASELINE_BEHIND = re.compile(
    r"[(\[,;] ?(?:from )?(?:a )?(?:mean )?baseline(?: (?:of|was|value|score|mean))?[:,]? ?$", re.IGNORECASE
)
_BRACKET_OF = re.compile(r"^(?:\s?\([^()]{1,60}\))? ?(?:out )?of (?:the |all )?$")
_UNLABELLED = re.compile(r"^ ?(?:[\w%/-]{1,12} ?)?[(\[] ?$|^, $")
_UNLABELLED_FAR = re.compile(r"^[^\d().;]{1,40}[(\[]$")
_ARROW = re.compile(r"^ ?-+> ?$|^ ?→ ?$")
_FELL_BY = re.compile(
    r"\b(?:fell|fall|reduced|decreased|declined|dropped|improved|lowered|increased|rose"
    r"|shortened)\b[^.;\d]{0,30}\bby $",
    re.IGNORECASE,
)
_SCORED = re.compile(
    r"\b(?:pain|intensity|severity|NRS|VAS|scores?|headache)\b[^.;]{0,30}(?:from|to|was|of|at|:) $", re.I
)
_CLOSES = re.compile(r"^ ?%? ?(?:[)\]]|,|;)")
_PEOPLE_BRACKET = re.compile(r"^ (?:[\w-]+ ){0,2}[\w-]+ [(\[]$")
_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_FEW = 3
"""Characters that may stand between a number and what belongs to it."""


def read_findings(quantities: Sequence[Quantity], text: str, start: int, end: int) -> list[Finding]:
    """Findings of the sentence ``text[start:end]``, in order.

    Parameters
    ----------
    quantities
        The sentence's quantities in order, offsets into ``text``.
    text
        The study's view.
    start, end
        The sentence's span.
    """
    findings: list[Finding] = []
    skip = -1
    quantities = [_as_value(q, text) for q in quantities]
    labelled = any(q.kind == "interval" for q in quantities)
    for i, quantity in enumerate(quantities):
        if quantity.norm == "scale" or i <= skip:
            continue
        pair = _bracketed_pair(findings, quantities[i : i + 2], text)
        if pair is not None:
            findings[-1], skip = pair, i + 1
            continue
        if quantity.kind == "sample" and _sample_of(findings, quantity, text):
            findings[-1] = replace(findings[-1], total=quantity.low, end=quantity.end)
        elif findings and _is_unlabelled_interval(findings[-1], quantity, text, labelled):
            findings[-1] = replace(findings[-1], ci_low=quantity.low, ci_high=quantity.high, end=quantity.end)
        elif quantity.kind in CORE:
            joined = _join(findings[-1], quantity, text, start) if findings else None
            if joined is not None:
                findings[-1] = joined
            else:
                findings.append(_finding(quantity))
        elif quantity.kind == "spread" and findings and quantity.start - findings[-1].end <= 2 * _FEW:
            findings[-1] = replace(findings[-1], end=quantity.end)
    return _attach_tails(findings, quantities, text[start:end])


def _as_value(q: Quantity, text: str) -> Quantity:
    """A quantity that the grammar took for something else, as the value that it is in a result.

    The head of an arrow is no relation ("8.1 -> 4.9"); days by which something fell are no time point; "9/10" of a
    pain that fell to "2/10" is a score and no share.
    """
    if q.kind == "threshold" and q.relation == ">" and q.low is not None and text[q.start - 1 : q.start] == "-":
        return replace(q, kind="number", start=q.start + 1, relation="", high=None)
    if q.kind == "time_point" and q.low is not None and _FELL_BY.search(text[max(0, q.start - 60) : q.start]):
        return replace(q, kind="duration", norm="")
    if q.kind == "fraction" and q.total in (10, 100) and _SCORED.search(text[max(0, q.start - 70) : q.start]):
        return replace(q, kind="score")
    return q


def _is_unlabelled_interval(f: Finding, q: Quantity, text: str, labelled: bool) -> bool:
    """Whether a range in brackets right behind a value holds it: "5.1 (4.5-5.7)"; the label stood at the first."""
    value = f.percent if f.value is None else f.value
    if (
        q.kind not in ("number", "score", "rate", "duration", "percent")
        or q.high is None
        or q.low is None
        or value is None
    ):
        return False
    if f.ci_low is not None or not q.low <= abs(value) <= q.high or q.high == abs(value):
        return False
    gap = text[f.core_end : q.start]
    opens = _UNLABELLED.match(gap) or (labelled and _UNLABELLED_FAR.match(gap))
    return bool(opens) and bool(_CLOSES.match(text[q.end : q.end + 4]))


def _bracketed_pair(findings: list[Finding], pair: Sequence[Quantity], text: str) -> Finding | None:
    """The last finding with the two numbers in brackets behind it as its interval: "5.1 (4.5, 5.7)"; else None."""
    if not findings or len(pair) < 2 or any(q.kind not in ("number", "score") or q.high is not None for q in pair):
        return None
    f, (low, high) = findings[-1], pair
    value = f.percent if f.value is None else f.value
    if value is None or low.low is None or high.low is None or f.ci_low is not None or not low.low < value < high.low:
        return None
    if text[f.core_end : low.start] not in (" (", " [") or text[low.end : high.start] not in (", ", "; ", " to "):
        return None
    return replace(f, ci_low=low.low, ci_high=high.low, end=high.end) if text[high.end : high.end + 1] in ")]" else None


def _sample_of(findings: list[Finding], q: Quantity, text: str) -> bool:
    """Whether a sample size stands in the bracket of the value before it: "(4.3, 95 % CI 2.4-6.2, N = 16)"."""
    if not findings or findings[-1].n is not None or findings[-1].percent is not None or findings[-1].total is not None:
        return False
    gap = text[findings[-1].core_end : q.start]
    return len(gap) <= 90 and gap.count("(") >= gap.count(")") and not re.search(r"[;.] ", gap)


def _finding(q: Quantity) -> Finding:
    plain = Finding(q.start, q.end, q.end, q.kind, unit=q.unit)
    if q.kind == "fraction":
        return replace(plain, n=q.low, total=q.total, unit="")
    if q.kind == "sample":
        return replace(plain, n=q.low)
    if q.kind == "percent":
        return replace(plain, percent=q.low, percent_high=q.high, unit="")
    return replace(plain, value=q.low, value_high=q.high)


def _join(f: Finding, q: Quantity, text: str, start: int) -> Finding | None:
    """Add a number to the finding before it where both tell one result; None where it is a result of its own."""
    gap = text[f.end : q.start]
    return (
        _join_share(f, q, gap)
        or _baseline_behind(f, q, gap)
        or _join_baseline(f, q, gap, text[max(start, f.start - 60) : f.start])
    )


def _join_share(f: Finding, q: Quantity, gap: str) -> Finding | None:
    touching = len(gap) <= _FEW and _OPENS.match(gap) is not None
    if q.kind == "percent" and f.percent is None and f.n is not None and f.total:
        fits = q.low is not None and abs(100 * f.n / f.total - q.low) <= 1
        if touching or (fits and _NEAR_BRACKET.match(gap)):
            return replace(f, percent=q.low, end=q.end)
    if (
        q.kind == "percent"
        and f.kind == "number"
        and _whole(f.value)
        and (gap in {" (", " [", "("} or _PEOPLE_BRACKET.match(gap))
    ):
        return replace(f, n=f.value, value=None, percent=q.low, end=q.end, kind="fraction")
    if q.kind == "fraction" and f.kind == "percent" and f.n is None and touching:
        return replace(f, n=q.low, total=q.total, end=q.end)
    if q.kind == "number" and f.total is None and _is_total(f, q, gap):
        return replace(f, total=q.low, end=q.end)
    if q.kind == "sample" and touching:
        whole = q.text.lstrip("([").startswith("N") or f.kind != "percent"
        return replace(f, total=q.low, end=q.end) if whole else replace(f, n=q.low, end=q.end)
    return None


def _is_total(f: Finding, q: Quantity, gap: str) -> bool:
    """Whether a number is the whole of a share: the 356 of "45 (12.6 %) of 356" or of "12.6 % of 356"."""
    if f.n is not None and f.percent is not None:
        return _OF.match(gap) is not None
    return f.kind == "percent" and f.n is None and _whole(q.low) and _BRACKET_OF.match(gap) is not None


def _baseline_behind(f: Finding, q: Quantity, gap: str) -> Finding | None:
    """Join "-3.2 attacks/week with A (baseline 9.6)"."""
    if f.baseline is None and f.value is not None and q.low is not None and _BASELINE_BEHIND.search(gap[-30:]):
        return replace(f, baseline=q.low, end=q.end)
    return None


def _join_baseline(f: Finding, q: Quantity, gap: str, before: str) -> Finding | None:
    """Join "from 5 to 1", "7.1 at admission and 3.8 on discharge", "6 to 7 weeks to 7 to 10 days"."""
    plain = {"number", "rate", "score", "duration"}
    if f.baseline is not None or q.low is None or not (q.kind == f.kind or {q.kind, f.kind} <= plain):
        return None
    if q.kind not in plain | {"percent"} or f.n is not None or len(gap) > 70:
        return None
    told = _TO.match(gap) is not None and (_FROM.search(before) or _BEFORE.search(gap))
    ranges = q.kind == "duration" and f.value_high is not None and _TO_ONLY.match(gap)
    if not told and not ranges and not _ARROW.match(gap):
        return None
    old, new = (f.percent, q.low) if f.kind == "percent" else (f.value, q.low)
    if f.kind == "percent":
        return replace(f, baseline=old, percent=new, end=q.end, core_end=q.end)
    unit = q.unit or f.unit
    return replace(f, baseline=old, value=new, value_high=q.high, unit=unit, end=q.end, core_end=q.end)


def _whole(value: float | None) -> bool:
    return value is not None and value >= 0 and float(value).is_integer()


@dataclass(frozen=True, slots=True)
class _Tail:
    """An interval, a p-value, or both where they stand side by side."""

    start: int
    end: int
    interval: Quantity | None
    p: Quantity | None


def _attach_tails(findings: list[Finding], quantities: Sequence[Quantity], sentence: str) -> list[Finding]:
    """Give intervals to the finding before them, p-values to all findings since the last one.

    Where there are as many tails as findings and all stand behind the findings, they are told respectively.
    """
    tails = _tails(quantities)
    if not findings or not tails:
        return findings
    if len(tails) == len(findings) > 1 and tails[0].start >= findings[-1].core_end and _RESPECTIVELY.search(sentence):
        return [_with_tail(f, t) for f, t in zip(findings, tails, strict=True)]
    done = 0
    for tail in tails:
        before = [i for i, f in enumerate(findings) if f.core_end <= tail.start]
        if not before:
            continue
        last = before[-1]
        if tail.interval is not None and findings[last].ci_low is None:
            findings[last] = _with_tail(findings[last], replace(tail, p=None))
        if tail.p is not None:
            for i in range(min(done, last), last + 1):
                findings[i] = _with_tail(findings[i], replace(tail, interval=None))
            done = last + 1
    return findings


def _tails(quantities: Sequence[Quantity]) -> list[_Tail]:
    tails: list[_Tail] = []
    for q in quantities:
        if q.kind not in ("interval", "p_value"):
            continue
        tail = _Tail(q.start, q.end, q if q.kind == "interval" else None, q if q.kind == "p_value" else None)
        last = tails[-1] if tails else None
        if last and q.start - last.end <= _FEW and (last.interval is None) != (tail.interval is None):
            tails[-1] = _Tail(last.start, q.end, last.interval or tail.interval, last.p or tail.p)
        else:
            tails.append(tail)
    return tails


def _with_tail(f: Finding, tail: _Tail) -> Finding:
    if tail.interval is not None:
        i = tail.interval
        f = replace(f, ci_level=i.level, ci_low=i.low, ci_high=i.high, end=max(f.end, i.end))
    if tail.p is not None and not f.p_relation:
        f = replace(f, p_relation=tail.p.relation, p_value=tail.p.low)
    return f

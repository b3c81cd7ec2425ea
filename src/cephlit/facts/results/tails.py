"""Intervals and p-values of a sentence, and the findings that they belong to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cephlit.facts.results.finding import Finding
from cephlit.tagging.tagged import Quantity

_RESPECTIVELY = re.compile(r"\brespectively\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\)(?:(?!\b(?:and|but|while|whereas|although)\b)[^.;)]){0,80}", re.IGNORECASE)
"""What stands between a p-value in brackets and the values that it is of."""
_CONTROL = re.compile(r"\b(?:placebo|sham|vehicle|control)\b", re.IGNORECASE)
_SEVERAL = 2
_FEW = 3
"""Characters that may stand between an interval and its p-value."""


_AGAINST = re.compile(
    r"[(;,] ?(?P<one>[A-Za-z][\w-]{2,30}(?: \d{1,4} ?m?g)?) "
    r"(?:vs\.?|versus|compared (?:with|to)) (?P<other>[A-Za-z][\w-]{2,30})[,:]? ?$"
)
"""Two groups that the p-value behind them compares ("(A vs placebo, p = 0.3; ")."""
_WHOLE_BEHIND = re.compile(r"[;,]? (?:for|of|in|from|among) (?:all |the )?")
_COUNTED = re.compile(
    r" (?:[a-z]+ )?(?:attacks|patients|participants|subjects|episodes|headaches|migraines|children)\b"
)


@dataclass(frozen=True, slots=True)
class _Tail:
    """An interval, a p-value, or both where they stand side by side."""

    start: int
    end: int
    interval: Quantity | None
    p: Quantity | None


def attach_tails(
    findings: Sequence[Finding], quantities: Sequence[Quantity], text: str, start: int, end: int
) -> list[Finding]:
    """Give intervals to the finding before them, p-values to all findings since the last one.

    A p-value in one pair of brackets with several findings is theirs alone: "for 8 weeks (25 % vs 12 %; p = 0.02)".
    Where there are as many tails as findings and all stand behind the findings, they are told respectively. Where one
    p-value fewer stands behind them, each of the treatments is compared with the last, the control. The only p-value
    may stand before the values: "less (P < 0.01) on A (4.9 h) than on B (6.2 h)".
    """
    found = list(findings)
    tails = _tails(quantities)
    if tails:
        found = _with_totals(found, tails, text)
    if not found or not tails:
        return found
    if len(tails) == 1 and tails[0].end <= found[0].start:
        told_first = tails[0].p is not None and _GOES_ON.fullmatch(text[tails[0].end : found[0].start]) is not None
        return [_with_tail(f, replace(tails[0], interval=None)) for f in found] if told_first else found
    behind = tails[0].start >= found[-1].core_end
    listed = behind and len(found) > 1 and _RESPECTIVELY.search(text, start, end) is not None
    if listed and len(tails) == len(found):
        return [_with_tail(f, t) for f, t in zip(found, tails, strict=True)]
    ps = [t for t in tails if t.p is not None and t.interval is None]
    if behind and len(found) > 2 and len(ps) == len(tails) == len(found) - 1:
        return [*(_with_tail(f, t) for f, t in zip(found, ps, strict=False)), found[-1]]
    return _since_the_last(found, tails, text, start)


_P_THEN_VALUE = re.compile(
    r"[,;] (?:(?:effect size|Cohen'?s d|Hedges'? ?g|odds ratio|hazard ratio|risk ratio|relative risk|OR|HR|RR|d|g)"
    r"(?: ?=| of|:)? ?)"
)
"""What stands between a p-value that opens a bracket and the value in it that it is of: "(P = 0.01, d = 0.4)"."""
_LISTED_INTERVAL = re.compile(r" ?(?:,|;|and|vs\.?|versus|/)(?: and)? ?")
"""What stands between two intervals of one list: "(95 % CI 64 to 85 and 13 to 32)"."""


_INTERVAL_FOR = re.compile(
    r"\b95 ?% (?:CIs?|confidence intervals?)(?: ?[\[(]CI[\])])?,? "
    r"for (?:the |a )?(?:[a-z]+ )?differences? of -?\d[\d.]{0,5} ?%?[:,;] $"
)
"""What stands before an interval that is told behind its value: "(95 % CI for difference of 0.9: -0.2 to 2.2)"."""


def with_listed_intervals(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """Quantities where a range that goes on a list of intervals is an interval too; the label stood at the first."""
    found: list[Quantity] = []
    for q in _with_ends(quantities, text):
        last = found[-1] if found else None
        ranged = q.high is not None and q.kind in ("number", "percent", "score", "duration", "rate")
        beside = last is not None and last.kind == "interval" and text[q.end : q.end + 1] in ("", *"),;]")
        if ranged and _INTERVAL_FOR.search(text[max(0, q.start - 60) : q.start]):
            found.append(replace(q, kind="interval", level=95.0))
        elif last is not None and ranged and beside and _LISTED_INTERVAL.fullmatch(text[last.end : q.start]):
            found.append(replace(q, kind="interval", level=last.level))
        else:
            found.append(q)
    return found


def _with_ends(quantities: Sequence[Quantity], text: str) -> list[Quantity]:
    """Quantities where the two ends of an interval told for a difference are one range: "of 17 %: -1, 35 %"."""
    found: list[Quantity] = []
    for q in quantities:
        last = found[-1] if found else None
        told = last is not None and _INTERVAL_FOR.search(text[max(0, last.start - 60) : last.start])
        alone = last is not None and last.high is None and last.kind in ("number", "percent") and q.high is None
        if last is not None and told and alone and text[last.end : q.start] in (", ", " to ", "; "):
            found[-1] = replace(q, start=last.start, low=last.low, high=q.low)
        else:
            found.append(q)
    return found


def _with_totals(findings: Sequence[Finding], tails: Sequence[_Tail], text: str) -> list[Finding]:
    """Findings where the whole of a share that stands behind its interval is its total, and no count of its own.

    "78 % (95 % CI 71-85 for 150 attacks)".
    """
    found: list[Finding] = []
    for f in findings:
        last = found[-1] if found else None
        tail = next((t for t in tails if last is not None and last.end <= t.start and t.end <= f.start), None)
        share = last is not None and last.percent is not None and last.n is None and last.total is None
        behind = tail is not None and share and _WHOLE_BEHIND.fullmatch(text[tail.end : f.start]) is not None
        if last is not None and behind and f.value is not None and _COUNTED.match(text[f.end : f.end + 30]):
            found[-1] = replace(last, total=f.value)
        else:
            found.append(f)
    return found


def _with_rows(found: list[Finding], tails: Sequence[_Tail], text: str) -> list[Finding]:
    """Findings where intervals that stand in a row behind as many of them are given to each in turn."""
    rows: list[list[_Tail]] = []
    for tail in (t for t in tails if t.interval is not None):
        beside = rows and _LISTED_INTERVAL.fullmatch(text[rows[-1][-1].end : tail.start])
        if beside:
            rows[-1].append(tail)
        else:
            rows.append([tail])
    for row in rows:
        before = [i for i, f in enumerate(found) if f.core_end <= row[0].start and f.ci_low is None]
        if 1 < len(row) <= len(before):
            for i, tail in zip(before[-len(row) :], row, strict=True):
                found[i] = replace(_with_tail(found[i], replace(tail, p=None)), end=found[i].end)
    return found


def _since_the_last(found: list[Finding], tails: Sequence[_Tail], text: str, start: int) -> list[Finding]:
    found, done = _with_rows(found, tails, text), 0
    pairwise = [t for t in tails if t.p is not None and _AGAINST.search(text[max(start, t.start - 80) : t.start])]
    if len(pairwise) > 1:
        found = _with_pairwise(found, pairwise, text)
        tails = [t for t in tails if t not in pairwise]
    done = 1 if _first_is_control(found, tails, text) else done
    for tail in tails:
        before = [i for i, f in enumerate(found) if f.core_end <= tail.start]
        opened = tail.p is not None and tail.interval is None and text[tail.start - 1 : tail.start] in ("(", "[")
        own = [i for i, f in enumerate(found) if opened and _P_THEN_VALUE.fullmatch(text, tail.end, f.start)]
        if own:
            found[own[0]] = _with_tail(found[own[0]], tail)
            done = own[0] + 1
            continue
        if not before:
            continue
        last = before[-1]
        if tail.interval is not None and found[last].ci_low is None:
            found[last] = _with_tail(found[last], replace(tail, p=None))
        if tail.p is not None:
            inside = [i for i in before if found[i].start > _opened(text, start, tail.start)]
            for i in inside if len(inside) > 1 else range(min(done, last), last + 1):
                found[i] = _with_tail(found[i], replace(tail, interval=None))
            done = last + 1
    return found


def _first_is_control(found: Sequence[Finding], tails: Sequence[_Tail], text: str) -> bool:
    """Whether the first of several values is that of the control, against which each other one has a p-value behind it.

    "2.9 with placebo, 4.0 with A (p = 0.02) and 3.8 with B (p = 0.04)".
    """
    ps = [t.start for t in tails if t.p is not None]
    if len(ps) < _SEVERAL or len(ps) != len(found) - 1:
        return False
    ends = [*(f.start for f in found[2:]), len(text)]
    own = all(f.core_end <= p < end for f, p, end in zip(found[1:], ps, ends, strict=True))
    return own and _CONTROL.search(text, found[0].core_end, found[1].start) is not None


def _with_pairwise(findings: Sequence[Finding], tails: Sequence[_Tail], text: str) -> list[Finding]:
    """Findings of groups that a list compares by name with one and the same other group, with the p-value of each.

    "52 % of those on A, 55 % of those on B and 61 % on placebo (A vs placebo, p = 0.3; B vs placebo, p = 0.5)"; what
    compares A with B belongs to neither.
    """
    pairs = [(m, t) for t in tails if (m := _AGAINST.search(text[: t.start], max(0, t.start - 80))) is not None]
    last = pairs[0][0]["other"].lower()
    ends = [*(f.start for f in findings[1:]), pairs[0][0].start()]
    found = list(findings)
    for pair, tail in pairs:
        if pair["other"].lower() != last:
            continue
        own = [i for i, f in enumerate(found) if pair["one"].lower() in text[f.core_end : ends[i]].lower()]
        if len(own) == 1:
            found[own[0]] = _with_tail(found[own[0]], tail)
    return found


def _opened(text: str, start: int, at: int) -> int:
    """Where the bracket opens that is still open at a place, else that place."""
    depth = 0
    for i in range(at - 1, start - 1, -1):
        depth += (text[i] in ")]") - (text[i] in "([")
        if depth < 0:
            return i
    return at


def _tails(quantities: Sequence[Quantity]) -> list[_Tail]:
    tails: list[_Tail] = []
    for q in quantities:
        if q.kind not in ("interval", "p_value"):
            continue
        tail = _Tail(q.start, q.end, q if q.kind == "interval" else None, q if q.kind == "p_value" else None)
        last = tails[-1] if tails else None
        fits = last is not None and (last.p is None if tail.p is not None else last.interval is None)
        if last is not None and fits and q.start - last.end <= _FEW:
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

"""What kind of number a finding is: a share, a mean, a change, a difference between groups, a ratio."""

import re
from dataclasses import replace

from cephlit.facts.results.findings import Finding

_CHANGE = r"(?:reduc|decreas|declin|diminish|lower|improv|drop|fell|fall|increas|rise|rose|chang|fewer|less)\w*"
_CHANGE_BEFORE = re.compile(
    rf"\b{_CHANGE}(?:\W+(?:significantly|in|of|the|mean|median|average|headaches?|migraines?|attacks?|pain|days?|frequency|"
    rf"intensity|severity|scores?|monthly|number|from|baseline|per|month|week|duration|only|about|approximately|to a|"
    rf"slight|extent|up|more|than|was|were|by|at|least|an?)){{0,9}}\W*$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"^\W*(?:[\w-]+ ){0,2}(?:reduc|decreas|declin|improvement|drop|fall|increase|change|fewer|less|lower|relief)\w*",
    re.I,
)
_SHARE_AFTER = re.compile(
    r"^\W*(?:of|in) (?:the |all |those |these )?(?:[\w-]+ ){0,3}?\w*(?:patient|subject|participant|"
    r"attack|episode|headache|child|adult|wom[ae]n|m[ae]n|male|female|case|people|person|group|"
    r"user|responder)\w*",
    re.I,
)
_SHARE_PATIENTS = re.compile(r"^\W*(?:patients|subjects|participants|attacks|children|women|men)\b", re.IGNORECASE)
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("odds_ratio", re.compile(r"\b(?:odds ratio|a?OR)\b[^.;]{0,15}$")),
    ("hazard_ratio", re.compile(r"\b(?:hazard ratio|a?HR)\b[^.;]{0,15}$")),
    ("risk_ratio", re.compile(r"\b(?:risk ratio|relative risk|rate ratio|RR)\b[^.;]{0,15}$")),
    (
        "difference",
        re.compile(
            r"\b(?:(?:between[- ]group|treatment|group|mean|risk|absolute|adjusted)?[ -]?difference|effect size|"
            r"therapeutic gain|cohen'?s d|\bd)\b[^.;]{0,30}$",
            re.IGNORECASE,
        ),
    ),
    ("median", re.compile(r"\bmedian\b[^.;]{0,50}$", re.IGNORECASE)),
    ("mean", re.compile(r"\b(?:mean|average)d?\b[^.;]{0,80}$", re.IGNORECASE)),
)
_CHANGED_BY = re.compile(
    r"\b(?:by|reductions? of|decreases? of|improvements? of|increases? of|declines? of)\W+"
    r"(?:(?:a|an|only|about|approximately|at least|up to|more than|mean|median|average|of|the) ){0,4}$",
    re.IGNORECASE,
)
_BY_PEOPLE = re.compile(
    r"\b(?:reported|achieved|experienced|noted|obtained|shown|preferred|used|followed|taken) by\W*$", re.I
)
_SHARES = frozenset(
    {
        "pain_freedom",
        "pain_relief",
        "response",
        "remission",
        "recurrence",
        "rescue_medication",
        "incidence",
        "satisfaction",
    }
)
"""Measures whose percentages are shares of people or attacks unless the words say otherwise."""


def is_change(finding: Finding, measure: str, before: str, after: str) -> bool:
    """Whether a percentage or number is a change from baseline rather than a share or a final value.

    Parameters
    ----------
    finding
        The number.
    measure
        Its measure.
    before, after
        The sentence's text on both sides.
    """
    if finding.n is not None or finding.baseline is not None:
        return False
    if _CHANGED_BY.search(before[-60:]) and not _BY_PEOPLE.search(before[-40:]):
        return True
    if _SHARE_AFTER.match(after) or _SHARE_PATIENTS.match(after):
        return False
    told = _CHANGE_BEFORE.search(before[-120:]) or _CHANGE_AFTER.match(after[:40])
    if finding.percent is None:
        return bool(told)
    return bool(told) or measure not in _SHARES | {"other", "aura", "associated_symptoms", ""}


def statistic(finding: Finding, measure: str, before: str, after: str) -> tuple[Finding, str]:
    """The finding with its number in the right cell, and the statistic in the tables' words."""
    if finding.n is not None:
        return finding, "percent" if finding.percent is not None else "count"
    if finding.percent is not None:
        if is_change(finding, measure, before, after):
            moved = replace(finding, percent=None, value=finding.percent, value_high=finding.percent_high, unit="%")
            return moved, "change_percent"
        return finding, "percent"
    label = next((name for name, pattern in _LABELS if pattern.search(before[-90:])), "")
    if label in ("odds_ratio", "hazard_ratio", "risk_ratio", "difference"):
        return finding, label
    if is_change(finding, measure, before, after):
        return finding, "change_mean"
    if finding.value_high is not None and not label:
        return finding, "range"
    return finding, label or ("count" if finding.kind in ("rate", "duration") else "mean")

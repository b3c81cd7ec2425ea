"""Numbers of results sentences that measure nothing: limits that were set, statistics of tests, spreads, p-values."""

import re

from cephlit.facts.results.finding import Finding

_LIMIT = re.compile(
    r"\b(?:margins?|limits?|cut-?offs?|thresholds?|acceptance criteri\w+)"
    r"(?: [a-z]+){0,4} (?:of|was|were|at|to|is|=) ?$|"
    r"\b(?:margin|limit|threshold)[ (:=]{1,3}$",
    re.IGNORECASE,
)
_SPREAD_OR_P = re.compile(
    r"\b(?:IQR|SD|SE|SEM|[Ii]nterquartile range|[Kk]appa|β|κ)(?: ?(?:=|:|of))? ?$"
    r"|\b[Pp](?:[- ]values?|[a-z]{2,15}|\d{1,3}(?: (?:min|h|hours?|days?))?) ?[=<>] ?$"
)
_TEST_STATISTIC = re.compile(
    r"(?:\b(?:df|d\.f\.?|chi-? ?(?:squared?|2)|degrees? of freedom|Wald)|[χΧ] ?[2²]|\bX2"
    r"|\b[FtTzZUWQH](?= ?(?:=|\(\d)))"
    r"(?: ?[(\[](?:df ?= ?)?\d{1,3}(?:[.,] ?\d{1,4})?[)\]]| ?\d{0,3})? ?(?:=|:|of) ?[-−]?$"
    r"|\b[Ft]\(\d{1,3}, ?$|\b(?:chi|[χΧ])(?: ?\(?[2²]\)?)?(?:\(\d{1,3}\)){0,2}(?:\(| ?(?:=|:|of) ?-?)$|\bdf $"
)
"""Name of a test's statistic or degrees of freedom; single letters, which may name arms, only with "=" behind."""
_HETEROGENEITY = re.compile(
    r"\b(?:I ?\^? ?[2²]|I-squared|tau ?\^?[2²]|τ ?[2²]|heterogeneity)\W{0,3}(?:of|was|=)?\W{0,3}$", re.IGNORECASE
)
_OF_STUDIES = re.compile(
    r"\b(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:[\w-]+ ){0,2}?"
    r"(?:trials?|studies|study|RCTs?|comparisons)\b[^.;()]{0,25}$",
    re.IGNORECASE,
)
_PEOPLE_AFTER = re.compile(
    r"^ (?:[\w-]+ )?(?:patients|participants|subjects|children|women|people|attacks)\b", re.IGNORECASE
)
_STUDIES_AFTER = re.compile(r"^ (?:[a-z-]+ )?(?:studies|study|trials?|RCTs?)[);,.]")
_POOLED_AFTER = re.compile(
    r"^ (?:patients|participants|subjects|people|women|children)[,;] [^()]{0,60}\b(?:CI|interval)\b"
)
"""What follows the number of people from whom a bracket's value was pooled: "(900 patients, -2.1; 95 % CI"."""
_P_VALUES = re.compile(r"\b[Pp][ -]?values? (?:of|were|was|being|=|:)[^;]{0,160}$")
"""What opens a list of p-values ("with P values of 0.02 and 0.01 in A and 0.04 in B")."""
_LISTED_TIME = re.compile(
    r"\b(?:weeks?|days?|months?|visits?|hours?|years?) \d{1,3} ?\([^()]{3,20}\)(?:,? and|,) (?:at )?$", re.IGNORECASE
)
"""What stands before the last of several times with their p-values: "week 4 (p = 0.9) and 8 (p = 0.4)"."""
_P_AFTER = re.compile(r"^ ?\([pP] ?[<>=]")
_OF_TEST_AFTER = re.compile(r"^, ?\d{1,3}\) ?=")


def names_test(before: str) -> bool:
    """Whether the words right before a number name a test's statistic or its degrees of freedom ("F(2, 40) = ")."""
    return _TEST_STATISTIC.search(before[-30:]) is not None


def is_test_statistic(finding: Finding, before: str, after: str) -> bool:
    """Whether a number is one of a test's ("F = 1.04", "df = 5", a list of p-values) and measures nothing itself."""
    if _HETEROGENEITY.search(before[-25:]):
        return True
    if finding.percent is not None:
        return False
    value = finding.value
    if value is not None and 0 < value < 1 and not finding.unit and _P_VALUES.search(before[-200:]):
        return True
    if _LISTED_TIME.search(before[-50:]) and _P_AFTER.match(after):
        return True
    return names_test(before) or _OF_TEST_AFTER.match(after[:10]) is not None


def is_size_of_studies(finding: Finding, before: str, after: str) -> bool:
    """Whether a number tells how many people the pooled studies had ("three trials, 351 patients")."""
    bare = finding.percent is None and finding.total is None and finding.ci_low is None
    if _STUDIES_AFTER.match(after) or (bare and before.endswith("(") and _POOLED_AFTER.match(after)):
        return True
    return bare and _OF_STUDIES.search(before[-70:]) is not None and _PEOPLE_AFTER.match(after) is not None


def states_limit(before: str) -> bool:
    """Whether a number is a limit that was set, a spread without its value, or a p-value in other words.

    Parameters
    ----------
    before
        The sentence's text before the number: "the margin of", "IQR", "P5 min =".
    """
    return _LIMIT.search(before[-60:]) is not None or _SPREAD_OR_P.search(before[-30:]) is not None

"""What kind of number a finding is: a share, a mean, a change, a difference between groups, a ratio."""

import re
from collections.abc import Sequence
from dataclasses import replace

from cephlit.facts.people.words import people_act
from cephlit.facts.records import Outcome
from cephlit.facts.results.finding import Finding, as_value, is_negative, is_relative_change
from cephlit.vocabulary.change_words import change_words

_CHANGE = rf"(?:{change_words('any', ways=('down', 'up', 'better', 'either'))}|fewer|less\w*)\b"
_CHANGE_BEFORE = re.compile(
    rf"\b{_CHANGE}(?:\W+(?:significantly|in|of|the|mean|median|average|headaches?|migraines?|attacks?|pain|days?|frequency|"
    rf"intensity|severity|scores?|monthly|number|from|baseline|per|month|week|duration|only|about|approximately|to a|"
    rf"slight|extent|up|more|than|was|were|by|at|least|an?)){{0,9}}\W*$",
    re.IGNORECASE,
)
_CHANGE_AFTER = re.compile(
    r"^\W{0,8}(?:(?!achiev|reach|attain|had\b|report|experienc|show)[\w-]{1,30} ){0,2}"
    r"(?:reduc|decreas|declin|improvement|drop(?=s|p|\b)|fall|increase|change|fewer|less|lower|relief)\w*",
    re.I,
)
_SHARE_AFTER = re.compile(
    r"^\W*(?:of|in) (?:the |all |those |these )?(?:[\w-]+ ){0,3}?\w*(?:patient|subject|participant|"
    r"attack|episode|headache|child|adult|wom[ae]n|m[ae]n|male|female|case|people|person|group|"
    r"user|responder)\w*",
    re.I,
)
_SHARE_PATIENTS = re.compile(r"^\W*(?:patients|subjects|participants|attacks|children|women|men)\b", re.IGNORECASE)
_OF_A_MEAN = re.compile(r"\b(?:mean|average|median) $", re.IGNORECASE)
_CHANGE_TOLD = re.compile(r"\b(?:mean |average |median )?changes? (?:in|from|of)\b|\bchanged by\b", re.IGNORECASE)
_CHANGE_WAS = re.compile(
    rf"\b{change_words('noun')}s? (?:in|of|from)\b"
    r"(?:(?!\b(?:to|with|who|had)\b)[^.;\d]){0,70}(?:[^.;]{0,25}) (?:was|were|of|averaged) ?$",
    re.IGNORECASE,
)
"""A change named as the subject of its value: "the mean reduction in weekly attacks across weeks 1 to 3 was 8.7"."""
_STATED = r"(?:\b(?:was|were|is|of|being)|[=:,(]) ?"
_LEVEL = r"(?: ?[\[(]9\d ?% ?(?:CI|confidence intervals?)[\])])?"
"""What tells, between the name of a ratio and its value, that its interval follows: "hazard ratio (95 % CI), 0.66"."""
_LABELS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "odds_ratio",
        re.compile(r"\b(?:odds ratio|a?OR)s?\b" + _LEVEL + r"(?:[^.;]{0,15}|[^.;:\d]{0,80}" + _STATED + r")$"),
    ),
    (
        "hazard_ratio",
        re.compile(r"\b(?:hazard ratio|a?HR)s?\b" + _LEVEL + r"(?:[^.;]{0,15}|[^.;:\d]{0,80}" + _STATED + r")$"),
    ),
    (
        "risk_ratio",
        re.compile(
            r"\b(?:risk ratio|relative risk|rate ratio|RR)s?\b"
            + _LEVEL
            + r"(?:[^.;]{0,15}|[^.;:\d]{0,80}"
            + _STATED
            + r")$"
        ),
    ),
    (
        "difference",
        re.compile(
            r"\b(?:(?:between[- ]group|treatment|group|mean|risk|absolute|adjusted)?[ -]?difference|effect size|"
            r"therapeutic gain|cohen'?s d|(?<![/\w])d(?= ?[=:])|numbers?[ -]needed[ -]to[ -]treat|NNTs?|W?MD|SMD|"
            r"LSMD|hedges'? ?g)\b"
            r"(?:[^.;]{0,30}|:?[^.;:]{0,130}" + _STATED + r"(?:-?\d[\d.]{0,6}(?:,? and |, )){0,6})$"
            r"|\bdiffer(?:ed|s)?\b[^.;]{0,60} by (?:(?:a|an|mean|average|only|about|of) ){0,3}$",
            re.IGNORECASE,
        ),
    ),
    ("median", re.compile(r"\bmedian\b[^.;]{0,80}$", re.IGNORECASE)),
    ("mean", re.compile(r"\b(?:mean|average)d?\b[^.;]{0,80}$", re.IGNORECASE)),
)
_BY_AGAIN = re.compile(
    rf"\b{_CHANGE}\b[^.;]{{0,80}} by [\d.]{{1,5}} ?%(?:[^;]{{0,120}} by (?:[\d.]{{1,5}} ?%,? (?:and |or )?)?|,? and )$",
    re.IGNORECASE,
)
"""What stands before a change that goes on from another: "reduced attacks by 56 % and days with acute drugs by"."""
_CHANGED_BY = re.compile(
    rf"\b(?:{change_words('past', 'participle')}|{change_words('noun')}s? of)\b"
    r"(?:(?!achiev|report|reach|attain|requir|need|rated|claim|experienc|obtain|noted|seen|shown"
    r"|prefer|of the )[^.;]){0,45}?"
    r"(?:\bby|\bof)\W+(?:(?:a|an|only|about|approximately|at least|up to|more than|mean|median|average|of|the) ){0,4}"
    r"(?:\d[\d.]{0,6}(?:,? (?:and|or|vs\.?|versus) |, )){0,4}$|"
    rf"\b{change_words('noun')}s? of\W+"
    r"(?:(?:about|only"
    r"|at least|up to|more than) )?$",
    re.IGNORECASE,
)
CHANGE_OPENS = re.compile(
    rf"(?:The |This |These )(?:mean |average |median |overall )?{change_words('noun')}s? "
    r"(?:was|were|amounted to|averaged)\b"
)
"""How a sentence opens that goes on with the change of what was told before: "The reduction was 39 % on A"."""
_SHARE_BEFORE = re.compile(
    r"\b(?:share|proportion|percentage|fraction|rate|number|majority|most)s? of (?:the )?(?:[\w-]+ ){0,2}?"
    r"(?:patients|participants|subjects|attacks|children|responders|women|men|people|cases)\b"
    r"|\brespon(?:der|se) rates?\b|"
    r"\bresponders\b|\b(?:patients|participants|subjects) (?:with|who|in whom|achieving|reporting|having)\b",
    re.IGNORECASE,
)
_PEOPLE_COUNTED = re.compile(
    r"\b(?:more|fewer|most) (?:[\w-]+ ){0,2}(?:patients|participants|subjects|children|women|men)\b|"
    r"\b(?:incidence|prevalence|frequency|occurrence) of\b",
    re.IGNORECASE,
)
"""Words before a percentage that count people: "fewer patients needed a second drug (20 vs 26 %)"."""

_SENTENCE = 200
"""Characters before a percentage in which the people are told that it is a share of."""
_LOWER = re.compile(
    r"\b(?:was|were) (?:[a-z]+ ){0,2}(?:lower|higher|rarer|fewer)(?: [^.;()]{1,60})? \((?:[a-z]+, )?"
    r"(?:\d{1,3}(?:\.\d+)? ?%(?: vs\.? | versus | and |, )){0,3}$",
    re.IGNORECASE,
)
"""What stands before shares that are set against each other: "nausea was lower (12 vs 51 %)"."""
_IN_SHARE = re.compile(
    r"(?<!sulted )\b(?:in|among) (?:only |about )?"
    r"(?:\d{1,3}(?:\.\d+)? ?%(?:, and |, | and | or | vs\.? | versus )){0,2}$",
    re.IGNORECASE,
)
"""What stands before a share of people, or before the next of a list of shares ("absent in 58 % and")."""
_SHARE_OF = re.compile(
    r"^ of (?:the |all |those |these |our )?(?:[\w-]+ ){0,4}?(?:group|arm|patients|participants"
    r"|subjects|attacks|children)\b|^ of those\b",
    re.I,
)
_BY_PEOPLE = re.compile(
    r"\b(?:reported|achieved|obtained|noted|experienced|reached|attained|claimed|regained|needed|required|taken|used|"
    r"described|mentioned|recorded|seen|observed|found|shown|present|restored|possible|necessary)"
    r" (?:by|in|for|among)(?: only| about| at least| as many as)? "
    r"(?:\d{1,3}(?:\.\d+)? ?%?(?:, and |, or |, | and | or | vs\.? | versus )){0,3}$",
    re.IGNORECASE,
)
"""Words behind which percentages are shares of those who had something: "was reported by 48 % and 27 %"."""

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


_DIFFERENCE_OF = re.compile(
    r"\b(?:differences?|therapeutic gain)(?: between (?:the )?(?:[\w-]+ ){0,3}?(?:groups|arms|treatments|drugs))?"
    r"(?: (?:of|was|is))?[ =:,]{0,3}$",
    re.IGNORECASE,
)
"""What stands right before a difference of shares ("difference 13 %", "the difference between groups was 8 %")."""

_GAPPED = re.compile(r"^\)? an? (?:at least )?[≥>]? ?\d{1,3} ?%")
"""What follows a share of people whose verb is left out: "35 % had a 50 % reduction, 13 % a 75 % reduction"."""

_CORRELATION = re.compile(
    r"(?<![\w.])(?:r ?s?|rho|ρ|R ?[2²]) ?\]? ?(?:=|:) ?-?$"
    r"|\b[Cc]orrelation(?: coefficients?)?(?: [a-z]+){0,3} ?(?:[(\[]?r[)\]]? ?)?(?:=|:|of|was|were) ?-?$"
)
"""What stands before a coefficient of correlation, which is no value of what was correlated."""

BETWEEN = frozenset({"difference", "odds_ratio", "risk_ratio", "hazard_ratio"})
"""Statistics that compare groups."""


_SET_AGAINST = re.compile(r"[^A-Za-z.;]{0,12}(?:vs\.?|v\.?|versus) ?[-−]?\d")
"""What stands between two values that are set against each other: "(-12.1 vs -10.9)"."""
_DIFFERENCE_IN = re.compile(
    r"\bdifferences? (?:was |were )?(?:found |seen |observed |noted )?(?:between|among) [^.;()]{0,60}\b"
    r"(?:in|for|regarding)\b(?:[^.]|\.\d){0,400}\($",
    re.IGNORECASE,
)
"""What stands before the interval of a difference that a list of measures tells in brackets."""


def differs_between(before: str) -> bool:
    """Whether a value in brackets tells the difference of a measure, as a sentence opens with "no difference"."""
    return _DIFFERENCE_IN.search(before) is not None


_FEWER_THAN = re.compile(
    r"[\d.]{1,6} (?:(?!(?:and|or|but|in|on|with)\b)[a-z-]+ ){0,3}"
    rf"{change_words('comparative')}\b"
    r"[^.,;:()\d]{0,60}? (?:than|compared (?:with|to)|versus|vs\.?) "
    r"(?!(?:at |before |during |in |on |the |their |from ){0,3}(?:baseline|treatment|run-?in|before|usual|previous))",
    re.IGNORECASE,
)
"""A value by which one group has less than another: "2.3 fewer days a month than those on B"."""


def differs_than(from_number: str) -> bool:
    """Whether a number is how much less one group has than another, as the words from it on say."""
    return _FEWER_THAN.match(from_number) is not None


def comparison(before: str) -> str:
    """Statistic that compares groups which the words before a number name (a ratio or a difference), or empty."""
    return next((name for name, pattern in _LABELS if name in BETWEEN and pattern.search(before[-130:])), "")


def between_groups(finding: Finding, before: str) -> Finding:
    """A percentage that is a difference of shares as a value in per cent; any other finding as it is."""
    if finding.percent is None or finding.n is not None or not _DIFFERENCE_OF.search(before[-100:]):
        return finding
    return as_value(finding)


def compares_groups(before: str) -> bool:
    """Whether the words before a number name a comparison of groups."""
    return comparison(before) != ""


def are_people(after: str) -> bool:
    """Whether a percentage is of people, as several act in the words behind it ("75 % reported a reduction").

    One thing that "was" something may be a change: "a reduction of 50 % was seen".
    """
    return people_act(after) and not after.startswith(" was ")


def is_share_of(before: str, after: str) -> bool:
    """Whether a percentage is said to be of people or attacks ("in 74 % of the attacks"), not a part of a value."""
    return _IN_SHARE.search(before[-30:]) is not None or _SHARE_OF.match(after[:60]) is not None


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
    if finding.baseline is not None:
        by = _CHANGED_BY.search(before[-90:]) or _CHANGE_TOLD.search(before[-120:])
        return finding.value is not None and (finding.value < 0 or by is not None)
    opens = finding.percent is not None and CHANGE_OPENS.match(before) is not None
    gapped = finding.percent is not None and _GAPPED.match(after) is not None
    if finding.n is not None or gapped or (_SHARE_OF.match(after[:60]) and not opens):
        return False
    by_people = _IN_SHARE.search(before[-30:]) or _BY_PEOPLE.search(before[-80:])
    again = not by_people and _BY_AGAIN.search(before[-300:]) is not None
    of_a_mean = _OF_A_MEAN.search(before[-12:]) and _CHANGE_AFTER.match(after[:40])
    if opens or again or of_a_mean or is_negative(finding) or _CHANGED_BY.search(before[-90:]):
        return True
    if finding.percent is not None and (by_people or are_people(after)):
        return False
    value_of_a_person = measure not in _SHARES | {"other", "aura", "associated_symptoms", "biomarker", ""}
    counted = _SHARE_BEFORE.search(before[-120:]) or (not value_of_a_person and _LOWER.search(before[-120:]))
    set_apart = measure in _SHARES and _PEOPLE_COUNTED.search(before[-_SENTENCE:])
    share = finding.percent is not None and bool(counted or set_apart)
    if share or _SHARE_AFTER.match(after) or _SHARE_PATIENTS.match(after):
        return False
    told = _CHANGE_BEFORE.search(before[-120:]) or _CHANGE_AFTER.match(after[:40])
    return bool(told) or (finding.percent is not None and value_of_a_person)


def statistic(finding: Finding, measure: str, before: str, after: str, compared: str = "") -> tuple[Finding, str]:
    """The finding with its number in the right cell, and the statistic in the tables' words.

    Parameters
    ----------
    finding, measure
        The number and its measure.
    before, after
        The sentence's text on both sides.
    compared
        Statistic that an earlier number of the same list has, where this one goes on with it.
    """
    if compared and finding.n is None:
        return as_value(finding), compared
    if finding.n is None and finding.percent is None and _CORRELATION.search(before[-60:]):
        return finding, "text"
    changed = is_change(finding, measure, before, after)
    of_the_body = measure == "biomarker" and not _tells_share(before, after)
    measured = finding.percent is not None and finding.n is None and (changed or finding.spread or of_the_body)
    if measured:
        return as_value(finding), "change_percent" if changed else "mean"
    if finding.n is not None or finding.percent is not None:
        return finding, "percent" if finding.percent is not None else "count"
    return finding, _of_value(finding, before, after, changed)


def _tells_share(before: str, after: str) -> bool:
    """Whether the words around a percentage make it a share of people ("in 12 %", "of the patients")."""
    told = _SHARE_OF.match(after[:60]) or _SHARE_AFTER.match(after) or _SHARE_PATIENTS.match(after)
    counted = _PEOPLE_COUNTED.search(before) or _SHARE_BEFORE.search(before[-120:])
    return bool(told or counted or _IN_SHARE.search(before[-30:]))


def _of_value(finding: Finding, before: str, after: str, changed: bool) -> str:
    """Statistic of a value that is no share; one that is set against the next is no difference itself."""
    paired = finding.ci_low is None and _SET_AGAINST.match(after) is not None
    labels = [(name, pattern) for name, pattern in _LABELS if not (paired and name == "difference")]
    label = next((name for name, pattern in labels if pattern.search(before[-130:])), "")
    subject = finding.kind != "duration" and _CHANGE_WAS.search(before[-130:]) is not None
    if label in BETWEEN or changed or subject:
        return label if label in BETWEEN else "change_mean"
    if finding.value_high is not None and not label:
        return "range"
    return label or ("count" if finding.kind in ("rate", "duration") else "mean")


def same_statistics(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """A sentence's outcomes in order, where one of a list takes the statistic that only the first of the list bears.

    "By 41.6 % on A and by 15.8 % on B": the second share is a change like the first; of medians the second is one too.
    """
    found: list[Outcome] = []
    for o in outcomes:
        last = next((f for f in reversed(found) if f.measure == o.measure and _in_percent(f) == _in_percent(o)), None)
        told = last is not None and last.statistic == "change_mean" and last.baseline is not None
        listed = last is not None and last.group != o.group and (o.baseline is None or told)
        found.append(_like(last, o) if last is not None and listed else o)
    return found


def with_relative_changes(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """A sentence's outcomes, where a percentage behind two values that is the change between them tells just that.

    "Intake fell from 9 to 6 tablets a month (33 %)": the change is of the same measure, in the same people.
    """
    found: list[Outcome] = []
    for o in outcomes:
        last = found[-1] if found else None
        share = o.value if o.unit == "%" else o.percent
        alone = o.n is None and o.ci_low is None and last is not None and last.statistic in _MEASURED
        if last is not None and alone and is_relative_change(last.baseline, last.value, share):
            change = replace(last, statistic="change_percent", value=share, unit="%", baseline=None)
            found.append(replace(change, start=o.start, end=o.end))
        else:
            found.append(o)
    return found


_MEASURED = frozenset({"mean", "median", "count"})
_ROUNDED, _ALL = 2.0, 100.0
"""Percent by which a share may differ from that of its count, as some were not analysed; and the share of all."""


def with_shares_of_counts(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """A sentence's outcomes, where counts of groups whose shares stand apart from them get those shares.

    "12 patients on A and 14 on B were free of pain (23.1 % vs 26.9 %)" tells two results, not four.
    """
    shares = {_of_whom(o): o for o in outcomes if o.percent is not None and o.n is None and o.ci_low is None}
    counts = {_of_whom(o): o for o in outcomes if o.n is not None and o.percent is None and o.total is None}
    pairs = [(o, shares[key]) for key, o in counts.items() if key in shares and o.group is not None]
    told_twice = len(pairs) > 1 and len(pairs) == len(counts) == len(shares) and 2 * len(pairs) == len(outcomes)
    if not told_twice or not all(_can_be_share(count, share) for count, share in pairs):
        return list(outcomes)
    return [
        replace(share, n=count.n, start=count.start, direction=share.direction or count.direction)
        for count, share in pairs
    ]


def _of_whom(o: Outcome) -> tuple[str, str, str]:
    return o.measure, o.group.label if o.group else "", o.time_point


def _can_be_share(count: Outcome, share: Outcome) -> bool:
    """Whether a count is the share of a whole number of people, or of as many as its group has where that is known."""
    n, percent = count.n or 0.0, share.percent or 0.0
    if not n or not percent:
        return n == percent
    size = count.group.participants if count.group else None
    return abs(100 * n / size - percent) < _ROUNDED if size else percent <= _ALL


def _in_percent(o: Outcome) -> bool:
    return o.percent is not None or o.unit == "%"


def _like(last: Outcome, o: Outcome) -> Outcome:
    if last.statistic == "change_percent" and o.statistic == "percent" and o.n is None and o.percent is not None:
        return replace(o, statistic="change_percent", value=o.percent, percent=None, unit="%")
    if last.statistic in ("change_mean", "median", "mean") and o.statistic in ("mean", "count") and o.n is None:
        return replace(o, statistic=last.statistic)
    return o

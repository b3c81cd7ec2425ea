"""Numbers of a sentence into findings: a count with its total and share, a value with its interval and p-value.

A finding is what one cell of a results table would hold; whom it is about and what was measured comes later.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from cephlit.facts.results.before_after import AFTERWARDS, BEFORE, BOTH, with_values_before
from cephlit.facts.results.brackets import bracketed_pair, is_deviation, is_sample_of, is_unlabelled_interval
from cephlit.facts.results.finding import CORE, PLAIN, Finding, finding_of, is_relative_change, is_whole
from cephlit.facts.results.no_values import names_test
from cephlit.facts.results.retyped import as_result
from cephlit.facts.results.tails import attach_tails, with_listed_intervals
from cephlit.tagging.tagged import Quantity
from cephlit.vocabulary.change_words import change_words

__all__ = ["Finding", "read_findings"]

_OPENS = re.compile(r"[\s,;:(\[=-]{0,4}$")
_NEAR_BRACKET = re.compile(r"^[^;.()]{1,80}[(\[]\s?$")
_OF = re.compile(r"^\s?[)\]]?\s?(?:out )?of (?:the |all )?(?:a total of )?$")
_TO = re.compile(
    r"^[^;.\d]{0,60}?\b(?:(?:up |down )?to|and|vs\.?|versus|compared (?:with|to)|then)\s"
    r"(?:(?:a|an|the|mean|median|average|only|just|of|about)\s){0,4}$"
)
_ON_CONTROL = re.compile(
    r"\b(?:on|with|under|during|after|taking|receiving)(?: the)? (?:placebo|sham|control)\b", re.IGNORECASE
)
"""What makes the first of two values one under the control of a crossover: "from 8.2 on placebo to 4.1 on A"."""
_FROM = re.compile(r"\bfrom (?:(?:a|an|the|mean|median|average|baseline|of|about|approximately)\s){0,5}$", re.I)
_BEFORE_LISTED = re.compile(
    r"^(?: [a-z]+){0,3} (?:before(?:hand)?|at (?:baseline|entry|admission|presentation|the start)|initially)"
    r"(?: (?:the )?(?:treatment|therapy|study|trial|block|injection|infusion|procedure|session|drug))?"
    r"(?:, (?:and )?|[,;](?: (?:and|but|it|they|these|this|which)){0,2}"
    rf" (?:{change_words('past')}|(?:was|were) {change_words('participle')}) to )$",
    re.IGNORECASE,
)
_BEFORE_AND_AFTER = re.compile(
    r"\b(?:before|at baseline|at entry|at the start|pre-?treatment) and (?:after|during|at|on|under|post-?treatment)\b"
    r"[^.;\d]{0,60}$",
    re.IGNORECASE,
)
_STAYED = re.compile(
    r"\b(?:did not|not change|changed little|little changed?|unchanged|unaltered|no change)\b[^.;()\d]{0,30}\($", re.I
)
_BETWEEN_GROUPS = re.compile(
    r"\b(?:between|among) (?:the )?(?:two |three |treatment |study )*(?:groups|arms|treatments|drugs)\b", re.IGNORECASE
)
_AT_START = re.compile(
    r"\b(?:on|at) (?:admission|baseline|entry|presentation|arrival)|"
    r"\b(?:before|prior to) (?:the )?(?:treatment|therapy|block|injection|infusion|procedure)",
    re.IGNORECASE,
)
_FELL_TO = re.compile(
    r"^,? (?:and|but|which|then)(?: [a-z]+)? "
    rf"(?:{change_words('past')}|came down|went down|(?:was|had) {change_words('participle')}) to "
    r"(?:(?:a|an|the|mean|only|just) ){0,3}$",
    re.IGNORECASE,
)
_AFTER_WAS = re.compile(
    r"[)\]]?[;,] (?:and |but )?(?:after|during|on|following|at the end of) (?:the )?(?:[\w-]+ ){0,2}[\w-]+,? "
    r"(?:(?:it|this|they|the [a-z]+) )?(?:was|were|averaged) (?:only )?",
    re.IGNORECASE,
)
"""What stands between a value "before treatment" and that "after treatment"."""
_AND_AT = re.compile(
    r",? (?:and|but|versus|vs\.?) (?:at|after|by) (?:the )?(?:[\w-]+ ){1,4}(?:it was )?", re.IGNORECASE
)
"""What stands between a value "at baseline" and the later one: "was 66 and at 12 months 58"."""
_TO_ONLY = re.compile(r"^\s?to\s$")
_BASELINE_BEHIND = re.compile(
    r"[(\[,;] ?(?:from )?(?:a )?(?:mean )?baseline(?: (?:of|was|value|score|mean))?[:,]? ?$", re.IGNORECASE
)
_PER = re.compile(r"\bper (?:every )?$", re.IGNORECASE)
_FROM_BEHIND = re.compile(
    r"^\)?(?: (?!fell\b|dropped\b|rose\b|went\b|was\b|were\b|\w+ed\b)[a-z]+)? from (?:(?:a|an|the"
    r"|its) )?(?:(?:mean|median|average|initial) )?(?:baseline )?(?:(?:value )?of )?$",
    re.IGNORECASE,
)
_BRACKET_OF = re.compile(r"^(?:\s?\([^()]{1,60}\))? ?(?:out )?of (?:the |all )?$")
_ARROW = re.compile(r"^ ?-+> ?$|^ ?→ ?$")
_ROSE_FROM = re.compile(
    rf"\b{change_words('past', 'participle', ways=('up', 'better', 'worse', 'either'))}\b"
    r"[^.;\d]{0,50}\bfrom (?:(?:an?|the|mean|median|average|baseline|of|about) ){0,4}$",
    re.IGNORECASE,
)
_PEOPLE_BRACKET = re.compile(
    r"^ (?:[\w-]+ ){0,2}(?!(?:groups|arms|treatments|drugs|doses|regimens|phases|periods)\b)[\w-]+ [(\[]$"
    r"|^ (?:[\w-]+ )?(?:patients|participants|subjects|children|women|men|attacks) (?:of|in|on|from|given|taking"
    r"|receiving|treated with) (?:[\w-]+ ){0,3}[\w-]+ [(\[]$"
    r"|^ (?:[\w-]+ ){1,4}\(\d{1,3} [A-Za-z-]{2,20}\) [(\[]$"
)
"""What stands between a count of people and their share; groups are not those counted."""
_SHARE_BRACKET = re.compile(r"^[^.;()\d]{1,60}[(\[]$")
_RESPONDER_RATE = re.compile(r"^[ -]responder (?:rate|analysis|status)", re.IGNORECASE)
_A_RESPONSE = re.compile(r"\b(?:an?|the) \d{2,3} ?% (?:response|responder)\b", re.IGNORECASE)
"""A response named by its threshold: "12 (30 %) had a 75 % response"."""
_NTH_TIME = re.compile(
    r"(?:\b(?:after|at|before|during|in|on|from|to|of|and|vs\.?|versus|for|between)|[(,;:]) "
    r"(?:(?:treatment|dosing|study|drug|clinic) )?(?:session|visit|cycle|cohort|panel|experiment|appointment) $"
)
"""What stands before the number of a session or visit, which is no value: "after session 1"."""
_CHANGE_AFTER = re.compile(rf"^ (?:{change_words('noun')}|less|lower|fewer)\b", re.IGNORECASE)
"""Words that make a percentage a change of a value, and no share of those counted before it."""


_FEW = 3
"""Characters that may stand between a number and what belongs to it."""
_LESS_THAN_ONE_OF = re.compile(r"^ [(\[]< ?\d(?:\.\d)? ?%[)\]] (?:out )?of (?:the |all )?$")
"""What stands between a count whose share is not worked out and its total: "two (<1 %) of 276"."""


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
    quantities = with_listed_intervals([as_result(q, text) for q in quantities], text)
    bracket = next(
        (k for k in ("interval", "spread") if any(q.kind == k and q.high is not None for q in quantities)), ""
    )
    for i, quantity in enumerate(quantities):
        if i <= skip or _is_no_value(quantity, text):
            continue
        pair = bracketed_pair(findings, quantities[i : i + 2], text)
        if pair is not None:
            findings[-1], skip = pair, i + 1
            continue
        last = _completed(findings[-1], quantity, text, start, bracket) if findings else None
        if last is not None:
            findings[-1] = last
        elif quantity.kind in CORE:
            findings.append(_risen(quantity, findings, text) or finding_of(quantity))
    findings = with_values_before(findings, text, start)
    return attach_tails(_shares_behind(findings, text), quantities, text, start, end)


def _is_no_value(q: Quantity, text: str) -> bool:
    """Whether a quantity has no number ("many months") or one that only names what was measured.

    That is a scale, "the 50 % responder rate", "days per 28 days".
    """
    around = text[max(0, q.start - 4) : q.end + 12]
    responders = _RESPONDER_RATE.match(text[q.end : q.end + 20]) is not None or _A_RESPONSE.search(around) is not None
    counted_over = q.kind == "duration" and _PER.search(text[max(0, q.start - 12) : q.start]) is not None
    before = text[max(0, q.start - 40) : q.start]
    tested = q.kind == "number" and (names_test(before[-30:]) or _NTH_TIME.search(before) is not None)
    return q.norm == "scale" or q.low is None or tested or (q.kind == "percent" and responders) or counted_over


def _risen(q: Quantity, findings: Sequence[Finding], text: str) -> Finding | None:
    """A range that goes from a value before treatment to a higher one, as the verb or an earlier pair tells."""
    if q.kind not in PLAIN or q.low is None or q.high is None or " to " not in text[q.start : q.end]:
        return None
    before = text[max(0, q.start - 110) : q.start]
    told = _ROSE_FROM.search(before) or any(f.baseline is not None and f.kind == q.kind for f in findings)
    if _FROM.search(before) is None or not told:
        return None
    return replace(finding_of(q), baseline=q.low, value=q.high, value_high=None)


def _completed(f: Finding, q: Quantity, text: str, start: int, bracket: str) -> Finding | None:
    """The last finding with a number that belongs to it; None where the number tells a result of its own.

    A range in brackets is of the kind that the first one of its sentence says: interval, or range of single values.
    """
    if q.kind == "sample" and is_sample_of(f, q, text):
        return replace(f, total=q.low, end=q.end)
    if is_unlabelled_interval(f, q, text, bracket == "interval"):
        held = replace(f, end=q.end)
        return replace(held, spread=True) if bracket == "spread" else replace(held, ci_low=q.low, ci_high=q.high)
    spread = q.kind == "spread" and q.start - f.end <= 2 * _FEW
    if spread or is_deviation(f, q, text):
        return replace(f, end=q.end, spread=True)
    return _join(f, q, text, start) if q.kind in CORE else None


def _join(f: Finding, q: Quantity, text: str, start: int) -> Finding | None:
    """Add a number to the finding before it where both tell one result; None where it is a result of its own."""
    gap = text[f.end : q.start]
    return (
        _alternative(f, q, gap)
        or (None if _is_change(q, text[q.end : q.end + 30]) else _share_of_sample(f, q, gap) or _join_share(f, q, gap))
        or _baseline_behind(f, q, gap)
        or _join_baseline(f, q, gap, text[max(start, f.start - 90) : f.start], text[q.end : q.end + 30])
    )


def _alternative(f: Finding, q: Quantity, gap: str) -> Finding | None:
    """Join "one or two attacks a week" to a range."""
    if f.kind != "rate" or q.kind != "rate" or gap != " or " or f.value is None or f.value_high is not None:
        return None
    return replace(f, value_high=q.low, unit=q.unit or f.unit, end=q.end, core_end=q.end)


def _is_change(q: Quantity, after: str) -> bool:
    return q.kind == "percent" and _CHANGE_AFTER.match(after) is not None


def _join_share(f: Finding, q: Quantity, gap: str) -> Finding | None:
    touching = len(gap) <= _FEW and _OPENS.match(gap) is not None
    if q.kind == "fraction" and touching:
        return _with_fraction(f, q)
    if q.kind == "percent" and f.percent is None and f.n is not None and f.total:
        fits = q.low is not None and abs(100 * f.n / f.total - q.low) <= 1
        if touching or (fits and _NEAR_BRACKET.match(gap)):
            return replace(f, percent=q.low, end=q.end)
    if (
        q.kind == "percent"
        and f.kind == "number"
        and not (f.unit or f.spread)
        and is_whole(f.value)
        and (gap in {" (", " [", "("} or _PEOPLE_BRACKET.match(gap))
        and not is_relative_change(f.baseline, f.value, q.low)
    ):
        return replace(f, n=f.value, value=None, percent=q.low, end=q.end, kind="fraction")
    if q.kind == "number" and f.total is None and _is_total(f, q, gap):
        n = f.n if f.percent is not None else f.value
        return replace(f, n=n, value=None, total=q.low, end=q.end)
    if q.kind == "sample" and touching:
        whole = q.text.lstrip("([").startswith("N") or f.kind != "percent"
        return replace(f, total=q.low, end=q.end) if whole else replace(f, n=q.low, end=q.end)
    return None


def _with_fraction(f: Finding, q: Quantity) -> Finding | None:
    """A share, or a count told again, with the fraction right behind: "37 % (11/30)", "eleven (11/30, 37 %)"."""
    if f.kind == "number" and not (f.unit or f.spread) and f.value is not None and f.value == q.low:
        return replace(f, n=q.low, total=q.total, value=None, end=q.end, core_end=q.end, kind="fraction")
    if f.kind == "percent" and f.n is None:
        return replace(f, n=q.low, total=q.total, end=q.end)
    return None


def _share_of_sample(f: Finding, q: Quantity, gap: str) -> Finding | None:
    """Join "(n = 4, 8 %)"."""
    if q.kind != "percent" or f.kind != "sample" or f.percent is not None or gap not in (", ", "; ", " (", " [", "; "):
        return None
    return replace(f, percent=q.low, end=q.end, core_end=q.end, kind="fraction")


def _is_total(f: Finding, q: Quantity, gap: str) -> bool:
    """Whether a number is the whole of a share: the 356 of "45 (12.6 %) of 356" or of "12.6 % of 356"."""
    if f.n is not None and f.percent is not None:
        return _OF.match(gap) is not None
    if f.kind == "number" and is_whole(f.value):
        return _LESS_THAN_ONE_OF.match(gap) is not None
    return f.kind == "percent" and f.n is None and is_whole(q.low) and _BRACKET_OF.match(gap) is not None


def _baseline_behind(f: Finding, q: Quantity, gap: str) -> Finding | None:
    """Join "-3.2 attacks/week with A (baseline 9.6)", "by 8.9 from a baseline of 19.8"."""
    if f.baseline is not None or f.value is None or q.low is None or q.kind not in PLAIN:
        return None
    told = _BASELINE_BEHIND.search(gap[-30:]) or _FROM_BEHIND.match(gap)
    return replace(f, baseline=q.low, end=q.end) if told else None


def _join_baseline(f: Finding, q: Quantity, gap: str, before: str, after: str) -> Finding | None:
    """Join "from 5 to 1", "7.1 at admission and 3.8 on discharge", "6 to 7 weeks to 7 to 10 days"."""
    if f.baseline is not None or q.low is None or not (q.kind == f.kind or {q.kind, f.kind} <= PLAIN):
        return None
    if q.kind not in PLAIN | {"percent"} or f.n is not None or len(gap) > 70:
        return None
    if _ON_CONTROL.search(gap):
        return None
    told = (
        (_TO.match(gap) and (_FROM.search(before) or BEFORE.search(gap)))
        or (_BEFORE_AND_AFTER.search(before) and BOTH.match(gap))
        or (_STAYED.search(before) and BOTH.match(gap) and not _BETWEEN_GROUPS.search(before))
        or (_BEFORE_LISTED.match(gap) and AFTERWARDS.match(after))
        or (
            _AT_START.search(before[-60:])
            and (_FELL_TO.match(gap) or _AFTER_WAS.fullmatch(gap) or _AND_AT.fullmatch(gap))
        )
    )
    fallen = f.value is not None and f.value_high is None and q.high is None and f.value > q.low >= 0
    # A range has no deviation, so that "0.3 ± 0.8 to 0.5 ± 0.7" goes from one value to the other.
    ranges = f.spread or (q.kind == "duration" and f.value_high is not None) or (fallen and f.ci_low is None)
    if not told and not (ranges and _TO_ONLY.match(gap)) and not _ARROW.match(gap):
        return None
    old, new = (f.percent, q.low) if f.kind == "percent" else (f.value, q.low)
    if f.kind == "percent":
        return replace(f, baseline=old, percent=new, end=q.end, core_end=q.end, spread=False)
    unit = q.unit or f.unit
    return replace(f, baseline=old, value=new, value_high=q.high, unit=unit, end=q.end, core_end=q.end, spread=False)


def _shares_behind(findings: Sequence[Finding], text: str) -> list[Finding]:
    """Findings where shares and counts that tell the same people are one.

    "28 % on A (36/129)", and "17 of 20 on A against 9 of 18 (85 % v 50 %)".
    """
    found: list[Finding] = []
    for f in findings:
        last = found[-1] if found else None
        if last is not None and _same_people(last, f) and _SHARE_BRACKET.match(text[last.end : f.start]):
            found[-1] = replace(last, n=f.n, total=f.total, end=f.end)
        else:
            found.append(f)
    for i in range(len(found) - 3):
        (a, b), shares = found[i : i + 2], found[i + 2 : i + 4]
        if _same_people(shares[0], a) and _same_people(shares[1], b):
            told = [replace(f, percent=s.percent) for f, s in zip((a, b), shares, strict=True)]
            return [*found[:i], *told, *found[i + 4 :]]
    return found


def _same_people(share: Finding, count: Finding) -> bool:
    """Whether a share without a count and a count without a share agree."""
    if share.percent is None or share.n is not None or count.n is None or count.percent is not None or not count.total:
        return False
    return abs(100 * count.n / count.total - share.percent) <= 1

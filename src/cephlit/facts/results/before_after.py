"""Values from before treatment that a sentence tells as findings of their own, beside those from after it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from cephlit.facts.results.finding import PLAIN, Finding
from cephlit.vocabulary.change_words import change_words

BEFORE = re.compile(
    r"\b(?:first visit|admission|baseline|entry|before|pre-?treatment|run-?in|enrol\w*|initial\w*|start)\b", re.I
)
"""Words for a time before treatment."""
BOTH = re.compile(r"^[)\]]? ?(?:[a-z]+ )?(?:and|vs?\.?|versus|/) $", re.IGNORECASE)
"""What stands between the two values of a pair."""
AFTERWARDS = re.compile(r"^(?: [a-z]+){0,2} (?:after|at|in|on|during|by|with|following|under)\b", re.IGNORECASE)
"""What stands behind a value that was taken later than the one before it."""

_AND_TO = re.compile(
    r"^(?: [^,;.\d]{1,60})?,? ?(?:and|then|and then) to (?:(?:a|an|mean|only|of) ){0,2}$", re.IGNORECASE
)
_COMMA = re.compile(
    r"^\)?(?: [a-z]+){0,2} (?:at|in|after|by) (?:the )?[\w ]{1,20}(?:, (?:and )?| and )$", re.IGNORECASE
)
_CORRESPONDING = re.compile(r"\b(?:corresponding|respective) (?:numbers|values|figures|scores|means)\b", re.IGNORECASE)
_LISTED = re.compile(r"^(?:,|,? and) $")
_AGAINST_THAT = re.compile(
    r"(?:,|;|\)|\b(?:compared (?:with|to)|versus|vs\.?|against|whereas|while|and))[^;\d]{0,60}$", re.IGNORECASE
)
_CHANGED = re.compile(
    rf"\b(?:(?P<down>{change_words('past', 'participle', ways=('down',))})|"
    rf"(?P<up>{change_words('past', 'participle', ways=('up',))})|"
    rf"{change_words('past', 'participle', ways=('better', 'worse', 'either'))})\b"
    r"(?![^()]*\b(?:than|compar\w+|versus|between|both|groups|arms|placebo|controls?|more|less|greater|and|alike|similar\w*|equal\w*)\b)"
    r"[^.;()\[\]]{0,90}[(\[](?:(?:from|mean|median|average|means|medians|[A-Z]{2,6})[ ,:=]{1,2}){0,3}$"
)
"""A change that people went through, and the bracket that gives its two values: "days fell markedly (14.2 vs. 8.1)"."""
_FROM_BASELINE = re.compile(
    r"\bfrom (?:baseline|pre-?treatment|before (?:the )?(?:treatment|therapy)) to [^.;()]{1,60}[(\[](?:means?[,:]? )?$",
    re.IGNORECASE,
)
"""What opens the bracket of a value from before treatment and of the later one: "from baseline to week 4 (9 vs 3"."""
_BUT_NOT = re.compile(
    r"[^()]{0,40}[)\]],? (?:but|and|while|whereas|although)\b[^()]{0,60}?\bnot\b[^()]{0,80}[(\[]", re.IGNORECASE
)
"""What stands between the pair of those who changed and the pair of those who did not."""
_COMPARED = re.compile(r"\b(?:than|compared (?:with|to) (?!baseline)|versus|placebo|controls?)\b", re.IGNORECASE)
_VERSUS = re.compile(r"^ ?(?:[a-z]+(?:/[a-z]+)? )?(?:vs?\.?|versus|compared (?:with|to)|→) $", re.IGNORECASE)
_UNTREATED = re.compile(
    r"\b(?:(?:during|in|at|on|over) (?:the )?(?:[\w-]+ ){0,2}?(?:control|baseline|run-?in|pre-?treatment|lead-?in|"
    r"untreated|drug-free)(?: (?:period|phase|months?|weeks?|days?))?|before (?:the )?(?:treatment|therapy|drug))"
    r"(?: (?:was|were|of|averaged|it was|had been))? ?$",
    re.IGNORECASE,
)
"""What a value from before treatment stands behind: "the rate during the control period was 4.5 and on A 3.9"."""
_UNTREATED_THEN = re.compile(
    r"\b(?:control|baseline|run-?in|pre-?treatment|lead-?in|untreated|drug-free)(?: (?:period|phase|months?|weeks?))?"
    r"(?: (?:was|were|of|averaged))? \d[^;]{0,60}? and (?:on|with|during|after|under|in|at)\b",
    re.IGNORECASE,
)
_THEN_ON = re.compile(
    r"^(?: ?[A-Za-z%/]{1,8}(?: [a-z]{1,8}){0,2})?(?:,|,? (?:and|but|while|whereas)) "
    r"(?:on|with|during|after|under|by|at)\b[^;]{0,90}$",
    re.IGNORECASE,
)
_OPENS_BEFORE = re.compile(
    r"^(?:before|prior to|initially|at baseline|at (?:entry|admission|presentation|the start))\b[^,.;\d]{0,40},"
    r"[^,.;\d]{0,60}$",
    re.IGNORECASE,
)
_THIS_FELL_TO = re.compile(
    r"[;,:] (?:and |but )?(?:this|these|it|they|which|the (?:proportion|rate|number|percentage|figure|frequency|value"
    rf"|share))(?: [a-z]+){{0,3}} {change_words('past', 'participle')}"
    r" to (?:(?:a|an|the|mean|only|just|about) ){0,3}$",
    re.IGNORECASE,
)
_COMPARED_WITH = re.compile(
    r"\b(?:compared (?:with|to)|versus|vs\.?|against|from|down from) (?:[a-z]+ ){0,3}$", re.IGNORECASE
)
_AT_BASELINE = re.compile(
    r"(?: [a-z]+){0,2}(?: (?:in|with|on|for) the [\w ]{1,30})?(?:,? respectively)?,? (?:at|during|in|before|prior to) "
    r"(?:the )?(?:baseline|run-?in|pre-?treatment|entry|treatment|therapy|start)\b",
    re.IGNORECASE,
)
"""What stands behind values from before treatment that are told last."""
_PAIR = 2
"""Findings of a pair."""
_COURSE_AND_PAIR = 3
"""Findings of a sentence that tells one course and a pair."""


def with_values_before(findings: Sequence[Finding], text: str, start: int) -> list[Finding]:
    """Findings in which those from before treatment are the baselines of those from after it.

    Parameters
    ----------
    findings
        The findings of a sentence, in order, before intervals and p-values are given to them.
    text
        The study's view.
    start
        Where the sentence starts.
    """
    found = _shared_baseline(_like_before(findings, text, start), text)
    found = _respective_baselines(_second_course(found, text), text)
    return _changed_pairs(_after_untreated(found, text, start), text, start)


def _respective_baselines(findings: Sequence[Finding], text: str) -> list[Finding]:
    """Findings where as many values from before treatment, which stand behind the others, are their baselines in turn.

    "3.5 with A and 5.7 with B, compared with 6.0 and 6.4, respectively, at baseline".
    """
    found = list(findings)
    half, odd = divmod(len(found), _PAIR)
    if not half or odd or not all(_is_plain(f) and f.kind in PLAIN for f in found):
        return found
    new, old = found[:half], found[half:]
    opened = _COMPARED_WITH.search(text, new[-1].end, old[0].start) is not None
    if opened and _AT_BASELINE.match(text, old[-1].end) is not None:
        return [replace(n, baseline=o.value, unit=n.unit or o.unit) for n, o in zip(new, old, strict=True)]
    return found


def _is_plain(f: Finding) -> bool:
    """Whether a finding is a measured value alone, of which it is not known whether it is from before treatment."""
    return f.value is not None and f.n is None and f.total is None and f.baseline is None and f.ci_low is None


def _with_baseline(old: Finding, new: Finding) -> Finding:
    if old.percent is not None:
        return replace(new, start=old.start, baseline=old.percent)
    return replace(new, start=old.start, baseline=old.value, unit=new.unit or old.unit)


def _changed_pairs(findings: Sequence[Finding], text: str, start: int) -> list[Finding]:
    """Findings where the two values of a change are one: "fell (14.2 vs. 8.1)", "before, 61 % ...; this fell to 23 %".

    The second value has to lie on the side that the verb says; where it does not, groups are compared.
    """
    found: list[Finding] = []
    for new in findings:
        old = found[-1] if found else None
        last = found[-2] if len(found) > 1 else None
        unchanged = last is not None and old is not None and _goes_on_unchanged(last, old, new, text)
        if old is not None and (_changed(old, new, text, start) or _fell_to(old, new, text, start) or unchanged):
            found[-1] = _with_baseline(old, new)
        else:
            found.append(new)
    return found


def _changed(old: Finding, new: Finding, text: str, start: int) -> bool:
    if _FROM_BASELINE.search(text[max(start, old.start - 90) : old.start]) and _VERSUS.match(text[old.end : new.start]):
        return _is_plain(old) and _is_plain(new) and {old.kind, new.kind} <= PLAIN
    if not (_is_plain(old) and _is_plain(new) and {old.kind, new.kind} <= PLAIN) or old.value_high is not None:
        return False
    before = text[start : old.start]
    told = _CHANGED.search(before)
    if told is None or _COMPARED.search(before) or not _VERSUS.match(text[old.end : new.start]):
        return False
    closed = text.find(")", new.end)
    behind = re.split(r"[.;,]", text[closed + 1 : closed + 80], maxsplit=1)[0]
    rise = (new.value or 0.0) - (old.value or 0.0)
    fits = rise < 0 if told["down"] else rise > 0 if told["up"] else rise != 0
    return fits and closed >= 0 and _COMPARED.search(behind) is None


def _goes_on_unchanged(last: Finding, old: Finding, new: Finding, text: str) -> bool:
    """Whether a pair is of those who did not change: "fell on A (6.9 vs 4.9), but not on B (6.5 vs 6.2)"."""
    pair = _is_plain(old) and _is_plain(new) and last.baseline is not None and last.value is not None
    contrast = _BUT_NOT.fullmatch(text[last.end : old.start]) is not None
    return pair and contrast and _VERSUS.match(text[old.end : new.start]) is not None


def _fell_to(old: Finding, new: Finding, text: str, start: int) -> bool:
    shares = old.percent is not None and new.percent is not None and old.n is None and new.n is None
    alike = shares or (_is_plain(old) and _is_plain(new) and {old.kind, new.kind} <= PLAIN)
    opens = old.baseline is None and _OPENS_BEFORE.match(text[start : old.start]) is not None
    return alike and opens and _THIS_FELL_TO.search(text[old.end : new.start]) is not None


def _after_untreated(findings: Sequence[Finding], text: str, start: int) -> list[Finding]:
    """Findings where the first, from before treatment, is the baseline of all values that follow it in a list."""
    if len(findings) < _PAIR:
        return list(findings)
    first, *others = findings
    plain = all(_is_plain(f) and {f.kind, first.kind} <= PLAIN and f.spread == first.spread for f in findings)
    if not plain or not _UNTREATED.search(text[start : first.start]):
        return list(findings)
    if not _THEN_ON.match(text[first.end : others[0].start]):
        return list(findings)
    return [replace(f, baseline=first.value, unit=f.unit or first.unit) for f in others]


def _shared_baseline(findings: Sequence[Finding], text: str) -> list[Finding]:
    """Findings where values that go on from one value before treatment all have it.

    "From 21.4 to 14.9 after treatment and to 12.2 six months later"; "22.8 at baseline, 17.9 at month 3, 16.4 at month
    6"; "3.1 with A, 3.0 with B and 3.8 with C; baseline 4.7".
    """
    found = list(findings)
    for i in range(1, len(found)):
        last, f = found[i - 1], found[i]
        plain = f.baseline is None and f.value is not None and f.n is None and {f.kind, last.kind} <= PLAIN
        gap = text[last.end : f.start]
        goes_on = _AND_TO.match(gap) or (_COMMA.match(gap) and AFTERWARDS.match(text[f.core_end : f.core_end + 30]))
        if plain and last.baseline is not None and goes_on:
            found[i] = replace(f, baseline=last.baseline)
    if len(found) > 1 and found[-1].baseline is not None and ";" in text[found[-1].core_end : found[-1].end]:
        shared = found[-1].baseline
        return [replace(f, baseline=shared) if f.baseline is None and f.value is not None else f for f in found]
    return found


def _like_before(findings: Sequence[Finding], text: str, start: int) -> list[Finding]:
    """Findings where a list goes the way of the sentence before ("the corresponding numbers were 8.4, 5.1 and 4.9")."""
    if len(findings) < _PAIR or not _CORRESPONDING.search(text[start : findings[0].start]):
        return list(findings)
    old, *others = findings
    gaps = [text[a.end : b.start] for a, b in pairwise(findings)]
    earlier = re.split(r"[.!?]\s", text[max(0, start - 300) : start].rstrip()[:-1])[-1]
    listed = all(map(_LISTED.match, gaps)) if len(findings) > _PAIR else BOTH.match(gaps[0])
    if not all(map(_is_plain, findings)) or not listed:
        return list(findings)
    untreated = _UNTREATED_THEN.search(earlier) if len(findings) > _PAIR else BEFORE.search(earlier)
    if untreated is None:
        return list(findings)
    return [replace(f, baseline=old.value, unit=f.unit or old.unit) for f in others]


def _second_course(findings: Sequence[Finding], text: str) -> list[Finding]:
    """Findings where a second pair goes the way of the first, which alone says which value was before treatment.

    "7.1 at baseline and 3.7 at week 12 with A, compared with 7.2 and 4.7 with B".
    """
    if len(findings) != _COURSE_AND_PAIR:
        return list(findings)
    first, old, new = findings
    plain = _is_plain(old) and _is_plain(new)
    if first.baseline is None or first.value is None or not plain or old.value_high is not None:
        return list(findings)
    same = old.spread == new.spread and old.unit == new.unit and {old.kind, new.kind} <= PLAIN
    if not same or not _AGAINST_THAT.search(text[first.end : old.start]) or not BOTH.match(text[old.end : new.start]):
        return list(findings)
    return [first, replace(new, start=old.start, baseline=old.value, unit=new.unit or first.unit)]

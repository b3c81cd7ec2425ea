"""Measures that a sentence lists in the order of their values, or that stand right behind a value."""

import re
from collections.abc import Sequence
from itertools import pairwise

from cephlit.facts.results.finding import Finding
from cephlit.tagging.tagged import Mention, Sentence
from cephlit.vocabulary.change_words import EASED, change_words

_AND = re.compile(
    r"(?:,|,? and|,? or|,? as well as) (?:(?:the|mean|median|number of|total|their|change in|in|of) ){0,3}"
)
"""What stands between the measures of a list."""
_FOR = re.compile(
    r"(?:[,;]? ?P ?[<=>≤] ?[\d.]{1,8})?[)\]]?,? for "
    r"(?:(?:the|mean|sustained|achieving|primary|secondary|end|point|points|of) ){0,3}",
    re.IGNORECASE,
)
"""What stands between a value and the measure that is told behind it: "1.6 (1.3 to 1.9) for headache relief"."""


def respective_measures(
    text: str, sentence: Sentence, findings: Sequence[Finding], measures: Sequence[Mention]
) -> list[Mention]:
    """Measure of each finding where as many are listed before them: "days and attacks fell by 17 % and 21 %".

    Empty where the values are not told in the order of the measures.
    """
    if len(findings) < 2 or "respectively" not in sentence.text.lower():
        return []
    first = findings[0].start
    listed = [m for m in measures if m.end <= first]
    row = listed[-len(findings) :]
    if len(row) < len(findings) or any(m.start >= first for m in measures):
        return []
    joined = all(_AND.fullmatch(text[a.end : b.start]) for a, b in pairwise(row))
    longer = len(listed) > len(row) and _AND.fullmatch(text[listed[-len(row) - 1].end : row[0].start])
    return row if joined and not longer else []


_CHANGE_OF = re.compile(
    rf" {change_words('noun', ways=EASED)}s? (?:in|of) "
    r"(?:(?:the|mean|median|monthly|weekly|their) ){0,3}",
    re.IGNORECASE,
)
"""What stands between a relative change and what changed: "a 33 % reduction in attack frequency"."""


def told_behind(text: str, finding: Finding, measures: Sequence[Mention]) -> Mention | None:
    """The measure that stands right behind a value with the word that makes it the value's own, or None."""
    behind = [m for m in measures if m.start >= finding.core_end]
    changed = [m for m in behind if _CHANGE_OF.fullmatch(text[finding.core_end : m.start])]
    told = [m for m in behind if m.start >= finding.end and _FOR.fullmatch(text[finding.end : m.start])]
    return next(iter([*changed, *told]), None)

"""Values of a sentence that were taken before treatment: alone, or one for each of several groups."""

import re
from collections.abc import Sequence

from cephlit.facts.results.bundles import is_beside
from cephlit.facts.results.eligible import taken_before
from cephlit.facts.results.finding import Finding
from cephlit.tagging.tagged import Sentence

_NEXT_GROUP = re.compile(
    r"(?: (?:[\w-]+ ){0,2}(?:points?|days?|attacks?|mm|cm|%))?[)\]]?"
    r"(?: (?:in|for|with|on) (?:the )?[^;:.\d]{1,60}?)?,? (?:and|while|whereas|versus|vs\.?|but)"
    r"(?: (?:it )?(?:was|were))? (?:(?:in|for) (?:the )?[^;:.\d]{1,40} )?",
    re.IGNORECASE,
)
"""What stands between the values of two groups that one sentence tells of one time: "8.1 in the A group and 8.3"."""
_MOVES = re.compile(
    r"\b(?:to|after|then|later|fell|rose|dropped|decreas\w+|increas\w+|declin\w+|improv\w+|reduc\w+|end|final|last"
    r"|follow\w*|weeks?|months?|hours?|post\w*)\b",
    re.IGNORECASE,
)
"""Words that lead on to a later time."""


def values_before(text: str, sentence: Sentence, findings: Sequence[Finding]) -> list[Finding]:
    """Findings that are single values from before treatment, with those that go on from one in a list.

    Parameters
    ----------
    text
        The study's text.
    sentence
        The sentence.
    findings
        All of its findings, in order.
    """
    found: list[Finding] = []
    last: Finding | None = None
    for finding in findings:
        before = text[sentence.start : finding.start]
        # "The two groups were alike at baseline": what is written out is hardly ever a measured value.
        lone = finding.value is not None and finding.value_high is None and finding.n is None
        single = lone and not text[finding.start : finding.end].isalpha()
        if single and (taken_before(finding, before) or (last is not None and _goes_on(text, sentence, last, finding))):
            found.append(finding)
            last = finding
        else:
            last = None
    return found


def _goes_on(text: str, sentence: Sentence, last: Finding, finding: Finding) -> bool:
    """Whether a value stands beside one from before treatment, or is the next group's at the same time."""
    if finding.baseline is not None:
        return False
    if is_beside(text, last, finding):
        return True
    gap, behind = text[last.end : finding.start], text[finding.core_end : sentence.end]
    same = last.spread == finding.spread and last.unit == finding.unit
    return same and _NEXT_GROUP.fullmatch(gap) is not None and not _MOVES.search(gap) and not _MOVES.search(behind)

"""Numbers that count people or attacks."""

import re
from dataclasses import replace

from cephlit.facts.results.findings import Finding, read_findings
from cephlit.tagging.tagged import Sentence, TaggedStudy

_ACTS = re.compile(r"^ (?:was|were|had|did|became|remained|reported|showed|responded|improved|experienced|achieved)\b")
_NEAR = 20
"""Characters between a count and those counted ("nine consecutive patients")."""

_BRACKET = 3


def counted_findings(tagged: TaggedStudy, sentence: Sentence) -> list[Finding]:
    """Findings of a sentence, in order, with counts of people told apart from other bare numbers."""
    quantities = tagged.quantities_in(sentence.start, sentence.end)
    findings = read_findings(quantities, tagged.study.view.text, sentence.start, sentence.end)
    counted = [_counted(tagged, f, sentence) for f in findings]
    return [f for f in counted if f.kind != "sample" or _in_bracket(tagged, f, sentence)]


def _in_bracket(tagged: TaggedStudy, finding: Finding, sentence: Sentence) -> bool:
    """Whether a lone "n = 17" counts the people named right before it."""
    before = tagged.mentions_in(sentence.start, finding.start, "POPULATION")
    return any(finding.start - p.end <= _BRACKET for p in before)


def _counted(tagged: TaggedStudy, finding: Finding, sentence: Sentence) -> Finding:
    """A bare number in front of people, or a number word that acts for some, is a count of them."""
    text = tagged.study.view.text
    if finding.kind != "number" or finding.value is None or finding.baseline is not None or finding.value < 0:
        return finding
    if "." in text[finding.start : finding.end] or not finding.value.is_integer():
        return finding
    people = tagged.mentions_in(finding.end, sentence.end, "POPULATION")
    near = any(p.start - finding.end <= _NEAR for p in people)
    word = text[finding.start : finding.end].isalpha() and _ACTS.match(text[finding.core_end : sentence.end])
    return replace(finding, n=finding.value, value=None) if near or word else finding

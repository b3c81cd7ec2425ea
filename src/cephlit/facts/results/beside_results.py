"""Numbers that stand beside results: those of tests, of people left out, of what people are."""

import re

from cephlit.facts.results.finding import Finding
from cephlit.patterns import Screened
from cephlit.vocabulary.cues import cue_words

_EXCLUDED_AFTER = re.compile(
    r"^(?: (?:more|other|further|additional))?(?: (?:patients?|participants?|subjects?|cases?|women|men|children))?"
    r"[^.;,()]{0,40}? (?:was|were|had to be) (?:also |then )?(?:excluded|ineligible|"
    r"not (?:included|analy[sz]ed|eligible|admitted|randomi[sz]ed|enrolled))\b",
    re.IGNORECASE,
)
_TRIED_BEFORE = re.compile(
    r"^[^.;,()]{0,60}? (?:had|have|has) "
    r"(?:(?:previously|already|earlier|before|ever|once|all|both|also|been) ){0,2}(?:tried|failed)\b",
    re.IGNORECASE,
)
_ALIKE = re.compile(
    r"\b(?:no (?:\w+ ){0,3}differences?|not (?:\w+ ){0,2}differ\w{0,4}|difference was not|comparable|similar|alike|"
    r"balanced|matched|homogen\w{2,6})\b",
    re.IGNORECASE,
)
_AT_START = re.compile(
    r"\b(?:at (?:baseline|entry|enrol\w*|inclusion|study entry|the start)"
    r"|(?:before|prior to) (?:the )?(?:treatment|therapy|study|trial|intervention|procedure|surgery|an(?:a)?esthesia"
    r"|block|infusion|injections?|randomi[sz]ation)"
    r"|baseline (?:values?|scores?|characteristics|levels?|frequency|intensity))\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:after\w*|following|weeks?|months?|hours?|min(?:utes)?|end of|final|last|later|follow-?up|follow|chang\w+"
    r"|reduc\w+|decreas\w+|improv\w+|increas\w+|compared with baseline|than|from baseline|to baseline|during)\b",
    re.IGNORECASE,
)
"""Words that tell of a time behind the start of treatment, or of what changed."""
_FEW_TRAITS = 2
_CHANGED = re.compile(r"\b(?:lost|gained|fell|rose|dropped|loss|gain|reduction|increase|decrease)\b", re.IGNORECASE)


def counts_excluded(finding: Finding, after: str) -> bool:
    """Whether a number counts people whom the authors left out: no result, unlike those who left by themselves."""
    return finding.n is not None and _EXCLUDED_AFTER.match(after[:120]) is not None


def counts_earlier_trials(finding: Finding, after: str) -> bool:
    """Whether a number counts people by what they had tried or failed before, which describes them."""
    counts = finding.n is not None or finding.percent is not None
    return counts and _TRIED_BEFORE.match(after[:120]) is not None


def compares_samples(text: str) -> bool:
    """Whether a sentence says that groups were alike in what people are (age, sex), or in anything before treatment."""
    if _ALIKE.search(text) and _AT_START.search(text) and not _LATER.search(text):
        return True
    traits = {m.group().lower() for m in _traits().finditer(text)}
    return len(traits) >= _FEW_TRAITS and _ALIKE.search(text) is not None


def tells_traits(text: str) -> bool:
    """Whether a sentence names what people are, such as age or sex, and no change of it ("lost more weight")."""
    return _traits().search(text) is not None and _CHANGED.search(text) is None


def _traits() -> Screened:
    return cue_words("table_words", "sample")

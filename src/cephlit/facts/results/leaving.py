"""Numbers that count people who stopped treatment or left the study."""

import re

from cephlit.facts.results.finding import Finding

_LEFT = re.compile(
    r"\b(?:stopped|withdrew|withdrawn|discontinued|dropped out|left|quit)\b[^.;]{0,60}\b(?:because"
    r"|due to|owing to|on account|"
    r"for (?:adverse|side|lack|inefficacy|other reasons))|\b(?:led|leading|leads) to (?:[\w-]+ ){0,2}(?:discontinuation"
    r"|withdrawal|dropout|drop-out|stopping)|"
    r"\b(?:dropouts?|drop-outs?|discontinuations?|withdrawals?)\b[^.;]{0,40}\b(?:due to|because|owing to|adverse)",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r";|, (?:and|but|while|whereas|one|of which|of whom)\b")
_LEAVE = (
    r"(?:withdrew|dropp(?:ed|ing) out|discontinued|stopped (?:early|treatment|taking|the (?:drug|study|trial"
    r"|medication))|"
    r"left the (?:study|trial)|gave (?:(?:the|their|it) )?(?:[a-z]+ )?up|were withdrawn|had been withdrawn|quit)"
)
_LEAVING = re.compile(rf"\b{_LEAVE}\b", re.IGNORECASE)
_LEAVES = re.compile(
    rf"^[^.;,\d]{{0,20}}?\b(?:of (?:them|these|whom) |patients |participants |subjects |women |children |had |then |"
    rf"later |also |[)%] ?){{0,4}}{_LEAVE}\b"
    r"(?! (?:from|use|using|triptans|analgesics|their|overused|acute|all|smoking|the drug))",
    re.IGNORECASE,
)
_THEN_ENTER = re.compile(
    r"[^.;]{0,60}?(?:\b(?:before|prior to) (?:the )?(?:randomi[sz]|allocation|treatment|first dose|being)|"
    r"[, ]and (?:the (?:other |remaining )?)?[\w-]+ (?:(?:patients|participants|subjects|children|women|adults) )?"
    r"(?:were|was|underwent|entered) (?:then )?(?:randomi[sz]|randomly|allocated|assigned))",
    re.IGNORECASE,
)
"""What stands behind people who left before anybody was given anything."""
_REASON = re.compile(
    r"^ ?(?:(?:(?:patients|participants|subjects|others) )?(?:because|due to|owing to|for (?:adverse|side|lack"
    r"|reasons|other|personal|unrelated))|(?:in|on|from) the (?:\d[\d.]{0,5} ?m?g\b|"
    r"[\w-]+ (?:group|arm))|(?:each )?(?:(?:was|were) )?(?:on|taking|receiving|from) (?!day|week|month|\d))",
    re.IGNORECASE,
)


def counts_leaving(finding: Finding, before: str, after: str) -> bool:
    """Whether a number counts people who stopped treatment or left the study: a result, whatever the reason.

    Parameters
    ----------
    finding
        The number.
    before, after
        The sentence's text on both sides: who left is told in the clause of the number, or goes on from an earlier one.
    """
    if (finding.n is None and finding.percent is None) or _THEN_ENTER.match(after):
        return False
    goes_on = _LEAVING.search(before) is not None and _REASON.match(after[:40]) is not None
    clause = f"{_CLAUSES.split(before)[-1][-110:]} # {_CLAUSES.split(after)[0][:130]}"
    return goes_on or _LEAVES.match(after[:80]) is not None or _LEFT.search(clause) is not None

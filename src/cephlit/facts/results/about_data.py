"""Numbers of people that tell of the study's papers, not of its results: whose data there are, and where they stand."""

import re

from cephlit.facts.results.finding import Finding

_PAPERS = (
    r"(?:data|records?|recordings|diary|diaries|questionnaires?|forms?|samples|measurements|follow-?up (?:data|values))"
)
_WHOSE_DATA = re.compile(
    rf"\b{_PAPERS}\b[^.;\d]{{0,60}}(?:[^.;]{{0,60}} )?(?:was|were|are|is|being) (?:(?:also|all|only|not|fully) ){{0,2}}"
    r"(?:collected|gathered|available|missing|returned|imputed|lost|complete|incomplete|retrieved|presented|shown)"
    r"\b[^.;]{0,90}$",
    re.IGNORECASE,
)
"""Words in front of a number of people whose data were there: "data on pain were collected from 30"."""
_WITHOUT_DATA = re.compile(
    rf"^ (?:[\w-]+ )?(?:patients?|participants?|subjects?|children|women|men)[^.;]{{0,30}}? (?:{_PAPERS})\b"
    r"[^.;]{0,50}?\b(?:was|were) (?:[a-z]+ )?"
    r"(?:incomplete|missing|lost|unavailable|not (?:available|returned|kept|completed))\b",
    re.IGNORECASE,
)
_DID_NOT_HAND_IN = re.compile(
    r"^(?: of (?:the|our|these))?(?: [\w-]+)? (?:patients?|participants?|subjects?|children|women|men)"
    r"(?: [\w-]+){0,3}? (?:failed to|did not|refused to|declined to|forgot to|(?:was|were) (?:unwilling|unable) to"
    r"|could not) (?:(?:return|keep|hand in|fill in|send|present|provide)\b|take part|participate"
    rf"|(?:meet|fulfil|satisfy)\w{{0,4}} [^.;]{{0,40}}criteri|complete [^.;]{{0,30}}{_PAPERS})",
    re.IGNORECASE,
)
_SHOWN_IN = re.compile(
    r"^[^.;]{0,120}? (?:is|are|was|were) (?:(?:also|graphically) )?(?:shown|given|displayed|presented|listed"
    r"|summari[sz]ed|depicted|illustrated|plotted|detailed|outlined|provided) in (?:the )?"
    r"(?:supplementary )?(?:Tables?|Fig)",
    re.IGNORECASE,
)
_THRESHOLD_OF = re.compile(r"\b(?:number|proportion|percentage|share)s? of (?!whom)[^.;]{4,80}$", re.IGNORECASE)


def tells_of_data(finding: Finding, before: str, after: str) -> bool:
    """Whether a number counts people by their data, or stands in a sentence that only says where results are shown.

    Parameters
    ----------
    finding
        The number.
    before, after
        The sentence's text on both sides.
    """
    if finding.percent is not None:
        shown = finding.n is None and _SHOWN_IN.match(after) is not None
        return shown and _THRESHOLD_OF.search(before) is not None
    bare = finding.n is not None or (finding.value is not None and finding.baseline is None and not finding.unit)
    if not bare or finding.ci_low is not None or finding.p_value is not None:
        return False
    told = _WHOSE_DATA.search(before[-260:]) or _WITHOUT_DATA.match(after) or _DID_NOT_HAND_IN.match(after)
    return told is not None or _SHOWN_IN.match(after) is not None

"""Numbers that count the people who entered a study or were given something, and no result."""

import re

from cephlit.facts.results.finding import Finding

_ALLOCATED_AFTER = re.compile(
    r"^[^.;]{0,60}?\b(?:patients?|participants?|subjects?|children|women|men|adults|volunteers"
    r"|people|\)|%)[^\w.;]+(?:\([^)]{1,20}\) )?"
    r"(?:[\w-]+ ){0,4}?(?:were|was|had been)? ?(?:given|randomi[sz]ed|randomly|assigned|allocated"
    r"|received|recruited|enrolled|"
    r"included|screened|met|entered|treated with|took at least|completed|withdrew|dropped|presented"
    r"|presenting|underwent|"
    r"agreed|eligible|evaluable|analy[sz]ed)\b",
    re.IGNORECASE,
)
_GIVEN_WHO = re.compile(
    r"^ (?:patients|participants|subjects|children|women|men|attacks) (?:who (?:received|took|had)|given|treated with|"
    r"receiving|taking|on|assigned to|randomi[sz]ed to) [^.;,]{1,60}? (?:were|was|had|did|reported|achieved|became|"
    r"showed|responded|needed|required|improved)\b",
    re.IGNORECASE,
)
_OF_ALLOTTED = re.compile(
    r"^(?: ?[(\[][^()]{1,20})?[)\]]? of (?:the |all |those )?(?:(?:patients|participants|subjects|children|women|men"
    r"|attacks) )?(?:who were )?"
    r"(?:randomi[sz]ed|assigned|allocated) to ",
    re.IGNORECASE,
)
_ENROLLED_AFTER = re.compile(
    r"^ (?:[\w-]+ ){0,3}?(?:patients?|participants|subjects|children|women|men|adults|people|volunteers)\b[^.;]{0,100}?"
    r"\b(?:were|was) (?:\w+ )?(?:randomi[sz]ed|assigned|allocated|recruited|enrolled|included|screened)\b"
    r"|^ (?:[\w-]+ ){0,3}?(?:patients?|participants|subjects|children|women|men|adults) (?:[a-z]+ ){0,4}?"
    r"(?:were|was) (?:evaluated|assessed|analy[sz]ed|available|evaluable) for\b"
    r"|^ (?:[\w-]+ ){0,3}?(?:patients?|subjects|children|women|men|adults) "
    r"(?:\([^()]{1,40}\) )?(?:with|suffering|whose|in whom|who had)\b"
    r"[^.;]{1,240}?\b(?:received|underwent|(?:were|was) (?:treated|given|injected|started|implanted|admitted|"
    r"studied))\b"
    r"|^ (?:[\w-]+ ){0,3}?(?:patients|children|women|men|adults|sisters|brothers|siblings|twins|girls|boys)\b"
    r"[^.;]{0,100}? (?:presented|(?:were|was) (?:admitted|referred|seen|hospitali[sz]ed)) (?:with|because of)\b"
    r"|^ (?:[\w-]+ ){0,3}?(?:patients?|subjects|children|women|men|adults) (?:were )?(?:followed|observed)"
    r" (?:up )?for\b"
    r"|^ (?:[\w-]+ ){0,3}?(?:patients?|subjects|children|women|men|adults) (?:returned|came back|attended)"
    r" (?:for|to|at)\b"
    r"|^ (?:[\w-]+ ){0,3}?(?:patients?|subjects|children|women|men|adults|adolescents) (?:self-)?treated "
    r"(?:an?|the|one|two|three|single|at least|up to|their|\d)\b",
    re.IGNORECASE,
)
_GIVEN_IN = re.compile(r"(?:^|[,;] (?:and )?)in (?:the )?$", re.IGNORECASE)
_WAS_GIVEN = re.compile(
    r"^ (?:[\w-]+ ){0,3}?(?:patients?|subjects|children|women|men|adults|cases|attacks)\b[^.;,]{0,90}?"
    r"\b(?:was|were) (?:also |then |first |in addition )?"
    r"(?:given|administered|added|injected|tried|started|prescribed)\b",
    re.IGNORECASE,
)
"""What tells, behind a number of people, what they were given: "in 6 patients 100 mg was also given"."""
_BRACKETS = re.compile(r" ?\([^()]{1,150}\)")
_STUDIED_IN = re.compile(
    r"\b(?:studied|assessed|evaluated|measured|analy[sz]ed|examined|determined|available|recorded|performed)"
    r"(?: [\w-]+){0,3} (?:in|for|from)(?: the| all)? $",
    re.IGNORECASE,
)
_LOOKED_AT = re.compile(r"\b(?:looked (?:back )?at|reviewed|described|followed|enrolled|included) $", re.IGNORECASE)
_WITH_A_PAST = re.compile(
    r"^ (?:[\w-]+ ){0,3}(?:patients|participants|subjects|children|women|men|adults|people)\b[^.;]{0,90}"
    r"\b(?:who had|who have|having|with) (?:not |never |previously )?(?:fail|respon|improv|benefit)"
)
"""What follows people of whom a study tells what had failed before it."""
_STUDY_OF = re.compile(
    r"\b(?:trial|study|cross-?over|sample|series|cohort|population|survey|comparison)s? (?:of|in|with"
    r"|involving|on|among)"
    r"(?: (?:the|all|only|about|a total of)){0,2} $|\b(?:randomi[sz]ing|enrolling|recruiting|including|comprising) $",
    re.IGNORECASE,
)
_MEASURED_IN = re.compile(
    r"^ (?:randomi[sz]ed|enrolled|included|evaluable|allocated|recruited) (?:patients|participants|subjects"
    r"|children|adults)"
    r"|^ (?:[\w-]+ ){0,2}(?:patients|participants|subjects|children|women|men|adults|people)\b[^.;,]{0,60}? "
    r"(?:had|showed|experienced|reported|achieved) an? (?:mean|median|average|significant (?:mean|median))\b",
    re.IGNORECASE,
)
"""What follows a count of people of whom a mean is told, which is the result."""
_IN_THOSE = re.compile(r"^(?:In|For|Among|Of)(?: the| these| all| our)? $", re.IGNORECASE)
_GIVEN_TO = re.compile(
    r"\b(?:given|administered|prescribed|offered|injected)(?: [a-z]+ly)? (?:to|in|into)(?: all| our| another| the)? $",
    re.IGNORECASE,
)
"""Words in front of those who were given a treatment: "was given to 33 patients, of whom 20 improved"."""
_ANSWERED = re.compile(
    r"\b(?:responses|replies|answers|questionnaires|forms|surveys|data|diaries|records|reports)"
    r"(?: (?:were|was|received|returned|obtained|available|completed|collected|submitted)){0,3} (?:from|by|of|for)"
    r"(?: (?:the|all|a total of|only)){0,2} $",
    re.IGNORECASE,
)
"""Words in front of those who answered a survey: "responses from 496 participants"."""
_TREATED = re.compile(
    r"\b(?:treated|treating|treatment of|recorded|analy[sz]ed)(?: for)?(?: a total of)? $", re.IGNORECASE
)
_ATTACKS_AFTER = re.compile(r"^ (?:[\w-]+ ){0,2}?(?:attacks|episodes|headaches|migraines)\b", re.IGNORECASE)
_THOSE_WITH = re.compile(
    r"^ (?:[\w-]+ ){0,3}?(?:patients|participants|subjects|children|women|men|adults|people|volunteers) "
    r"(?:with|suffering|who (?:had|suffered)|having)\b[^.;]{2,80}, ",
    re.IGNORECASE,
)
_COMPARED_WITH = re.compile(
    r"\b(?:compared|comparison|matched|contrasted|against|versus|vs\.?) [^.;()]{0,60}\b(?:controls?|volunteers|subjects"
    r"|individuals|people)(?: (?:group|subjects))? ?[(\[]?$",
    re.IGNORECASE,
)
"""Words in front of how many healthy people were looked at beside the patients: "than in healthy controls (n = 21)"."""
_VALUE_NEXT = re.compile(r"^[^,.;()]{0,40}, (?:the )?(?:median|mean|average)\b", re.IGNORECASE)


def share_of_allotted(finding: Finding, after: str) -> bool:
    """Whether a share is one of those who were given a treatment: "and 37 % (11/30) of patients randomised to B"."""
    return finding.percent is not None and _OF_ALLOTTED.match(after[:80]) is not None


def counts_allocation(finding: Finding, after: str) -> bool:
    """Whether a number counts people who were enrolled, allocated or given a treatment.

    A share of those who were given one is told by the verb that follows ("29 of 31 patients given A were discharged").
    """
    if finding.n is None or (finding.total is not None and _GIVEN_WHO.match(after[:160])):
        return False
    if share_of_allotted(finding, after):
        return False
    return _ALLOCATED_AFTER.match(after[:120]) is not None


def counts_enrolment(finding: Finding, before: str, after: str) -> bool:
    """Whether a bare count is of people who entered the study or were looked at, whatever else its sentence tells.

    Parameters
    ----------
    finding
        The number.
    before, after
        The sentence's text on both sides.
    """
    if finding.n is None or finding.total is not None:
        return False
    if finding.percent is not None:
        return _ENROLLED_AFTER.match(after[:160]) is not None
    those = _VALUE_NEXT.match(after) or _THOSE_WITH.match(after)
    opens = _IN_THOSE.match(before) is not None and those is not None
    opens = opens or (_TREATED.search(before[-40:]) is not None and _ATTACKS_AFTER.match(after) is not None)
    opens = (
        opens
        or _ANSWERED.search(before[-50:]) is not None
        or _GIVEN_TO.search(before[-50:]) is not None
        or _STUDY_OF.search(before[-50:]) is not None
    )
    opens = opens or (finding.kind == "sample" and _COMPARED_WITH.search(before[-110:]) is not None)
    opens = opens or _MEASURED_IN.match(after[:120]) is not None or after.startswith("-patient")
    opens = opens or (_LOOKED_AT.search(before[-20:]) is not None and _WITH_A_PAST.match(after[:200]) is not None)
    opens = opens or (_GIVEN_IN.search(before[-10:]) is not None and _WAS_GIVEN.match(after[:160]) is not None)
    enrolled = _ENROLLED_AFTER.match(after[:300]) or _ENROLLED_AFTER.match(_BRACKETS.sub("", after[:400]))
    return opens or _STUDIED_IN.search(before[-60:]) is not None or enrolled is not None

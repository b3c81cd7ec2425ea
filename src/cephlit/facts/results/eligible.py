"""Which numbers are results of the study, and which only describe its sample, methods or the work of others."""

import re
from functools import lru_cache

from cephlit.facts.own_study import CITED, WISH
from cephlit.facts.results.body_units import is_body_unit
from cephlit.facts.results.enrolled import share_of_allotted
from cephlit.facts.results.finding import Finding, is_negative, is_whole
from cephlit.patterns import screened
from cephlit.vocabulary.change_words import change_words
from cephlit.vocabulary.cues import cue_words

_PLAN = screened(
    r"\b(?:will|should be|are needed|is needed|are warranted|is warranted|were (?:instructed|asked|allowed|advised)|"
    r"sample size|power)\b",
    re.IGNORECASE,
)
_OTHERS = screened(
    r"\bet al\b|\b(?:previous|prior|earlier|other|another|several|many|most|recent|published) "
    r"(?:[\w-]+ ){0,3}(?:study|studies|trials?|reports?|series|analys[ei]s|authors|literature)\b"
    r"|\b(?:two|three|four|five|some|these|those|few|"
    r"both|different|various) (?:[\w-]+ ){0,2}(?:studies|trials|reports|authors)\b|\b(?:early"
    r"|earlier|older|published|parent|pivotal) "
    r"(?:[\w-]+ ){0,2}(?:series|survey|trial|study)\b|\bcommonly quoted\b|\b(?:literature|"
    r"has been (?:shown|reported|used)|have been (?:shown|reported|used)|have (?:shown|reported|suggested))\b",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"(?:In|From|Of|Among) (?:an? |the |one |some |two |three |several )?"
    r"(?:earlier|previous|prior|published|parent|pivotal) (?:[\w-]+ ){0,2}"
    r"(?:work|stud|trial|series|report|survey|literature|review)|In the (?:[\w-]+ )?literature\b"
    r"|(?:Of|Among) (?:the )?\d{1,4} (?:published|reported) ",
    re.IGNORECASE,
)
_GENERAL = screened(
    r"\b(?:ha(?:s|ve) (?:led|been (?:used|shown|reported))|(?:can|may|might) (?:include|cause|occur))\b", re.I
)
_OWN = screened(
    r"\b(?:we|our|this (?:study|trial|case|series|report|review)|the (?:present|current) (?:study|trial|series)|"
    r"in (?:this|our)|all (?:[\w-]+ )?patients|all (?:of the )?\w+ patients)\b",
    re.IGNORECASE,
)
_SAMPLE_AFTER = re.compile(
    r"^[\s(,%]*(?:(?:of|were|was|are|being|the|them|all|patients?|participants?|subjects?|\([^()]{1,15}\)) ){0,5}"
    r"(?:(?:fe)?males?|wom[ae]n|m[ae]n|girls?|boys?|caucasians?|white|black|smokers|withdr\w+|dropped|discontinued|"
    r"completed|enrolled|randomi[sz]ed|screened|lost)\b",
    re.IGNORECASE,
)
_MEN_OR_WOMEN = re.compile(r"^ (?:(?:fe)?males|(?:wo)?men|boys|girls)\b", re.IGNORECASE)
_OF_SOME = re.compile(r"\b(?:in|by|for|among|to)(?: (?:only|the|all|another|about))? $", re.IGNORECASE)
_OF_TREATMENTS = re.compile(r"\b(?:failed|dosages?|doses?)\b[^.;,]{0,60}$", re.IGNORECASE)
_SAMPLE_BEFORE = re.compile(
    r"\b(?:aged?|females?|males?|wom[ae]n|m[ae]n|gender|sex|bmi|"
    r"(?:weight|height)(?! (?:loss|gain|change|dropped|fell|rose|decreased|increased|reduc))|"
    r"completed|(?:enrolled|randomi[sz]ed|screened|recruited)"
    r"(?! to (?:[\w-]+ ){1,3}(?:and|fell|had|improved|needed|reported|rose|took|used|vs)\b)|"
    r"onset(?! of (?:[\w-]+ )?(?:relief|action|effect"
    r"|response|benefit|analgesia)))\b[^.;,]{0,25}$",
    re.IGNORECASE,
)
_END_POINT = re.compile(
    r"\btime (?:to|until)\b|\b(?:proportion|percentage|share|number|probability)s? (?:of (?:the )?(?:[\w-]+ )?"
    r"(?:patients|participants|subjects|people|children|women|men)|with|having|achieving|reaching|who)\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"[=:;(]|\b(?:was|were|is|are|had been|averaged|reached|rose|fell|dropped|increased|decreased|did|differed|by)\b",
    re.I,
)
_BASELINE = re.compile(
    r"\b(?:at|baseline) (?:baseline|entry|enrol\w+|inclusion)|"
    r"(?<!from )(?<!between )(?<!than )(?<!relative to )(?<!against )"
    r"(?<!adjusted for )(?<!adjusting for )(?<!controlling for )(?<!corrected for )(?<!adjustment for )"
    r"\bbaseline\b(?!-adjusted)(?! (?:to|and)\b)|\bhistory of\b|"
    r"\bpre-?treatment\b|"
    r"\bbefore (?:the )?(?:treatment|therapy|start|study|trial|block|injection|infusion|stent\w*|implant\w*|surgery|"
    r"operation|procedure|placement|stimulation|shunting|withdrawal) (?:was|were|of|averaged) $|"
    r"\b(?:at|on) (?:admission|presentation|enrol\w+|entry)\b",
    re.IGNORECASE,
)
_BROKEN = re.compile(r"\d\.\d")
"""Places behind the point, which a count does not have."""
_BEFORE_BEHIND = re.compile(
    r"^ ?(?:before|at baseline|at entry|prior to|pre-?treatment)\b(?! and| (?:\w+ ){0,2}to\b)", re.IGNORECASE
)
"""What stands behind a lone value from before treatment: "118 mmol/L (138 before treatment)"."""
_BASELINE_SENTENCE = re.compile(
    r"^(?:(?:[\w-]+,?|\([^()]{1,12}\)) ){0,6}(?<!from )(?<!for )baseline\b(?! and| to)"
    r"(?!.*\b(?:after|(?<!per )(?<!per \d )weeks?|(?<!per )months?|follow|end|change|to)\b)",
    re.I,
)
_OPENS_BEFORE = re.compile(
    r"^\W{0,4}(?:at|on) (?:the )?(?:initial|first) (?:evaluation|visit|assessment|consultation|presentation|"
    r"examination|interview),? (?!and\b|to\b)(?!.*\b(?:after\w*|to|then|later|fell|rose|decreas\w+|vs|versus)\b)|"
    r"^\W{0,4}(?:before|prior to) (?:[\w-]+ ){0,3}?(?:treatment|therapy|stent\w*|placement|implant\w*|surgery|"
    r"operation|procedure|injections?|blocks?|infusions?|withdrawal|stimulation|shunting|start\w*)\b"
    r"(?!.*\b(?:after\w*|to|then|later|fell|rose|decreas\w+|increas\w+|reduc\w+|vs|versus|compared|months?|weeks?)\b)",
    re.IGNORECASE,
)
"""How a sentence begins that tells values from before a treatment and nothing of later ones."""
_COURSE_NEXT = re.compile(
    r"^(?: attacks?| pain)? (?:did not |had |was |were )?"
    r"(?:recur|return|relaps|ceas|stop|disappear|resolv|improv|worsen|decreas|increas|persist|abolish|reliev|aborted)",
    re.IGNORECASE,
)
"""What became of a condition: "in 12 % the headache returned"."""
_OF_A_KIND = re.compile(r"^ [A-Z]{2,6}[),;]")
"""What stands behind a number in brackets that counts those of a kind: "11 patients (3 CCH)"."""
_ELIGIBLE = re.compile(
    r"\b(?:with|least|having|who had) (?:(?:a|an|at|least|between|from|more|than) ){0,3}$", re.IGNORECASE
)
_HAVING_AFTER = re.compile(
    r"^\W*(?:(?:of )?(?:the )?(?:patients|them|participants|subjects) )?(?:having|had"
    r"|suffer\w+ from|diagnosed with)$|^ with$",
    re.I,
)
_THINGS_AFTER = re.compile(
    r"^\W{0,8}(?:(?:of )?(?:the )?(?:[\w-]{1,30} ){0,2}?)(?:end ?-?points?|scales?|outcomes?|measures?"
    r"|visits?|studies|trials?|domains?|items?|"
    r"criteria|centres?|centers?|variables|parameters|questionnaires?)\b",
    re.IGNORECASE,
)
_PERIOD_BEFORE = re.compile(
    r"\b(?:period of|follow[ -]?up of|per|from|over|during|for|within|in|after|every|at|past|first"
    r"|last|next|than|the)\W+"
    r"(?:the |a |an )?$",
    re.I,
)
_SCALE = re.compile(r"\d-(?:point|item|step|cm|mm|grade)s?$", re.IGNORECASE)
_ADJECTIVE = re.compile(r"\d-(?:s|min|minute|h|hour|day|week|month|year)$", re.IGNORECASE)
"""A length of time that only tells which rate or phase is meant: "16-week seizure-free rates"."""
_STATES_VALUE = re.compile(
    r"(?:\b(?:was|were|is|of|to|from|by|at|vs?\.?|versus|and|or|than|averaged|averaging|scored|reached|with|only|mean|"
    r"median|average|rose|fell|decreased|increased|about|approximately|numbered|totall?ed|NNT|to[ -]treat|gave|lost|"
    r"gained|took|lasted|required|needed|used|consumed|received|recurred|occurred)|[=:([,;/±]) ?$",
    re.IGNORECASE,
)
_HAD = re.compile(
    r"\b(?:had|has|experienced|reported|suffered|(?:group|arm|recipients))(?: (?:only|about))? $", re.IGNORECASE
)
"""What states a value that is no whole number: "the A group had 2.2 attacks and the B group 2.6"."""
_FITS_VALUE = re.compile(
    r"^(?:$|[^A-Za-z]*$|\W{0,3}[\[(;:,./±%]|\W{1,2}(?:with|within|in|for|at|on|and|vs?|versus|to|after|before|of|from|under|during|when|p|"
    r"compared|than|points?|cm|mm|attacks?|headaches?|episodes?|days?|hours?|migraines?|minutes?|seizures|respectively|pre|"
    r"post|by|using|while|whereas|but|or|per|a|units?|weeks?|months?|times|[A-Z][\w-]*)\b)"
)
_MOVED = re.compile(
    rf"\b{change_words('any', ways=('down', 'up', 'better', 'either'))}|\b(?:fewer|less|only|after|"
    r"follow|treat|became|resolv|abort|stopp|down|return|achiev)\w*",
    re.IGNORECASE,
)
_CHEMISTRY = re.compile(r"/(?:d|m|u)?L$|^mm/h$")
_NORMAL = re.compile(
    r"\b(?:normal|reference)(?: (?:range|values?|limits?))?(?: of|:|,| is| <)? ?$|[<>≤≥] ?$", re.IGNORECASE
)
"""What makes a value that of healthy people."""
_NO_UNIT_AFTER = re.compile(
    r"^(?-i:-[A-Z]{2})|^[ -]?(?:point|item|step|arm|period|way|fold|centre|center|site|hospital|countr|stud|trial|"
    r"article|paper|visit|question|tablet|capsule|dose|injection|group|treatment|phase|session|different|"
    r"types?|of these|or more|main|primary|secondary|other)\w*",
    re.IGNORECASE,
)


@lru_cache(maxsize=2048)  # one reader of a study after the other asks
def tells_of_others(text: str) -> bool:
    """Whether a sentence speaks of other people's work and not of its own ("previous studies", "et al.")."""
    return _OTHERS.search(text) is not None and _OWN.search(text) is None


def sentence_tells_results(text: str, role: str, section: str, cited: bool, share: bool = False) -> bool:
    """Whether a sentence may hold results of the study itself.

    Parameters
    ----------
    text, role, section
        The sentence, its role, and the section it stands in.
    cited
        Whether it bears a citation mark.
    share
        Whether it gives a share of people with an outcome: such a sentence is taken for a result where no heading
        says what it is, even if it reads otherwise.
    """
    if role not in ("result", "conclusion") and not (share and _may_be_misread(text, role, section)):
        return False
    if _PLAN.search(text) or _GENERAL.search(text) or _ELSEWHERE.match(text):
        return False
    if section == "discussion":
        return not cited and not _OTHERS.search(text) and _OWN.search(text) is not None
    return not (cited and _OTHERS.search(text))


def _may_be_misread(text: str, role: str, section: str) -> bool:
    """Whether a sentence without a heading may tell results though it reads like methods, an aim or an introduction.

    An introduction tells of other people's work, an aim what was looked at.
    """
    if section not in ("abstract", "other"):
        return False
    elsewhere = CITED.search(text) or tells_of_others(text) or WISH.search(text)
    return role == "methods" or not (elsewhere or cue_words("account_words", "looks_at").search(text))


def counts_treatments(finding: Finding, before: str) -> bool:
    """Whether a number counts what was tried in vain or taken, not what came of it ("failed preventives was 25").

    Parameters
    ----------
    finding
        The number.
    before
        The sentence's text before it.
    """
    plain = finding.n is None and finding.percent is None and finding.kind in ("number", "rate") and not finding.unit
    return plain and _OF_TREATMENTS.search(before[-80:]) is not None


def describes_sample(finding: Finding, before: str, after: str, outcome_near: bool) -> bool:
    """Whether a number tells who took part rather than what came out (sex, age, flow of participants, baseline).

    Parameters
    ----------
    finding
        The number.
    before, after
        The sentence's text on both sides.
    outcome_near
        Whether an outcome is named soon after, so that "91 % of the males responded" is a result.
    """
    counted = finding.total is not None and _MEN_OR_WOMEN.match(after) is not None
    of_some = counted or (finding.n is not None and _OF_SOME.search(before[-20:]) is not None)
    plain = not (outcome_near or of_some or share_of_allotted(finding, after)) and finding.ci_low is None
    if plain and (_SAMPLE_AFTER.match(after[:70]) or _SAMPLE_BEFORE.search(before[-60:])):
        return True
    if finding.n is not None and finding.percent is None and _THINGS_AFTER.match(after[:60]):
        return True
    if finding.kind == "number" and finding.n is None and _NO_UNIT_AFTER.match(after):
        return True
    lone = finding.baseline is None and finding.value is not None and finding.n is None
    return taken_before(finding, before) or (lone and _BEFORE_BEHIND.match(after) is not None)


def names_end_point(before: str) -> bool:
    """Whether a number stands in the name of what was measured ("the median time to a 50 % reduction was 14 days").

    Parameters
    ----------
    before
        The sentence's text before the number.
    """
    opened = _END_POINT.search(before[-120:])
    return opened is not None and _VERB.search(before[-120:], opened.end()) is None


def taken_before(finding: Finding, before: str) -> bool:
    """Whether a lone value is one from before treatment, as the words in front of it say."""
    if finding.baseline is not None or is_negative(finding):
        return False
    since = max(0, len(before) - 45)  # what stands before it is still seen: "change from baseline"
    since = since if finding.percent is None else max(since, before.rfind(", ") + 2)
    opens = finding.value is not None and _OPENS_BEFORE.match(before) is not None
    return opens or _BASELINE.search(before, since) is not None or _BASELINE_SENTENCE.match(before) is not None


def shares_of_conditions(finding: Finding, between: str, behind: str) -> bool:
    """Whether a number tells how many had a condition ("73 % having episodic and 27 % chronic cluster headache").

    Parameters
    ----------
    finding
        The number.
    between, behind
        The text from it to the next condition, and behind that; a verb there tells what became of the condition.
    """
    counts = finding.percent is not None or finding.n is not None
    return (
        counts
        and not _COURSE_NEXT.match(behind)
        and (not between.strip() or _HAVING_AFTER.fullmatch(between.rstrip()) is not None)
    )


PERIOD_REACH = 25
"""Characters before a length of time that tell whether it is a period."""


def is_period(finding: Finding, before: str) -> bool:
    """Whether a length of time tells when or how long something was done, rather than being the result."""
    return (
        finding.kind == "duration"
        and finding.baseline is None
        and _PERIOD_BEFORE.search(before[-PERIOD_REACH:]) is not None
    )


_VERSUS = re.compile(r" (?:vs\.?|versus) \d")
_OF_A_PAIR = re.compile(r"\d(?: ?[a-z/]{1,12}){0,3} (?:vs\.?|versus) $", re.IGNORECASE)
"""What stands before the second of two rates that are set against each other: "4.2 vs 6.0 attacks/week"."""


def states_value(finding: Finding, text: str, before: str, after: str) -> bool:
    """Whether a bare number stands where a measured value does ("was 7.1", "(4.7 vs 3)"), not "two sprays".

    A scale's length ("10-point") is no value; a rate needs a change, a comparison or a p-value beside it.
    """
    words = text[finding.start : finding.core_end]
    if _SCALE.search(words) or (finding.kind == "duration" and not finding.spread and _ADJECTIVE.search(words)):
        return False
    if finding.kind == "rate" and _ELIGIBLE.search(before[-40:]) and finding.baseline is None:
        return False
    if finding.kind == "rate":
        return (
            finding.baseline is not None
            or finding.p_relation != ""
            or finding.ci_low is not None
            or _MOVED.search(before + after[:80]) is not None
            or _OF_A_PAIR.search(before) is not None
            or _VERSUS.match(after) is not None
        )
    if finding.kind not in ("number", "score") or finding.n is not None:
        return True
    if finding.ci_low is not None or finding.baseline is not None or finding.spread:
        return True
    broken = _BROKEN.search(words) is not None
    had = broken and _HAD.search(before[-20:]) is not None
    stated = (had or _STATES_VALUE.search(before[-20:]) is not None) and (
        broken or _FITS_VALUE.match(after[:30]) is not None
    )
    listed = _CHEMISTRY.search(finding.unit) is not None and is_body_unit(finding.unit)
    of_kind = before.endswith("(") and is_whole(finding.value) and _OF_A_KIND.match(after) is not None
    return (stated or listed) and not of_kind and _NORMAL.search(before[-25:]) is None

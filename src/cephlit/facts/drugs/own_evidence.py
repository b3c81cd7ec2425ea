"""What in a mention's place speaks for its drug being one of the study's own: title, allocation, dose, effect."""

import re
from collections.abc import Iterator, Sequence, Set
from itertools import pairwise

from cephlit.facts.drugs.classes import is_of_class
from cephlit.facts.drugs.places import DrugPlace
from cephlit.facts.regimens.accounts import states_purpose
from cephlit.facts.regimens.words import words

_RESPONDED = re.compile(
    r"\b(?:respond(?:ed|ing)|relieved|aborted|abolished|stopped|ended|suppressed|controlled|remission|relief)"
    r"(?: [a-z]+){0,2} (?:to|by|with|on|after) (?:[a-z-]+ ){0,3}$",
    re.IGNORECASE,
)
"""What stands before a drug that had an effect ("the attacks responded well to subcutaneous")."""

_TAPERED = re.compile(
    r"^[^.;]{0,40}\b(?:could be|was|were) (?:\w+ )?(?:reduced|stopped|withdrawn|tapered|discontinued)\b"
)
_HARM = re.compile(
    r"\b(?:induced by|caused by|secondary to|due to|associated with|related to|attributed to|complicating)"
    r"(?: \w+){0,2} $"
    r"|^[^:]{3,60}\bduring (?:\w+ ){0,3}(?:treatment|therapy|use)\b.{0,60}$"
    r"|^(?!.*\b(?:treat\w*|relie\w+|respon\w+|remission|cessation|resolution|improvement|efficacy|management|prevention)\b)"
    r".{3,80}\b(?:after|following|in (?:an? )?\w+ (?:taking|on|receiving|treated with))(?: \w+){0,2} $",
    re.IGNORECASE,
)
"""What stands in a title before a drug that did harm, which is no word for getting better."""

_OUTCOME_OF = re.compile(r"\b(?:outcomes?|results?|relapses?|follow-?up|prognosis|course|long-term)\b", re.IGNORECASE)
"""What a title names before a treatment that it tells the outcome of."""

_CONTROLS_GOT = re.compile(
    r"\b(?:control|comparison|matched|reference|parallel|historical)[ -](?:\w+ ){0,2}?(?:group|patient|subject|control|"
    r"cohort|arm)s?\b(?:[^.;:,]|\.\d){0,50}\b(?:received|got|treated with|given|had|took)(?: [\w-]+){0,2} $",
    re.IGNORECASE,
)
"""What stands before the treatment of those whom the study's patients are set against."""

_GROUP = re.compile(r"^(?: ?\([^()]{1,20}\))?[- ](?:treated |treatment )?(?:group|arm)\b", re.IGNORECASE)
_LEADS_TO_ARM = re.compile(r"\b(?:the|in|and|of) $", re.IGNORECASE)
"""What stands behind a drug that names an arm, and before it."""

_COMPARES = re.compile(r"\bcompar", re.IGNORECASE)
_WITH = re.compile(r"\b(?:with|to)\b", re.IGNORECASE)
_OR = re.compile(r"\b(?:or|versus|vs)\b", re.IGNORECASE)
_TOGETHER = re.compile(r"\b(?:plus|with|combined)\b|\+", re.IGNORECASE)
_AS_CONTROL = re.compile(
    r"^(?: \w+){0,2} as (?:an? |the )?(?:active |positive |negative )?(?:control|comparator|placebo)\b", re.IGNORECASE
)
"""What stands behind a drug that the studied one is set against."""


def evidence_of(p: DrugPlace, places: Sequence[DrugPlace], titled: Set[str], harmful: bool) -> set[str]:
    """What in a mention's place speaks for its drug being one of the study's own, beside those of the title.

    Where the title lays harm to its drug, the effects of others do not speak for them.
    """
    text = p.sentence.text
    if is_of_controls(p, places):
        return {"arm"}
    if p.titled:
        return set() if sets_scene(p) or is_needed(p) else {"titled"}
    if p.mention.kind == "class" or p.cue is not None:
        return {"told"}
    arms = _compares(p, places) or (p.role in ("aim", "background") and states_purpose(text))
    if p.role != "conclusion" and (_is_alternative(p) or (arms and (not titled or _is_rival(p, places, titled)))):
        return {"arm"}
    found = {"told"}
    if p.role != "conclusion" and (p.dosed or words("gives").search(text) or _had_effect(p)):
        found.add("given")
    if (p.role in ("result", "conclusion") or p.sentence.block.section == "abstract") and words("effect").search(text):
        found.add("trial" if p.dosed and p.role != "conclusion" else "effect")
    return found - {"trial", "effect"} if titled and (harmful or _is_tapered(p)) else found


def is_of_controls(p: DrugPlace, places: Sequence[DrugPlace]) -> bool:
    """Whether a drug is said to have served as the control, or to be what the controls were treated with."""
    got = p.role != "conclusion" and p.cue is None and _CONTROLS_GOT.search(p.listed.before) is not None
    return got or _names_arm(p, places) or _AS_CONTROL.match(p.listed.after) is not None


def _names_arm(p: DrugPlace, places: Sequence[DrugPlace]) -> bool:
    """Whether a drug that is told with its dose names an arm by itself ("in the dexamethasone group")."""
    alone = len(p.listed.mentions) == 1 and any(q.dosed for q in places if q.mention.concept == p.mention.concept)
    return alone and _GROUP.match(p.listed.after) is not None and _LEADS_TO_ARM.search(p.listed.before) is not None


def sets_scene(p: DrugPlace) -> bool:
    """Whether what a title names is a procedure after which the trouble came or went on."""
    after = _HARM.search(p.listed.before) is not None and not _OUTCOME_OF.search(p.listed.before)
    return p.mention.kind == "procedure" and after


def _had_effect(p: DrugPlace) -> bool:
    """Whether the words beside a drug tell its effect, as only of a drug that was given ("prednisolone stopped")."""
    return p.acts or _RESPONDED.search(p.listed.before) is not None


def _is_tapered(p: DrugPlace) -> bool:
    """Whether a drug is what was cut down, as another one allowed ("verapamil could be reduced")."""
    return _TAPERED.match(p.listed.after) is not None


def tells_harm(places: Sequence[DrugPlace]) -> bool:
    """Whether the title tells of a harm that its drug did ("fibrosis after methysergide")."""
    return any(p.titled and not sets_scene(p) and _HARM.search(p.listed.before) for p in places)


def is_needed(p: DrugPlace) -> bool:
    """Whether a class in a title is what people came to need, by which its drug is measured ("opioid consumption")."""
    return p.mention.kind == "class" and p.cue is not None and p.cue.role == "rescue"


def _compares(p: DrugPlace, places: Sequence[DrugPlace]) -> bool:
    """Whether a sentence tells of allocation, or sets treatments against each other; in results it must name both."""
    text = p.sentence.text
    if words("defines").search(text):
        return False
    if p.role != "result" or words("assigns").search(text):
        return words("allocates").search(text) is not None
    named = {q.mention.concept for q in places if q.sentence is p.sentence}
    return len(named) > 1 and words("allocates").search(text) is not None


def _is_alternative(p: DrugPlace) -> bool:
    """Whether a drug is listed with a control, in a dose or with "or" beside it ("A 75 mg, B 20 mg and placebo").

    An "or" between others is none of arms: "bed rest, oral or intravenous fluids and saline".
    """
    controls = any(m.kind == "control" for m in p.listed.mentions)
    return controls and (p.dosed or any(_OR.search(gap) for gap in _beside_controls(p)))


def _beside_controls(p: DrugPlace) -> Iterator[str]:
    """What stands between a control and its neighbours in the list of a drug."""
    for first, second in pairwise(p.listed.mentions):
        if "control" in (first.kind, second.kind):
            yield p.sentence.text[first.end - p.sentence.start : second.start - p.sentence.start]


def _is_rival(p: DrugPlace, places: Sequence[DrugPlace], titled: Set[str]) -> bool:
    """Whether a drug is listed with one of the title, and not as given together with it, or set against another."""
    peers = [m for m in p.listed.mentions if m.concept in titled]
    if not peers:
        # "Bed rest, oral or intravenous fluids" sets ways of usual care side by side, not what is compared.
        beside = {q.mention.concept for q in places if q.mention.kind == "procedure"} - titled
        procedure = p.mention.kind == "procedure"
        known = [q for q in places if not (procedure and q.mention.concept in beside)]
        return stands_against(p, known)
    first, last = sorted((peers[0], p.mention), key=lambda m: m.start)
    between = p.sentence.text[first.end - p.sentence.start : last.start - p.sentence.start]
    alone = sum(q.sentence is p.sentence and q.mention.concept == peers[0].concept for q in places) > 1
    return alone or not _TOGETHER.search(between)


def stands_against(p: DrugPlace, places: Sequence[DrugPlace]) -> bool:
    """Whether a drug comes behind another one of its sentence with "versus" or the like between them."""
    at = p.mention.start - p.sentence.start
    first = p.listed.mentions[0].start - p.sentence.start
    return _is_set_against(p, places, at) or (first < at and _is_set_against(p, places, first))


def _is_set_against(p: DrugPlace, places: Sequence[DrugPlace], at: int) -> bool:
    """Whether "versus" or the like stands between an offset of a drug's sentence and another drug before it."""
    earlier = [
        q.mention.end - p.sentence.start
        for q in places
        if q.sentence is p.sentence
        and q.mention.end - p.sentence.start <= at
        and q.mention.concept != p.mention.concept
        and not (q.mention.kind == "class" and is_of_class(p.mention.concept, q.mention.concept))
    ]
    if not earlier:
        return False
    between = p.sentence.text[earlier[-1] : at]
    compared = _COMPARES.search(p.sentence.text[: earlier[-1]]) and _WITH.search(between)
    return words("against").search(between) is not None or compared is not None

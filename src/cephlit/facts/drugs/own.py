"""The study's own drugs: those it studies and those it compares them with, from where they stand and what they did."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from cephlit.facts.drugs.classes import PURPOSES, is_injection, is_of_class
from cephlit.facts.drugs.places import DrugPlace
from cephlit.facts.drugs.shared import added_to, shared_drugs
from cephlit.facts.regimens.accounts import states_purpose
from cephlit.facts.regimens.words import words
from cephlit.vocabulary.terms import terms

_WEIGHT = {"titled": 6.0, "arm": 5.0, "trial": 5.0, "given": 2.5, "effect": 2.5, "told": 1.0}
"""What speaks for a drug being the study's own; each counts once, so that long papers do not win by mere length.

``arm`` is being allocated or set against another drug, ``trial`` a dose with its effect in one sentence."""

_OWN = 5.0
"""A drug is one of the study's own from here: named in the title, aim or allocation, or given with an effect told."""

_SURVEYED = 3
"""Of how many treatments the users must be counted for a study to be about what people take."""

_HOLDS = re.compile(
    r"\b(?:block|blocks|blockade|injections?|infiltration|\w{1,5}NB)\b(?:[^.;:]|\.\d){0,40}?\b(?:with|of|using|contain\w*|"
    r"consist\w* of|comprised)\b(?:[^.;:]|\.\d){0,50}$",
    re.IGNORECASE,
)
"""What stands before the drugs that a block or injection is made with."""

_HELD_REACH = 110
_MIXTURE = re.compile(
    r"\b(?:combin\w+|mixture|cocktail|association|triad|together)(?: (?:of|with))?(?: \w+)? $", re.IGNORECASE
)
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

_OTHERS = re.compile(
    r"\b(?:other|usual(?:[ -]care)?|customary|habitual)(?: (?:oral|acute|injectable|preventive))? $", re.IGNORECASE
)
"""What stands before a class whose other members the study's own drug is compared with ("their usual triptan")."""

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


def parts(name: str) -> tuple[str, ...]:
    """Names of the drugs of a fixed combination; of any other treatment its own."""
    return tuple(_inn().get(part, part) for part in name.split("/"))


@cache
def _inn() -> dict[str, str]:
    """Names of the tables by the names that combinations are made of ("aspirin")."""
    return {phrase: term.name for term in terms("drugs") for phrase in term.phrases}


@dataclass(frozen=True)
class _Drugs:
    """What a study's places tell of its drugs.

    Attributes
    ----------
    kinds, evidence
        Kind of each drug's mentions, and what speaks for its being the study's own: keys of `_WEIGHT`.
    against
        Drugs that another one is set against.
    titled
        Names that the title has.
    """

    kinds: Mapping[str, str]
    evidence: Mapping[str, set[str]]
    against: frozenset[str]
    titled: frozenset[str]

    def of_kind(self, *kinds: str) -> list[str]:
        """Drugs of some kinds, in order of appearance."""
        return [drug for drug in self.evidence if self.kinds[drug] in kinds]


def own_drugs(places: Sequence[DrugPlace]) -> tuple[list[str], list[str]]:
    """The study's own drugs: those studied, then those compared with, each in order of appearance.

    Where the title names drugs, another drug must be set against them to count; elsewhere it is enough that it was
    given and had an effect. A study that allocates nothing and counts the users of many treatments studies them all. A
    control is always compared with.
    """
    if surveyed := _surveyed(places):
        return surveyed, []
    telling = [p for p in places if not p.told_away]
    drugs = _weighed(telling, {p.mention.concept for p in places})
    named = [d for d in drugs.evidence if drugs.kinds[d] not in ("control", "class")]
    classes = [d for d in drugs.of_kind("class") if d not in PURPOSES]
    own = _strongest(named, drugs.evidence, not drugs.titled.isdisjoint(named))
    own = own or _strongest(classes, drugs.evidence, False)
    own = _with_mixed(own, named, drugs.evidence, telling)
    controls = drugs.of_kind("control")
    studied, beside = _studied(own, drugs, telling, bool(controls))
    compared = [d for d in own if d not in studied and d in drugs.against and d not in beside]
    compared += [
        c
        for c in classes
        if c not in own
        and not any(is_of_class(drug, c) for drug in compared)
        and _is_compared(c, own, drugs.against, telling)
    ]
    return studied, compared + controls


def _weighed(telling: Sequence[DrugPlace], alone: Set[str]) -> _Drugs:
    """What the places tell of each drug; ``alone`` are the names that stand by themselves somewhere."""
    kinds: dict[str, str] = {}
    evidence: dict[str, set[str]] = defaultdict(set)
    against: set[str] = set()
    titled = frozenset(
        n
        for p in telling
        if p.titled and p.mention.kind != "control" and not _sets_scene(p) and not _is_needed(p)
        for n in _names(p, alone)
    )
    harmful = bool(titled) and _tells_harm(telling)
    for p in telling:
        for name in _names(p, alone):
            kinds.setdefault(name, p.mention.kind)
            member = any(is_of_class(name, t) for t in titled)
            found = _evidence(p, telling, frozenset() if name in titled or member else titled, harmful)
            found |= {"titled"} if member and found & {"given", "arm"} else set()
            new = found & {"titled", "arm"} and not evidence[name] & {"titled", "arm"}
            if new and (_stands_against(p, telling) or _is_of_controls(p, telling)):
                against.add(name)
            evidence[name] |= found
    return _Drugs(kinds, evidence, frozenset(against), titled)


def _studied(
    own: Sequence[str], drugs: _Drugs, telling: Sequence[DrugPlace], controlled: bool
) -> tuple[list[str], Set[str]]:
    """The drugs that are studied, and those given beside them to everybody."""
    studied = [d for d in own if d not in drugs.against] or list(own[:1])
    injected = _injected(telling, studied, drugs.kinds)
    shared = shared_drugs(telling)
    beside = (added_to(telling) if controlled else set()) | (set() if injected and shared >= set(injected) else shared)
    studied = injected or studied
    return [d for d in studied if d not in beside] or studied, beside


def _is_compared(name: str, own: Sequence[str], against: Set[str], places: Sequence[DrugPlace]) -> bool:
    """Whether a class is what the study's own drugs are set against; of their own class only the others can be."""
    if not own or not any(is_of_class(drug, name) for drug in own):
        return bool(own) and name in against
    return any(
        p.mention.concept == name
        and _OTHERS.search(p.sentence.text[: p.mention.start - p.sentence.start]) is not None
        and (any(m.concept in own for m in p.listed.mentions) or _stands_against(p, places))
        for p in places
    )


def _names(p: DrugPlace, alone: Set[str]) -> tuple[str, ...]:
    """The drugs that a mention names: of a combination its parts, where the study names them too."""
    found = parts(p.mention.concept)
    return found if all(name in alone for name in found) else (p.mention.concept,)


def _strongest(named: Sequence[str], evidence: Mapping[str, set[str]], titled: bool) -> list[str]:
    score = {name: sum(_WEIGHT[e] for e in sorted(evidence[name])) for name in named}
    sure = {"titled", "arm", "trial"} | (set() if titled else {"effect"})
    own = [d for d in named if score[d] >= _OWN and evidence[d] & sure]
    return own or sorted((d for d in named if evidence[d] != {"told"}), key=lambda d: -score[d])[:1]


def _with_mixed(
    own: Sequence[str], named: Sequence[str], evidence: Mapping[str, set[str]], places: Sequence[DrugPlace]
) -> list[str]:
    """The study's own drug with those that are given mixed with it, where it is but the first of a list of such."""
    if len(own) != 1 or "titled" in evidence[own[0]]:
        return list(own)
    lists = [p.listed for p in places if p.mention.concept == own[0] and _MIXTURE.search(p.listed.before)]
    mixed = {m.concept for listed in lists for m in listed.mentions}
    return [d for d in named if d in mixed or d in own]


def _surveyed(places: Sequence[DrugPlace]) -> list[str]:
    """The treatments of a study of what people take, in order of appearance; none where the study is another one."""
    if any(p.titled and p.mention.kind not in ("class", "control") for p in places):
        return []
    own = [p for p in places if p.own and not (p.mention.negated or p.mention.family)]
    if any(words("assigns").search(p.sentence.text) for p in own):
        return []
    if any(_is_whole_treatment(p) for p in own):
        return []
    told = [p for p in own if p.counted and p.mention.kind != "control" and p.mention.concept not in PURPOSES]
    taken = list(dict.fromkeys(p.mention.concept for p in told if p.cue is None or not p.cue.strong))
    return taken if len(taken) >= _SURVEYED else []


def _evidence(p: DrugPlace, places: Sequence[DrugPlace], titled: Set[str], harmful: bool) -> set[str]:
    """What in a mention's place speaks for its drug being one of the study's own, beside those of the title.

    Where the title lays harm to its drug, the effects of others do not speak for them.
    """
    text = p.sentence.text
    if _is_of_controls(p, places):
        return {"arm"}
    if p.titled:
        return set() if _sets_scene(p) or _is_needed(p) else {"titled"}
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


def _is_of_controls(p: DrugPlace, places: Sequence[DrugPlace]) -> bool:
    """Whether a drug is said to have served as the control, or to be what the controls were treated with."""
    got = p.role != "conclusion" and p.cue is None and _CONTROLS_GOT.search(p.listed.before) is not None
    return got or _names_arm(p, places) or _AS_CONTROL.match(p.listed.after) is not None


def _names_arm(p: DrugPlace, places: Sequence[DrugPlace]) -> bool:
    """Whether a drug that is told with its dose names an arm by itself ("in the dexamethasone group")."""
    alone = len(p.listed.mentions) == 1 and any(q.dosed for q in places if q.mention.concept == p.mention.concept)
    return alone and _GROUP.match(p.listed.after) is not None and _LEADS_TO_ARM.search(p.listed.before) is not None


def _sets_scene(p: DrugPlace) -> bool:
    """Whether what a title names is a procedure after which the trouble came or went on."""
    after = _HARM.search(p.listed.before) is not None and not _OUTCOME_OF.search(p.listed.before)
    return p.mention.kind == "procedure" and after


def _had_effect(p: DrugPlace) -> bool:
    """Whether the words beside a drug tell its effect, as only of a drug that was given ("prednisolone stopped")."""
    return p.acts or _RESPONDED.search(p.listed.before) is not None


def _is_tapered(p: DrugPlace) -> bool:
    """Whether a drug is what was cut down, as another one allowed ("verapamil could be reduced")."""
    return _TAPERED.match(p.listed.after) is not None


def _tells_harm(places: Sequence[DrugPlace]) -> bool:
    """Whether the title tells of a harm that its drug did ("fibrosis after methysergide")."""
    return any(p.titled and not _sets_scene(p) and _HARM.search(p.listed.before) for p in places)


def _is_needed(p: DrugPlace) -> bool:
    """Whether a class in a title is what people came to need, by which its drug is measured ("opioid consumption")."""
    return p.mention.kind == "class" and p.cue is not None and p.cue.role == "rescue"


def _is_whole_treatment(p: DrugPlace) -> bool:
    """Whether a sentence on methods gives a treatment to people without counting them: to all of them."""
    given = words("gives").search(p.listed.before) is not None or (p.dosed and p.is_given_after)
    named = p.mention.kind not in ("class", "control")
    return given and named and not p.counted and p.cue is None and p.role in ("methods", "aim", "background")


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
        return _stands_against(p, known)
    first, last = sorted((peers[0], p.mention), key=lambda m: m.start)
    between = p.sentence.text[first.end - p.sentence.start : last.start - p.sentence.start]
    alone = sum(q.sentence is p.sentence and q.mention.concept == peers[0].concept for q in places) > 1
    return alone or not _TOGETHER.search(between)


def _stands_against(p: DrugPlace, places: Sequence[DrugPlace]) -> bool:
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


def _injected(places: Sequence[DrugPlace], studied: Sequence[str], kinds: Mapping[str, str]) -> list[str]:
    """The studied drugs where a block or injection is studied that is told to consist of drugs; else none."""
    if not any(is_injection(d) for d in studied):
        return []
    drugs = [d for d in studied if kinds[d] != "procedure"]
    held = [p for p in places if p.mention.kind == "drug" and _HOLDS.search(p.listed.before[-_HELD_REACH:])]
    held = held or [p for p in places if p.mention.kind == "drug" and p.dosed and not drugs]
    more = [d for d in dict.fromkeys(p.mention.concept for p in held) if d not in drugs]
    return (
        drugs + more + [d for d in studied if kinds[d] == "procedure" and not is_injection(d)] if drugs or more else []
    )

"""What each drug mention is to its study: studied, comparator, concomitant, rescue, prior or background.

Two steps: the study's own drugs are found from where they stand (title, aim, allocation, results); then each mention
takes its drug's role, or, for other drugs, the one that the words around it give (tried before, rescue, given beside).
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from cephlit.facts.records import DrugRole
from cephlit.facts.regimens.accounts import states_purpose, tells_of_own
from cephlit.facts.regimens.cues import Cue, list_cue
from cephlit.facts.regimens.doses import given_doses, names_zero_dose
from cephlit.facts.regimens.lists import drug_lists
from cephlit.facts.regimens.owners import owned_doses
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Mention, Sentence, TaggedStudy
from cephlit.vocabulary.load import rows

_WEIGHT = {"titled": 6.0, "arm": 5.0, "given": 2.5, "effect": 2.5, "told": 1.0}
"""What speaks for a drug being the study's own; each counts once, so that long papers do not win by mere length."""

_OWN = 5.0
"""A drug is one of the study's own from here: named in the title, aim or allocation, or given and with an effect told."""

_ALLOCATES = re.compile(
    r"\b(?:randomi[sz]|assign|allocat|allott|crossover|cross-over)\w*|\b(?:against|versus|vs\.?|active control|compared (?:with|to)|than)\b",
    re.IGNORECASE,
)
_EFFECT = re.compile(
    r"\b(?:reliev|relief|improv|respon|effective|pain[- ]free|attack[- ]free|headache[- ]free|abolish|stopp|ceas|reduc|lower|fell|"
    r"decreas|disappear|resol|remission|suppress|helped|ended|free of|free from|halved|better|superior|efficac|abort|prevented)",
    re.IGNORECASE,
)
_GIVES = re.compile(
    r"\b(?:receiv|given|gave|treat|administ|infus|inject|took|taken|taking|prescrib|underw|inhal|start|initiat|implant|"
    r"self-administ|applied|began|begun|ate)\w*",
    re.IGNORECASE,
)
_GIVEN_BEFORE = re.compile(
    r"\b(?:receiv|given|gave|treated|administ|infus|inject|took|tak(?:e|en|ing)|prescrib|underw|us(?:e|ed|ing)\b|continu|"
    r"supplement|add(?:ed|ition)|premedic|on\b|start|initiat|begun|began|switch|requir|tri(?:ed|alled|aled)|had\b|need|"
    r"with\b|includ|apply|applied|undergo|consist)\w*[^.;]{0,70}$",
    re.IGNORECASE,
)
_GIVEN_AFTER = re.compile(
    r"^[^.;]{0,60}?\b(?:was|were|had been|being) (?:\w+ly |also |then |first |not )?(?:given|used|added|started|initiated|"
    r"prescribed|administered|taken|injected|infused|continued|begun|applied|performed|offered|tapered|reduced|increased|"
    r"stopped|discontinued|withdrawn|needed|required|implanted)\b|^[^.;]{0,30}\brelieved\b",
    re.IGNORECASE,
)
_AGAINST = re.compile(
    r"\b(?:vs\.?|versus|compar(?:ed|ing) (?:with|to)|comparison (?:with|of)|against|or|than|over|with that of)\b",
    re.IGNORECASE,
)
_DILUTES = re.compile(
    r"\b(?:mL|ml|L|litres?|liters?|cc)\W+(?:of )?(?:[\d.%]+ )?(?:normal |isotonic |physiological )?$|"
    r"\b(?:dilut|dissolv|reconstitut|mixed)\w*[^.;]{0,30}$|\bin (?:normal |isotonic |physiological |0\.9% )?$|\b(?:flush|bolus) of $",
    re.IGNORECASE,
)
_CONTROL_WORD = re.compile(r"\b(?:or|versus|vs|received|control|controls|placebo|got|given)\b", re.IGNORECASE)
_INJECTED = re.compile(r"\b(?:block|injection|infiltration|blockade)$")
_APPOSED = re.compile(r"^(?:,? ?\(?,? ?(?:an?|the)? ?|\W{0,2})$")
_GENERIC = frozenset({"rescue medication", "acute medications", "preventive medications"})
"""Classes that name no treatment but a purpose."""


@dataclass(frozen=True)
class StudyDrugs:
    """The study's own drugs, and the role of each drug mention.

    Attributes
    ----------
    main
        Drug names, studied first, then comparators, each group in order of appearance.
    studied
        How many of ``main`` are studied.
    mention_roles
        Role by the mention's span.
    """

    main: tuple[str, ...]
    studied: int
    mention_roles: dict[tuple[int, int], DrugRole]

    def role(self, mention: Mention) -> DrugRole:
        """Role of a drug mention."""
        return self.mention_roles.get((mention.start, mention.end), "background")

    @property
    def lead(self) -> str:
        """The first studied drug, or empty."""
        return self.main[0] if self.studied else ""


@dataclass(frozen=True, slots=True)
class _Place:
    """A drug mention with all that its place says of it.

    Attributes
    ----------
    own
        Whether its sentence tells of the study itself.
    cue
        What the words around its list say.
    before, after
        The sentence's text on both sides of its list.
    dosed
        Whether a dose stands with it.
    """

    mention: Mention
    sentence: Sentence
    role: Role
    own: bool
    cue: Cue | None
    before: str
    after: str
    dosed: bool

    @property
    def titled(self) -> bool:
        return self.sentence.block.section == "title"

    @property
    def told_away(self) -> bool:
        """Whether it cannot speak for the drug being the study's own."""
        m = self.mention
        away = m.negated or m.family or ((m.hypothetical or m.historical) and not self.titled)
        return away or not self.own or (self.cue is not None and self.cue.strong)


def study_drugs(tagged: TaggedStudy, roles: Sequence[Role]) -> StudyDrugs:
    """Find the study's own drugs and give each drug mention its role."""
    places = [p for s, r in zip(tagged.sentences, roles, strict=True) for p in _places(tagged, s, r)]
    studied, compared = _own(places)
    own: dict[str, DrugRole] = {d: "studied" for d in studied} | {d: "comparator" for d in compared}
    mention_roles = {
        (p.mention.start, p.mention.end): own.get(p.mention.concept) or _other_role(p, studied) for p in places
    }
    return StudyDrugs((*studied, *compared), len(studied), mention_roles)


def _places(tagged: TaggedStudy, sentence: Sentence, role: Role) -> list[_Place]:
    lists = drug_lists(tagged, sentence)
    if not lists:
        return []
    own = tells_of_own(tagged, sentence, role)
    dosed = {m.start for m, _ in owned_doses(tagged, sentence, given_doses(tagged, sentence))}
    return [
        _Place(m, sentence, role, own, cue, listed.before, listed.after, m.start in dosed)
        for listed in lists
        for cue in (list_cue(listed),)
        for m in listed.mentions
        if not (m.kind == "control" and _is_diluent(sentence, m))
    ]


def _is_diluent(sentence: Sentence, control: Mention) -> bool:
    """Whether saline only carries another drug ("900 mg in 100 mL normal saline")."""
    if "saline" not in control.text.lower() and "chloride" not in control.text.lower():
        return False
    before = sentence.text[: control.start - sentence.start]
    return _DILUTES.search(before) is not None and not _CONTROL_WORD.search(before[-45:])


def _own(places: Sequence[_Place]) -> tuple[list[str], list[str]]:
    """The study's own drugs: those studied, then those compared with, each in order of appearance."""
    evidence: dict[str, set[str]] = defaultdict(set)
    kinds: dict[str, str] = {}
    against: set[str] = set()
    for p in places:
        if p.told_away:
            continue
        name = p.mention.concept
        kinds.setdefault(name, p.mention.kind)
        found = _evidence(p)
        if found & {"titled", "arm"} and not evidence[name] & {"titled", "arm"} and _stands_against(p, places):
            against.add(name)
        evidence[name] |= found
    score = {name: sum(_WEIGHT[e] for e in sorted(found)) for name, found in evidence.items()}
    named = [d for d in score if kinds[d] not in ("control", "class")] or [d for d in score if kinds[d] == "class"]
    sure = {"titled", "arm"} if any("titled" in evidence[d] for d in named) else {"titled", "arm", "effect"}
    own = [d for d in named if score[d] >= _OWN and evidence[d] & sure] or sorted(named, key=lambda d: -score[d])[:1]
    studied = [d for d in own if d not in against] or own[:1]
    injected = _injected(places, studied)
    if injected:
        studied = [d for d in studied if not _INJECTED.search(d)] + [d for d in injected if d not in studied]
    controls = [d for d in score if kinds[d] == "control"]
    return studied, [d for d in own if d not in studied and d in against] + controls


def _evidence(p: _Place) -> set[str]:
    """What in a mention's place speaks for its drug being one of the study's own."""
    text = p.sentence.text
    if p.titled:
        return {"titled"}
    if p.mention.kind == "class" or p.cue is not None:
        return {"told"}
    if p.role != "conclusion" and (_ALLOCATES.search(text) or (p.role == "aim" and states_purpose(text))):
        return {"arm"}
    found = {"told"}
    if p.role != "conclusion" and (p.dosed or _GIVES.search(text)):
        found.add("given")
    if p.role in ("result", "conclusion") and _EFFECT.search(text):
        found.add("effect")
    return found


def _stands_against(p: _Place, places: Sequence[_Place]) -> bool:
    """Whether a drug comes behind another one of its sentence with "versus" or the like between them."""
    earlier = [
        q.mention
        for q in places
        if q.sentence is p.sentence and q.mention.end <= p.mention.start and q.mention.concept != p.mention.concept
    ]
    between = (
        p.sentence.text[earlier[-1].end - p.sentence.start : p.mention.start - p.sentence.start] if earlier else ""
    )
    return _AGAINST.search(between) is not None


def _injected(places: Sequence[_Place], studied: Sequence[str]) -> list[str]:
    """Drugs that are what a studied block or injection consists of."""
    if not studied or not all(_INJECTED.search(d) for d in studied):
        return []
    drugs = [p.mention.concept for p in places if p.dosed and not p.told_away and p.mention.kind == "drug"]
    return list(dict.fromkeys(drugs))


def _other_role(p: _Place, studied: Sequence[str]) -> DrugRole:
    """Role of a drug that is not the study's own, from the words of its sentence."""
    mention, cued = p.mention, p.cue.role if p.cue is not None else None
    if mention.negated or mention.family or not p.own or p.titled or cued == "background":
        return "background"
    if mention.concept in _GENERIC and cued != "prior":
        return "background"
    if mention.kind == "class" and _stands_for_own(p, studied) and cued in (None, "concomitant"):
        return "background"
    if cued is not None:
        return cued
    if mention.historical:
        return "prior"
    if mention.hypothetical:
        return "background"
    given = p.dosed or _GIVEN_BEFORE.search(p.before) or _GIVEN_AFTER.search(p.after)
    return "concomitant" if given or p.sentence.block.kind == "table" else "background"


def _stands_for_own(p: _Place, studied: Sequence[str]) -> bool:
    """Whether a class only says what the studied drug is ("both triptans", "an NMDA antagonist")."""
    return any(drug.endswith(ending) for ending in _endings().get(p.mention.concept, ()) for drug in studied)


@cache
def _endings() -> dict[str, tuple[str, ...]]:
    """How the names of a class's drugs end."""
    endings: dict[str, tuple[str, ...]] = {}
    for row in rows("drug_class_stems"):
        endings[row["class"]] = (*endings.get(row["class"], ()), row["ending"])
    return endings


def lists_zero_dose(tagged: TaggedStudy, roles: Sequence[Role], drug: str) -> bool:
    """Whether the study gave a dose of 0 of a drug to some: its placebo."""
    return any(
        names_zero_dose(tagged, s) and any(m.concept == drug for m in tagged.mentions_in(s.start, s.end, "DRUG"))
        for s, r in zip(tagged.sentences, roles, strict=True)
        if tells_of_own(tagged, s, r)
    )

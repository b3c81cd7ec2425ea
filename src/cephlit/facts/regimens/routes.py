"""By which route a drug was given: as its sentence says, else as the study says of it elsewhere.

A title that says "oral" or a method that says "identical capsules" holds for the doses that follow; a placebo goes the
way of the drug that it stands for. Where the study names two routes for a drug, a dose without one stays without.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from cephlit.facts.drugs.classes import is_injection, is_of_class
from cephlit.facts.records import Treatment
from cephlit.facts.regimens.accounts import tells_of_own
from cephlit.facts.regimens.lists import drug_lists
from cephlit.facts.results.nearness import distance, nearest
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy
from cephlit.vocabulary.load import rows

_REACH = 120
_LOCAL = "caine"
"""How the names of local anaesthetics end (INN stem)."""

_INFUSED_OVER = re.compile(
    r"^[^.;,]{0,12}\bover (?:a period of )?\d{1,3}(?:[-–]\d{1,3})? ?(?:min|h|hr|hours?|minutes?)\b"
)
_INJECTED = re.compile(r"^[^.;]{0,40}\b(?:inject\w*|shots?|pen|prefilled)\b", re.IGNORECASE)
_APART = re.compile(r"\b(?:or|versus|vs|then|randomi\w+|assigned|allocated|compared)\b|;|^,? received\b", re.IGNORECASE)
"""What parts a drug from another one that is given otherwise."""
_SPEAKS_OF_TREATMENT = re.compile(
    r"\b(?:treat\w*|therap\w*|drugs?|medic\w*|dos(?:e|es|ed|ing)|stud(?:y|ied)|trial|capsules?|tablets?|sachets?|"
    r"injections?|inject\w+|infus\w+|placebo|sprays?|patch\w*|syringes?|ampoules?|solutions?|both|each)\b",
    re.IGNORECASE,
)
"""What a sentence without a drug's name must hold for its route to be that of the study's drugs."""
_FOR_ALL = re.compile(r"\b(?:both|each|all|either)\b|, (?:\w+ ){0,2}$", re.IGNORECASE)
"""What gives a route at the end of a sentence to all its drugs."""

_BEFORE_OR_AFTER = re.compile(r"\b(?:before|after|prior to|following|during) (?:\w+ ){0,2}$", re.IGNORECASE)
_TIME_REACH = 40

_BESIDE = 1
"""Most characters between a dose and its own route, where a drug is told in several ("orally 30 mg or 1 mg/h IV")."""

_INFUSION = re.compile(r"(?:infus|inject)\w+", re.IGNORECASE)
"""Words for the giving of a drug told before, which say nothing of others ("attacks returned after the infusion")."""

_TOUCHING = 4
_COORDINATES = re.compile(r"[,;]|\b(?:and|or|versus|vs|then)\b", re.IGNORECASE)
"""What tells a drug apart from the route of the one before it."""

_LEADS_TO_ROUTE = re.compile(
    r"(?:\W|\bby [a-z-]{3,15} |\b(?:and|or|to|by|as|via|an?|the|given|single)\b){0,12}", re.IGNORECASE
)
_OWN_ROUTE = frozenset({"drug", "supplement", "class", ""})
"""Kinds of treatment that take a route word for themselves; a placebo shares it, a procedure is none."""


def route_told(tagged: TaggedStudy, sentence: Sentence, drug: Mention, anchor: Mention | Quantity) -> str:
    """The route that a drug's own sentence gives it; empty where it gives none."""
    if drug.kind not in _OWN_ROUTE and drug.concept != "placebo":
        return ""
    text = tagged.study.view.text
    named = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
    others = [m for m in named if m != drug and m.kind in _OWN_ROUTE]
    mates = {m for group in drug_lists(tagged, sentence) if drug in group.mentions for m in group.mentions if m != drug}
    routes = [
        r
        for r in tagged.mentions_in(sentence.start, sentence.end, "ROUTE")
        if (r.kind != "anaesthetic" or _is_anaesthetic(drug, named))
        and (r.concept != "perineural" or not _names_block(r, named) or _is_for_blocks(drug, named))
        and not (r.kind == "weak" and r.concept == "perineural" and _is_time(text, r))
        and not any(_names_another(tagged, drug, m, r, mates) for m in named if m.kind == "procedure")
        and not any(_dosed_apart(tagged, drug, m, r, mates) for m in mates)
        and not _belongs_to_others(tagged, r, drug, [o for o in others if o not in mates or not _is_shared(r, o)])
        and not any(
            drug.end <= o.start
            and o.end <= r.start
            and _APART.search(text[drug.end : o.start])
            and not _FOR_ALL.search(text[o.end : r.start])
            and not _closes_all(tagged, sentence, r)
            for o in others
            if o not in mates
        )
        and not any(
            r.start < m.end and m.start < r.end for m in named if m != drug and (m in mates or m.kind != "procedure")
        )
    ]
    near = [r for r in routes if r.kind != "weak"] or routes
    beside = [r for r in near if anchor != drug and distance(text, anchor, r) <= _BESIDE]
    found = nearest(text, anchor, beside) or nearest(text, drug, near) or nearest(text, anchor, near)
    if found is not None and distance(text, drug, found) <= _REACH:
        return found.concept
    return _implied(text[drug.end : sentence.end], text[anchor.end : sentence.end], drug)


def _dosed_apart(tagged: TaggedStudy, drug: Mention, mate: Mention, route: Mention, mates: Iterable[Mention]) -> bool:
    """Whether a route stands behind the own dose of a drug later in a list, though not its last, and is its alone.

    "A (5 mg), B 6 mg s.c. and C were tried": the route is B's, as the list goes on behind it.
    """
    if not drug.end <= mate.start < mate.end <= route.start or not any(m.start >= route.end for m in mates):
        return False
    dosed = tagged.quantities_in(mate.end, route.start, "dose")
    return bool(dosed) and _only_dosed(tagged, mate.end, route.start)


def _names_another(
    tagged: TaggedStudy, drug: Mention, procedure: Mention, route: Mention, mates: Iterable[Mention]
) -> bool:
    """Whether a route is in the name of a procedure that stands in a list behind a drug: "A failed, and a block"."""
    if not (procedure.start <= route.start < procedure.end and drug.end <= procedure.start):
        return False
    last = max([drug.end, *(m.end for m in mates if m.end <= procedure.start)])
    return _COORDINATES.search(tagged.study.view.text[last : procedure.start]) is not None


def _closes_all(tagged: TaggedStudy, sentence: Sentence, route: Mention) -> bool:
    """Whether an adverb behind a sentence's drugs, its only route, tells how all of them were given."""
    only_one = len(tagged.mentions_in(sentence.start, sentence.end, "ROUTE")) == 1
    return only_one and route.text.endswith("ly") and not tagged.mentions_in(route.end, sentence.end, "DRUG")


def _is_time(text: str, route: Mention) -> bool:
    """Whether a block only tells when something was given ("5 min before the block")."""
    return _BEFORE_OR_AFTER.search(text[max(0, route.start - _TIME_REACH) : route.start]) is not None


def _is_anaesthetic(drug: Mention, named: Sequence[Mention]) -> bool:
    """Whether a drug is what a block or anaesthesia is done with: a local anaesthetic, or an opioid beside one."""
    beside = any(m.concept.endswith(_LOCAL) for m in named)
    return drug.concept.endswith(_LOCAL) or (beside and is_of_class(drug.concept, "opioids"))


def _names_block(route: Mention, named: Sequence[Mention]) -> bool:
    """Whether a route is but a word that may be another's, or part of a procedure's name ("occipital nerve block")."""
    return route.kind == "weak" or any(
        m.kind == "procedure" and m.start < route.end and route.start < m.end for m in named
    )


def _is_for_blocks(drug: Mention, named: Sequence[Mention]) -> bool:
    """Whether a drug is what nerves are infiltrated with; others meet blocks as those of receptors or of the heart."""
    return _is_anaesthetic(drug, named) or _is_injected_at_nerves(drug.concept)


def _is_injected_at_nerves(name: str) -> bool:
    """Whether a treatment is a local anaesthetic, a corticosteroid, botulinum toxin, or what stands for them."""
    known = name in ("corticosteroids", "local anesthetics", "placebo") or is_of_class(name, "corticosteroids")
    return known or name.endswith(_LOCAL) or "botulinumtoxin" in name


def _is_shared(route: Mention, other: Mention) -> bool:
    """Whether a route that stands at another drug of a list may be that of the whole list."""
    return route.kind == "anaesthetic" or 0 <= route.start - other.end <= 1


def _implied(after_drug: str, after_dose: str, drug: Mention) -> str:
    """The route that the way of giving implies: an infusion over minutes, or the injecting of some drugs."""
    if drug.kind in ("drug", "supplement", "") and _INFUSED_OVER.match(after_dose):
        return "intravenous"
    return _injected_routes().get(drug.concept, "") if _INJECTED.match(after_drug) else ""


def _belongs_to_others(tagged: TaggedStudy, route: Mention, drug: Mention, others: Sequence[Mention]) -> bool:
    """Whether a route stands right before or behind another drug, or behind its dose, and so belongs to that one."""
    text = tagged.study.view.text
    mine = distance(text, route, drug)
    parted = mine > _TOUCHING or _COORDINATES.search(text[route.end : drug.start]) is not None
    near = min(mine, _TOUCHING)
    # Characters alone are never more than the distance, and at once told: most others of a long list are far.
    return any(
        (
            max(o.start - route.end, route.start - o.end) < near
            and distance(text, route, o) < near
            and not _COORDINATES.search(text[route.end : o.start])
        )
        or (o.end <= route.start < drug.start and parted and _only_dosed(tagged, o.end, route.start))
        for o in others
    )


def _only_dosed(tagged: TaggedStudy, start: int, end: int) -> bool:
    """Whether a stretch of text holds doses and no other words than those that lead to a route."""
    text = tagged.study.view.text
    for q in reversed(tagged.quantities_in(start, end, "dose")):
        text = text[: q.start] + text[q.end : end] if q.end <= end else text
        end -= q.end - q.start
    return _LEADS_TO_ROUTE.fullmatch(text[start:end]) is not None


@dataclass(frozen=True)
class StudyRoutes:
    """Routes as the whole study tells them.

    Attributes
    ----------
    by_drug
        Routes that any of its own sentences gives to a drug.
    spoken_of
        Routes that any sentence gives to a drug.
    forms
        Routes told by sentences that name no drug ("all treatments were swallowed with water").
    block
        Route of the block or injection that the title names, which what is injected shares; empty if none.
    """

    by_drug: Mapping[str, frozenset[str]]
    spoken_of: Mapping[str, frozenset[str]]
    forms: frozenset[str]
    block: str

    def fill(self, treatments: Sequence[Treatment]) -> list[Treatment]:
        """Give treatments without route the one that the study tells of them elsewhere."""
        filled = [
            replace(t, route=_by_nature().get(t.drug) or t.route or self._elsewhere(t)) if t.role != "background" else t
            for t in treatments
        ]
        ways = {t.route for t in filled if t.role == "studied"}
        shared = only(ways) or (only(t.route for t in filled if t.drug == "placebo") if ways == {""} else "")
        own = only(self.forms)
        return [
            replace(t, route=self._in_block(t) or (_shared(t, shared) or _shared(t, own) if _swallows_like(t) else ""))
            if not t.route and t.role in ("studied", "comparator")
            else t
            for t in filled
        ]

    def _in_block(self, t: Treatment) -> str:
        """The route of the titled block, for what may be injected with it."""
        return self.block if _is_injected_at_nerves(t.drug) or t.drug in _for_blocks() else ""

    def _elsewhere(self, t: Treatment) -> str:
        return only(self.by_drug.get(t.drug) or self.spoken_of.get(t.drug, frozenset()))


def _swallows_like(t: Treatment) -> bool:
    """Whether a treatment without route may share that of the study: a placebo, or a drug with a dose."""
    return t.drug == "placebo" or t.dose_low is not None


_UNSHARED = frozenset({"topical", "inhaled", "transdermal", "rectal", "intranasal"})
"""Routes that only one drug and its placebo go by; by others, drugs set against each other are given alike."""


def _shared(t: Treatment, route: str) -> str:
    """A route of other treatments of the study, if this one may share it."""
    return route if t.drug == "placebo" or route not in _UNSHARED else ""


def only(values: Iterable[str]) -> str:
    """The only one of some values, or empty."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else ""


def study_routes(tagged: TaggedStudy, roles: Sequence[Role]) -> StudyRoutes:
    """Collect the routes that a study tells."""
    by_drug: dict[str, set[str]] = defaultdict(set)
    spoken_of: dict[str, set[str]] = defaultdict(set)
    forms: set[str] = set()
    for sentence, role in zip(tagged.sentences, roles, strict=True):
        drugs = tagged.mentions_in(sentence.start, sentence.end, "DRUG")
        own = tells_of_own(tagged, sentence, role)
        for drug in drugs:
            route = {route_told(tagged, sentence, drug, drug)} - {""}
            spoken_of[drug.concept] |= route
            by_drug[drug.concept] |= route if own else set()
        if own and not drugs and _SPEAKS_OF_TREATMENT.search(sentence.text):
            told = tagged.mentions_in(sentence.start, sentence.end, "ROUTE")
            forms |= {r.concept for r in told if not _INFUSION.fullmatch(r.text)}
    return StudyRoutes(_frozen(by_drug), _frozen(spoken_of), frozenset(forms), _titled_block(tagged))


def _titled_block(tagged: TaggedStudy) -> str:
    """Route of the only block or injection that the title names; empty where it names none or another treatment."""
    named = [
        m
        for s in tagged.sentences
        if s.block.section == "title"
        for m in tagged.mentions_in(s.start, s.end, "DRUG")
        if m.kind in ("procedure", "device")
    ]
    return only(_by_nature().get(m.concept, "") for m in named) if all(is_injection(m.concept) for m in named) else ""


def _frozen(routes: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {drug: frozenset(some) for drug, some in routes.items()}


@cache
def _by_nature() -> dict[str, str]:
    """Routes of treatments that can be given in one way only (a gas is inhaled)."""
    return {row["treatment"]: row["route"] for row in rows("treatment_routes") if row["when"] == "always"}


@cache
def _for_blocks() -> frozenset[str]:
    """Drugs that are added to what a block is made with."""
    return frozenset(row["treatment"] for row in rows("treatment_routes") if row["when"] == "in a block")


@cache
def _injected_routes() -> dict[str, str]:
    """Routes of drugs that are injected in one way only."""
    return {row["treatment"]: row["route"] for row in rows("treatment_routes") if row["when"] == "injected"}

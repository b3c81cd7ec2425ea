"""By which route a study's drugs were given where their own sentences do not say it: as it says of them elsewhere.

A title that says "oral" or a method that says "identical capsules" holds for the doses that follow; a placebo goes the
way of the drug that it stands for. Where the study names two routes for a drug, a dose without one stays without.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from cephlit.facts.drugs.classes import is_injection
from cephlit.facts.records import Treatment
from cephlit.facts.regimens.accounts import tells_of_own
from cephlit.facts.regimens.told_routes import route_told
from cephlit.facts.regimens.ways import goes_into_blocks, route_by_nature
from cephlit.facts.roles import Role
from cephlit.tagging.tagged import TaggedStudy

_SPEAKS_OF_TREATMENT = re.compile(
    r"\b(?:treat\w*|therap\w*|drugs?|medic\w*|dos(?:e|es|ed|ing)|stud(?:y|ied)|trial|capsules?|tablets?|sachets?|"
    r"injections?|inject\w+|infus\w+|placebo|sprays?|patch\w*|syringes?|ampoules?|solutions?|both|each)\b",
    re.IGNORECASE,
)
"""What a sentence without a drug's name must hold for its route to be that of the study's drugs."""

_INFUSION = re.compile(r"(?:infus|inject)\w+", re.IGNORECASE)
"""Words for the giving of a drug told before, which say nothing of others ("attacks returned after the infusion")."""


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
            replace(t, route=route_by_nature(t.drug) or t.route or self._elsewhere(t)) if t.role != "background" else t
            for t in treatments
        ]
        ways = {t.route for t in filled if t.role == "studied"}
        shared = _only(ways) or (_only(t.route for t in filled if t.drug == "placebo") if ways == {""} else "")
        own = _only(self.forms)
        return [
            replace(t, route=self._in_block(t) or (_shared(t, shared) or _shared(t, own) if _swallows_like(t) else ""))
            if not t.route and t.role in ("studied", "comparator")
            else t
            for t in filled
        ]

    def _in_block(self, t: Treatment) -> str:
        """The route of the titled block, for what may be injected with it."""
        return self.block if goes_into_blocks(t.drug) else ""

    def _elsewhere(self, t: Treatment) -> str:
        return _only(self.by_drug.get(t.drug) or self.spoken_of.get(t.drug, frozenset()))


def _swallows_like(t: Treatment) -> bool:
    """Whether a treatment without route may share that of the study: a placebo, or a drug with a dose."""
    return t.drug == "placebo" or t.dose_low is not None


_UNSHARED = frozenset({"topical", "inhaled", "transdermal", "rectal", "intranasal"})
"""Routes that only one drug and its placebo go by; by others, drugs set against each other are given alike."""


def _shared(t: Treatment, route: str) -> str:
    """A route of other treatments of the study, if this one may share it."""
    return route if t.drug == "placebo" or route not in _UNSHARED else ""


def _only(values: Iterable[str]) -> str:
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
    return _only(route_by_nature(m.concept) for m in named) if all(is_injection(m.concept) for m in named) else ""


def _frozen(routes: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {drug: frozenset(some) for drug, some in routes.items()}

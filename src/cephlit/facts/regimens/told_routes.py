"""By which route a drug was given, as the sentence says that names it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cephlit.facts.drugs.classes import is_injection, is_of_class
from cephlit.facts.regimens.lists import drug_lists
from cephlit.facts.regimens.owners import LEFT_OFF
from cephlit.facts.regimens.ways import is_injected_at_nerves, is_local_anaesthetic, route_of_injection
from cephlit.facts.results.nearness import distance, nearest, overlap
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy

_REACH = 120
_INFUSED_OVER = re.compile(
    r"^[^.;,]{0,12}\bover (?:a period of )?\d{1,3}(?:[-–]\d{1,3})? ?(?:min|h|hr|hours?|minutes?)\b"
)
_INJECTED = re.compile(r"^[^.;]{0,40}\b(?:inject\w*|shots?|pen|prefilled)\b", re.IGNORECASE)
_APART = re.compile(r"\b(?:or|versus|vs|then|randomi\w+|assigned|allocated|compared)\b|;|^,? received\b", re.IGNORECASE)
"""What parts a drug from another one that is given otherwise."""
_FOR_ALL = re.compile(r"\b(?:both|each|all|either)\b|, (?:\w+ ){0,2}$", re.IGNORECASE)
"""What gives a route at the end of a sentence to all its drugs."""

_BEFORE_OR_AFTER = re.compile(r"\b(?:before|after|prior to|following|during) (?:\w+ ){0,2}$", re.IGNORECASE)
_TIME_REACH = 40

_BESIDE = 1
"""Most characters between a dose and its own route, where a drug is told in several ("orally 30 mg or 1 mg/h IV")."""

_TOUCHING = 4
_COORDINATES = re.compile(r"[,;]|\b(?:and|or|versus|vs|then)\b", re.IGNORECASE)
"""What tells a drug apart from the route of the one before it."""

_LEADS_TO_ROUTE = re.compile(
    r"(?:\W|\bby [a-z-]{3,15} |\b(?:and|or|to|by|as|via|an?|the|given|single)\b){0,12}", re.IGNORECASE
)
_OWN_ROUTE = frozenset({"drug", "supplement", "class", ""})
"""Kinds of treatment that take a route word for themselves; a placebo shares it, a procedure is none."""


def route_told(tagged: TaggedStudy, sentence: Sentence, drug: Mention, anchor: Mention | Quantity) -> str:
    """The route that a drug's own sentence gives it; empty where it gives none.

    Parameters
    ----------
    tagged, sentence, drug
        The study, the sentence, and the drug that it names.
    anchor
        The dose whose route is asked for, or the drug itself where it has none.
    """
    if named := tagged.mentions_in(drug.start, drug.end, "ROUTE"):
        return named[0].concept  # oral hydration
    if drug.kind not in _OWN_ROUTE and drug.concept != "placebo":
        return ""
    text = tagged.study.view.text
    among = _DrugAmongOthers(tagged, sentence, drug)
    routes = [r for r in tagged.mentions_in(sentence.start, sentence.end, "ROUTE") if among.may_have(r)]
    near = [r for r in routes if r.kind != "weak"] or routes
    beside = [r for r in near if anchor != drug and distance(text, anchor, r) <= _BESIDE]
    found = nearest(text, anchor, beside) or nearest(text, drug, near) or nearest(text, anchor, near)
    if found is not None and distance(text, drug, found) <= _REACH:
        return found.concept
    return _implied(text[drug.end : sentence.end], text[anchor.end : sentence.end], drug)


def _implied(after_drug: str, after_dose: str, drug: Mention) -> str:
    """The route that the way of giving implies: an infusion over minutes, or the injecting of some drugs."""
    if drug.kind in ("drug", "supplement", "") and _INFUSED_OVER.match(after_dose):
        return "intravenous"
    return route_of_injection(drug.concept) if _INJECTED.match(after_drug) else ""


@dataclass(frozen=True)
class _DrugAmongOthers:
    """A drug of a sentence, and the other treatments there that a route may belong to."""

    tagged: TaggedStudy
    sentence: Sentence
    drug: Mention

    def may_have(self, route: Mention) -> bool:
        """Whether a route of the sentence is one that the drug can go by, and no other treatment's alone."""
        return self._can_go(route) and not (
            self._is_of_later_procedure(route)
            or self._is_of_mate(route)
            or self._touches_another(route)
            or self._is_beyond_another(route)
            or self._is_in_another_name(route)
            or self._is_of_what_came_instead(route)
        )

    @property
    def text(self) -> str:
        """The study's view."""
        return self.tagged.study.view.text

    @cached_property
    def named(self) -> Sequence[Mention]:
        """All treatments that the sentence names."""
        return self.tagged.mentions_in(self.sentence.start, self.sentence.end, "DRUG")

    @cached_property
    def mates(self) -> frozenset[Mention]:
        """Those that stand in one list with the drug, which may share its route."""
        lists = [group.mentions for group in drug_lists(self.tagged, self.sentence) if self.drug in group.mentions]
        return frozenset(m for mentions in lists for m in mentions if m != self.drug)

    @cached_property
    def others(self) -> Sequence[Mention]:
        """The others that take a route for themselves, mates included."""
        return [m for m in self.named if m != self.drug and m.kind in _OWN_ROUTE]

    @cached_property
    def is_anaesthetic(self) -> bool:
        """Whether a block or anaesthesia is done with the drug: a local anaesthetic, or an opioid beside one."""
        local = is_local_anaesthetic(self.drug.concept)
        beside_local = any(is_local_anaesthetic(m.concept) for m in self.named)
        return local or (beside_local and is_of_class(self.drug.concept, "opioids"))

    def _can_go(self, route: Mention) -> bool:
        """Whether the drug can be given by a route, and the route's words tell a giving at all.

        Only what nerves are infiltrated with goes by a block; others meet blocks as those of receptors or of the heart.
        """
        if route.kind == "anaesthetic" and not self.is_anaesthetic:
            return False
        if route.concept != "perineural":
            return True
        if route.kind == "weak" and self._is_time(route):
            return False
        return not self._names_block(route) or self.is_anaesthetic or is_injected_at_nerves(self.drug.concept)

    def _is_of_what_came_instead(self, route: Mention) -> bool:
        """Whether the drug was left off, and the route is that of what was given then."""
        return self.drug.end <= route.start and LEFT_OFF.search(self.text[self.drug.end : route.end]) is not None

    def _is_time(self, route: Mention) -> bool:
        """Whether a block only tells when something was given ("5 min before the block")."""
        return _BEFORE_OR_AFTER.search(self.text[max(0, route.start - _TIME_REACH) : route.start]) is not None

    def _names_block(self, route: Mention) -> bool:
        """Whether a route is but a word that may be another's, or part of a procedure's name ("occipital block")."""
        return route.kind == "weak" or any(m.kind == "procedure" and overlap(m, route) for m in self.named)

    def _is_of_later_procedure(self, route: Mention) -> bool:
        """Whether a route is in the name of a procedure in a list behind the drug: "A failed, and a block"."""
        return any(
            procedure.kind == "procedure"
            and procedure.start <= route.start < procedure.end
            and self.drug.end <= procedure.start
            and self._begins_anew(procedure)
            for procedure in self.named
        )

    def _begins_anew(self, procedure: Mention) -> bool:
        """Whether a procedure is told apart from the drug, or from those of its mates that stand before it."""
        last = max([self.drug.end, *(m.end for m in self.mates if m.end <= procedure.start)])
        return _COORDINATES.search(self.text[last : procedure.start]) is not None

    def _is_of_mate(self, route: Mention) -> bool:
        """Whether a route stands behind the own dose of a mate later in the list, though not its last: it is its alone.

        "A (5 mg), B 6 mg s.c. and C were tried": the route is B's, as the list goes on behind it.
        """
        return any(m.start >= route.end for m in self.mates) and any(
            self.drug.end <= m.start
            and m.end <= route.start
            and bool(self.tagged.quantities_in(m.end, route.start, "dose"))
            and self._only_dosed(m.end, route.start)
            for m in self.mates
        )

    def _touches_another(self, route: Mention) -> bool:
        """Whether a route stands right at another drug, or behind the dose of an earlier one, and so is that one's."""
        mine = distance(self.text, route, self.drug)
        parted = mine > _TOUCHING or _COORDINATES.search(self.text[route.end : self.drug.start]) is not None
        near = min(mine, _TOUCHING)
        # Characters alone are never more than the distance, and at once told: most others of a long list are far.
        return any(
            (
                max(o.start - route.end, route.start - o.end) < near
                and distance(self.text, route, o) < near
                and not _COORDINATES.search(self.text[route.end : o.start])
            )
            or (o.end <= route.start < self.drug.start and parted and self._only_dosed(o.end, route.start))
            for o in self.others
            if o not in self.mates or not _is_shared(route, o)
        )

    def _is_beyond_another(self, route: Mention) -> bool:
        """Whether another drug stands between the drug and a route, told apart from it: "A or B by mouth"."""
        return any(
            self.drug.end <= o.start
            and o.end <= route.start
            and _APART.search(self.text[self.drug.end : o.start])
            and not _FOR_ALL.search(self.text[o.end : route.start])
            and not self._closes_all(route)
            for o in self.others
            if o not in self.mates
        )

    def _closes_all(self, route: Mention) -> bool:
        """Whether an adverb behind a sentence's drugs, its only route, tells how all of them were given."""
        only_one = len(self.tagged.mentions_in(self.sentence.start, self.sentence.end, "ROUTE")) == 1
        behind = self.tagged.mentions_in(route.end, self.sentence.end, "DRUG")
        return only_one and route.text.endswith("ly") and not behind

    def _is_in_another_name(self, route: Mention) -> bool:
        """Whether a route's words are in the name of another treatment; that of a block tells how a drug went."""
        return any(
            overlap(m, route) for m in self.named if m != self.drug and (m in self.mates or not is_injection(m.concept))
        )

    def _only_dosed(self, start: int, end: int) -> bool:
        """Whether a stretch of text holds doses and no other words than those that lead to a route."""
        text = self.text
        for q in reversed(self.tagged.quantities_in(start, end, "dose")):
            text = text[: q.start] + text[q.end : end] if q.end <= end else text
            end -= q.end - q.start
        return _LEADS_TO_ROUTE.fullmatch(text[start:end]) is not None


def _is_shared(route: Mention, other: Mention) -> bool:
    """Whether a route that stands at another drug of a list may be that of the whole list."""
    return route.kind == "anaesthetic" or 0 <= route.start - other.end <= 1

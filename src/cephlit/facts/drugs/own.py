"""The study's own drugs: those it studies and those it compares them with, from where they stand and what they did."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache

from cephlit.facts.drugs.classes import PURPOSES, is_injection, is_of_class
from cephlit.facts.drugs.own_evidence import (
    evidence_of,
    is_needed,
    is_of_controls,
    sets_scene,
    stands_against,
    tells_harm,
)
from cephlit.facts.drugs.places import DrugPlace
from cephlit.facts.drugs.shared import added_to, shared_drugs
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


_OTHERS = re.compile(
    r"\b(?:other|usual(?:[ -]care)?|customary|habitual)(?: (?:oral|acute|injectable|preventive))? $", re.IGNORECASE
)
"""What stands before a class whose other members the study's own drug is compared with ("their usual triptan")."""


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
        if p.titled and p.mention.kind != "control" and not sets_scene(p) and not is_needed(p)
        for n in _names(p, alone)
    )
    harmful = bool(titled) and tells_harm(telling)
    for p in telling:
        for name in _names(p, alone):
            kinds.setdefault(name, p.mention.kind)
            member = any(is_of_class(name, t) for t in titled)
            found = evidence_of(p, telling, frozenset() if name in titled or member else titled, harmful)
            found |= {"titled"} if member and found & {"given", "arm"} else set()
            new = found & {"titled", "arm"} and not evidence[name] & {"titled", "arm"}
            if new and (stands_against(p, telling) or is_of_controls(p, telling)):
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
    # Where one block is set against another, their names tell the arms apart, whatever both are made with.
    blocks = [d for d in studied if is_injection(d)] if any(is_injection(d) for d in own if d in drugs.against) else []
    studied = (blocks + injected) if injected else studied
    return [d for d in studied if d not in beside] or studied, beside


def _is_compared(name: str, own: Sequence[str], against: Set[str], places: Sequence[DrugPlace]) -> bool:
    """Whether a class is what the study's own drugs are set against; of their own class only the others can be."""
    if not own or not any(is_of_class(drug, name) for drug in own):
        return bool(own) and name in against
    return any(
        p.mention.concept == name
        and _OTHERS.search(p.sentence.text[: p.mention.start - p.sentence.start]) is not None
        and (any(m.concept in own for m in p.listed.mentions) or stands_against(p, places))
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


def _is_whole_treatment(p: DrugPlace) -> bool:
    """Whether a sentence on methods gives a treatment to people without counting them: to all of them."""
    given = words("gives").search(p.listed.before) is not None or (p.dosed and p.is_given_after)
    named = p.mention.kind not in ("class", "control")
    return given and named and not p.counted and p.cue is None and p.role in ("methods", "aim", "background")


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

"""Names that the text gives to arms beside their drugs: labels, roles, abbreviations, words of the drugs' names."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from cephlit.facts.arms.evidence import COMBINED, CONTROLS
from cephlit.facts.arms.labels import arm_words, labels
from cephlit.facts.arms.plans import ArmPlan
from cephlit.facts.arms.regimen_words import regimens
from cephlit.facts.drugs.classes import is_of_class
from cephlit.facts.drugs.roles import StudyDrugs
from cephlit.tagging.tagged import Mention, TaggedStudy

__all__ = ["CONTROLS", "ArmNames", "arm_names"]

_IN_BRACKETS = re.compile(
    r"(?:[(\[]|(?<= group), |(?<= arm), )(?P<name>[A-Z][A-Za-z0-9+/-]{0,9})(?:[,;:]? ?n ?= ?\d{1,5})?[)\]]"
)
_ONLY_DOSE = re.compile(r"^\)?(?:[ -](?:group|arm))?[\s\d.,/-]{0,30}(?:mg|g|µg|mcg|mL|IU|U|%)?(?:/kg)?\s{0,5}$")
_SHORT_FORM = re.compile(r"(?:, | [(\[])(?P<name>[A-Z]{2,5})(?=[)\],;])")
_SHORT_DRUG = re.compile(r"[A-Z][A-Za-z]{0,3}[A-Z]")
_ORDINALS = {"1st": ("1", "i", "a"), "2nd": ("2", "ii", "b"), "3rd": ("3", "iii", "c"), "4th": ("4", "iv", "d")}
"""Ordinals ("the second group") and the labels that they may stand for."""

_TOUCHING = 45
_WORD = re.compile(r"[a-z][a-z-]{3,}")
_COMMON = frozenset({"acid", "sodium", "sulfate", "oral", "therapy", "treatment", "vitamin"})


@dataclass(frozen=True)
class ArmNames:
    """How the text calls the arms of a study.

    Attributes
    ----------
    keys
        Arms by folded label: ``a``, ``1``, ``control``; ``active`` may stand for several.
    names
        For each arm lower-case names by which the text calls it: abbreviations, and its labels with ``group``.
    words
        Arm by a word that only its drugs' names have.
    classes
        Arm by a class of drugs to which only its drugs belong.
    """

    keys: dict[str, tuple[int, ...]] = field(default_factory=dict)
    names: tuple[frozenset[str], ...] = ()
    words: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)


def arm_names(tagged: TaggedStudy, drugs: StudyDrugs, plans: Sequence[ArmPlan], own: Sequence[Mention]) -> ArmNames:
    """Names of each plan's arm; ``own`` are the mentions of the arms' drugs."""
    keys: dict[str, tuple[int, ...]] = {}
    for i, plan in enumerate(plans):
        keys |= {key: (i,) for key in plan.keys if key not in keys}
    keys |= {key: arms for key, arms in _roles(drugs, plans).items() if key not in keys}
    keys |= {first: keys[k] for first, some in _ORDINALS.items() if first not in keys for k in some if k in keys}
    names: dict[int, set[str]] = defaultdict(set)
    short = (*_abbreviations(tagged, plans, own), *_dosed_abbreviations(plans, own))
    for name, arm in (*short, *_short_labels(tagged.study.view.text, keys)):
        names[arm].add(name.lower())
    for key, some in keys.items():
        if len(some) == 1:
            names[some[0]] |= set(_written(key))
    words = _only_words(plans, own)
    classes = _classes(tagged, plans) | _other_controls(tagged, plans, own)
    return ArmNames(keys, tuple(frozenset(names[i]) for i in range(len(plans))), words, classes)


def _written(key: str) -> Iterator[str]:
    """Names that a key stands for, as tables write them."""
    if key in ("active", "control"):
        for word in arm_words(key).split("|"):
            yield from (f"{word} group", f"{word} arm")
    elif not key[0].isdigit() or len(key) == 1:
        yield from (f"group {key}", f"{key} group", f"arm {key}")


def _roles(drugs: StudyDrugs, plans: Sequence[ArmPlan]) -> dict[str, tuple[int, ...]]:
    """Arms by the roles that their drugs give them."""
    every = tuple(range(len(plans)))
    together = [i for i in every if len(set(plans[i].drugs) - CONTROLS) > 1 or COMBINED in plans[i].label]
    found: dict[str, tuple[int, ...]] = {"together": (together[0],)} if len(together) == 1 else {}
    ways = (
        [i for i in every if "control" in plans[i].keys],
        [i for i in every if plans[i].drugs and set(plans[i].drugs) <= CONTROLS],
        [i for i in every if set(plans[i].drugs) & CONTROLS],
        [i for i in every if drugs.lead not in plans[i].drugs] if len(plans) == 2 else [],
    )
    control = next((some[0] for some in ways if len(some) == 1), None)
    if control is not None:
        found |= {"control": (control,), "active": tuple(i for i in every if i != control)}
    return found


def _abbreviations(tagged: TaggedStudy, plans: Sequence[ArmPlan], own: Sequence[Mention]) -> Iterator[tuple[str, int]]:
    """Short names in brackets right behind an arm's drug ("quarterly A (AQ)"), each with its arm."""
    text = tagged.study.view.text
    for match in _IN_BRACKETS.finditer(text):
        found = [m for m in own if match.start() - _TOUCHING <= m.start and m.end <= match.start()]
        if not found or not _ONLY_DOSE.match(text[found[-1].end : match.start()]):
            continue
        fits = [i for i, plan in enumerate(plans) if found[-1].concept in plan.drugs]
        if len(fits) > 1:
            doses = {q.low for q in tagged.quantities_in(found[0].start, match.start(), "dose")}
            fits = _told_apart(plans, fits, doses, {m.concept for m in found})
        if len(fits) == 1:
            yield match["name"], fits[0]


def _dosed_abbreviations(plans: Sequence[ArmPlan], own: Sequence[Mention]) -> Iterator[tuple[str, int]]:
    """Short names of drugs with the dose that tells an arm from another ("TPM100", "TPM-100"), each with its arm."""
    for i, plan in enumerate(plans):
        if plan.dose is None or plan.dose[1] is not None:
            continue
        dose = f"{plan.dose[0]:g}"
        for text in sorted({m.text for m in own if m.concept in plan.drugs and _SHORT_DRUG.fullmatch(m.text)}):
            yield from ((f"{text}{between}{dose}", i) for between in ("", "-", " "))


def _short_labels(text: str, keys: dict[str, tuple[int, ...]]) -> Iterator[tuple[str, int]]:
    """Short forms right behind a label: ``study group (SG)``, ``(placebo group, PG)``, each with its arm."""
    for label in labels(text):
        short = _SHORT_FORM.match(text, label.end)
        if short is not None and len(keys.get(label.key, ())) == 1:
            yield short["name"], keys[label.key][0]


def _told_apart(plans: Sequence[ArmPlan], fits: list[int], doses: set[float | None], drugs: set[str]) -> list[int]:
    """Those of several arms with one drug whose dose or combination is told."""
    by_dose = [i for i in fits if any(plan_dose[0] in doses for plan_dose in [plans[i].dose] if plan_dose)]
    by_drugs = [i for i in fits if len(plans[i].drugs) > 1 and set(plans[i].drugs) <= drugs]
    return next((some for some in (by_dose, by_drugs) if len(some) == 1), fits)


def _only_words(plans: Sequence[ArmPlan], own: Sequence[Mention]) -> dict[str, int]:
    """Words that the names of one arm's drugs have and those of no other arm."""
    words: dict[str, set[int]] = defaultdict(set)
    for i, plan in enumerate(plans):
        texts = [plan.label, *plan.drugs, *(m.text for m in own if m.concept in plan.drugs)]
        for word in {w for t in texts for w in _WORD.findall(t.lower())} - _COMMON - set(regimens()):
            words[word].add(i)
    alone = {i for i, plan in enumerate(plans) if len(set(plan.drugs) - CONTROLS) == 1}
    owners = {word: some if len(some) == 1 else some & alone for word, some in words.items()}
    return {word: min(some) for word, some in sorted(owners.items()) if len(some) == 1}


def _classes(tagged: TaggedStudy, plans: Sequence[ArmPlan]) -> dict[str, int]:
    """Drug classes that the text names and to which the drugs of one arm alone belong."""
    named = {m.concept for m in tagged.mentions if m.label == "DRUG" and m.kind == "class"}
    found = {name: [i for i, p in enumerate(plans) if any(is_of_class(d, name) for d in p.drugs)] for name in named}
    return {name: found[name][0] for name in sorted(found) if len(found[name]) == 1}


def _other_controls(tagged: TaggedStudy, plans: Sequence[ArmPlan], own: Sequence[Mention]) -> dict[str, int]:
    """Controls by another name that the name of the one control arm holds: ``air`` where it got ``air placebo``."""
    arms = [i for i, plan in enumerate(plans) if plan.drugs and set(plan.drugs) <= CONTROLS]
    if len(arms) != 1:
        return {}
    given = {d for plan in plans for d in plan.drugs}
    called = {word for m in own if m.concept in plans[arms[0]].drugs for word in m.text.lower().split()}
    others = {m.concept for m in tagged.mentions if m.label == "DRUG" and m.kind == "control"} - given
    return {name: arms[0] for name in sorted(others & called)}

"""Names that the text gives to arms: abbreviations, ``group A``, ``SIG group``, ``active``, ``control group``."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cephlit.facts.arm_discovery import ArmPlan, regimen_key, regimen_pattern
from cephlit.facts.arm_evidence import COMBINED, CONTROLS
from cephlit.tagging.tagged import Mention, TaggedStudy

__all__ = ["CONTROLS", "arm_names"]

_CONTROL_NAMES = ("control group", "control arm", "controls", "control treatment", "comparator group", "sham group")
_COMBINATION_NAMES = (
    "combination",
    "combination group",
    "combination therapy",
    "combination treatment",
    "combined treatment",
)
_ACTIVE_NAMES = (
    "active treatment", "active group", "active drug", "active arm", "active medication", "verum", "verum group",
    "treatment group", "treatment arm", "intervention group", "intervention arm", "experimental group",
    "experimental arm", "study group", "treated group", "treated patients", "study drug", "study medication",
    "drug group", "active",
)  # fmt: skip

_LABELLED = re.compile(r"\b(?:group|arm) (?:[A-D]|[1-6]|I{1,3}|IV)\b(?!\))", re.IGNORECASE)
_IN_BRACKETS = re.compile(
    r"[(\[](?:the )?(?P<name>(?:group|arm) (?:[A-D]|[1-6]|I{1,3}|IV)|[A-Za-z0-9+/-]{1,20}(?: (?!group|"
    r"arm)[a-z]{3,12})?)"
    r"(?P<word>[ -](?:group|arm))?(?:[,;:]? ?n ?= ?\d{1,5})?[)\]]"
)
_SHORT_FORM = re.compile(r"^[A-Z][A-Za-z0-9+/-]{0,9}$")
_NEXT_GROUP = re.compile(
    r"[.;](?:\s|$)|\b(?:group|arm) (?:[A-D1-6]|I{1,3}|IV)\b|\band (?:the )?(?:other|control|second)\b", re.IGNORECASE
)
_ONLY_DOSE = re.compile(r"^[\s\d.,/-]*(?:mg|g|µg|mcg|mL|IU|U|%)?(?:/kg)?\s*$")
_ROLE_SUBJECT = re.compile(
    r"\b(?P<name>(?:control|intervention|treatment|experimental|active|study|comparison|comparator|sham|first|"
    r"second|third)"
    r" (?:group|arm)|controls)\b[^.;]{0,40}?\b(?:received|was given|were given|got|took|underwent|was treated with|"
    r"were treated with|consisted of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Naming:
    """A name and the stretch of text that tells whose it is: before a bracket, touching it, or after the name."""

    name: str
    start: int
    end: int
    place: str


def arm_names(tagged: TaggedStudy, plans: Sequence[ArmPlan], own: Sequence[Mention]) -> list[frozenset[str]]:
    """Lower-case names of each plan's arm beside its drug names; ``own`` are the mentions of the study's drugs."""
    names: dict[int, set[str]] = defaultdict(set)
    known = {mention.text for mention in own}
    for naming in _namings(tagged.study.view.text):
        arm = _named_arm(tagged, plans, own, naming)
        if arm is not None and naming.name not in known:
            names[arm].add(naming.name.lower())
    taken = {name for some in names.values() for name in some}
    for i, plan in enumerate(plans):
        if len(plan.drugs) > 1 or COMBINED in plan.label:
            names[i] |= {n for n in _COMBINATION_NAMES if n not in taken}
    controls = [i for i, plan in enumerate(plans) if set(plan.drugs) <= CONTROLS]
    actives = [i for i in range(len(plans)) if i not in controls]
    if len(controls) == 1:
        names[controls[0]] |= {n for n in _CONTROL_NAMES if n not in taken}
    if controls and len(actives) == 1:
        names[actives[0]] |= {n for n in _ACTIVE_NAMES if n not in taken}
    return [frozenset(names[i]) for i in range(len(plans))]


def _namings(text: str) -> Iterator[_Naming]:
    for match in _IN_BRACKETS.finditer(text):
        name = match["name"]
        if match["word"] or name.lower().startswith(("group ", "arm ")):
            start = max(text.rfind(". ", 0, match.start()) + 1, match.start() - 160)
            yield _Naming(f"{name} group" if match["word"] else name, start, match.start(), "before")
            if match["word"] and _SHORT_FORM.match(name):
                yield _Naming(name, start, match.start(), "before")
        elif _SHORT_FORM.match(name):
            yield _Naming(name, max(0, match.start() - 45), match.start(), "touching")
    for match in _LABELLED.finditer(text):
        yield _Naming(match.group(), match.end(), min(len(text), match.end() + 120), "after")
    for match in _ROLE_SUBJECT.finditer(text):
        yield _Naming(match["name"], match.end(), min(len(text), match.end() + 80), "after")


def _named_arm(tagged: TaggedStudy, plans: Sequence[ArmPlan], own: Sequence[Mention], naming: _Naming) -> int | None:
    """Index of the one arm whose drug, with its dose or regimen, the naming's stretch tells."""
    text = tagged.study.view.text
    start, end = naming.start, naming.end
    if naming.place == "after":
        cut = _NEXT_GROUP.search(text, start, end)
        end = cut.start() if cut else end
    found = [m for m in own if start <= m.start and m.end <= end]
    if not found:
        return None
    told = found[0] if naming.place == "after" else found[-1]
    if naming.place == "touching" and not _ONLY_DOSE.match(text[told.end : end]):
        return None
    fits = [i for i, plan in enumerate(plans) if told.concept in plan.drugs]
    if len(fits) > 1:
        fits = _told_apart(tagged, plans, fits, {m.concept for m in found}, (max(start, told.start - 30), end))
    return fits[0] if len(fits) == 1 else None


def _told_apart(
    tagged: TaggedStudy, plans: Sequence[ArmPlan], fits: list[int], drugs: set[str], span: tuple[int, int]
) -> list[int]:
    """Those of several arms with one drug whose regimen, dose or combination the span tells."""
    doses = {q.low for q in tagged.quantities_in(*span, "dose")}
    words = [regimen_key(m.group()) for m in regimen_pattern().finditer(tagged.study.view.text, *span)]
    told = [plans[i].regimen for w in words for i in fits if plans[i].regimen and w.endswith(plans[i].regimen)]
    first = told[0] if told else ""
    ways = (
        [i for i in fits if first and plans[i].regimen == first],
        [i for i in fits if (dose := plans[i].dose) and dose[0] in doses],
        [i for i in fits if len(plans[i].drugs) > 1 and set(plans[i].drugs) <= drugs],
    )
    return next((some for some in ways if len(some) == 1), fits)

"""One set of arms from the drugs that a text compares and from what it tells that its labelled groups were given."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cephlit.facts.arms.evidence import COMBINED, CONTROLS
from cephlit.facts.arms.labels import labels
from cephlit.facts.arms.places import TOGETHER, Told
from cephlit.facts.arms.regimen_words import regimen_key, regimen_pattern
from cephlit.facts.drugs.items import Dose, written
from cephlit.facts.drugs.roles import StudyDrugs
from cephlit.tagging.tagged import TaggedStudy

_WORD = re.compile(r"[a-z]{4,}")
_ACTIVE = re.compile(r"\b(?:active|verum|real)(?: (?:treatment|stimulation|device|drug|medication))?$", re.IGNORECASE)
"""What the group given the studied treatment is called at the end of its part of a list of allocation."""
_COMMON = frozenset({"treatment", "therapy", "group", "acid", "sodium", "oral", "dose", "with", "drug", "standard"})


@dataclass(frozen=True, slots=True)
class ArmPlan:
    """What an arm is, before its record is made.

    Attributes
    ----------
    drugs
        Canonical names of its drugs.
    dose
        Where doses tell arms apart.
    regimen
        Where rates, intervals, routes or strengths tell arms apart: the word of the text.
    label
        Name for the tables.
    start, end
        Where the text first names it.
    keys
        Labels by which the text calls it, folded.
    """

    drugs: tuple[str, ...]
    dose: Dose | None
    regimen: str
    label: str
    start: int
    end: int
    keys: frozenset[str] = frozenset()


def settled(
    tagged: TaggedStudy, drugs: StudyDrugs, compared: Sequence[ArmPlan], told: Sequence[Told]
) -> tuple[ArmPlan, ...]:
    """Arms of a study, in order of appearance; empty where there are fewer than two.

    Parameters
    ----------
    tagged, drugs
        The study and its own drugs.
    compared
        Arms by what the text compares.
    told
        What the text tells of labelled or sized groups.
    """
    known = [_resolved(tagged, drugs, t) for t in told]
    plans = list(compared)
    owners = [_owner(tagged, plans, t) for t in known]
    if _differ(tagged, known) and not _fits(known, owners):
        covered = {d for t in known for d in t.drugs}
        rest = [p for p in plans if not covered & set(p.drugs)]
        plans = [*_from_told(known, rest), *rest]
        owners = [_owner(tagged, plans, t) for t in known]
    elif not plans and _are_labelled(known):
        plans = list(_from_told(known, ()))
        owners = list(range(len(plans)))
    plans = plans or _roles_alone(tagged, drugs)
    keyed = [
        replace(plan, keys=frozenset(k for t, o in zip(known, owners, strict=True) if o == i for k in t.keys))
        for i, plan in enumerate(plans)
    ]
    return tuple(sorted(_apart(keyed), key=lambda p: (p.start, p.end))) if len(plans) > 1 else ()


def _resolved(tagged: TaggedStudy, drugs: StudyDrugs, told: Told) -> Told:
    """A group with all active drugs for "both", and with the one known drug of whose name its own has a word."""
    if told.drugs == (TOGETHER,):
        named = dict.fromkeys(m.concept for m in tagged.mentions if m.label == "DRUG" and m.concept in drugs.main)
        return replace(told, drugs=tuple(d for d in named if d not in CONTROLS and COMBINED not in d))
    if told.drugs:
        return told
    if drugs.lead and drugs.lead not in CONTROLS and _ACTIVE.search(told.name):
        return replace(told, drugs=(drugs.lead,))
    words = set(_WORD.findall(told.name.lower())) - _COMMON
    alike = [d for d in drugs.main if words & set(_WORD.findall(d))]
    return replace(told, drugs=tuple(alike)) if len(alike) == 1 else told


def _regimens(tagged: TaggedStudy, told: Told) -> frozenset[str]:
    found = regimen_pattern().finditer(tagged.study.view.text, told.start, told.end)
    return frozenset(regimen_key(m.group()) for m in found)


def _differ(tagged: TaggedStudy, told: Sequence[Told]) -> bool:
    """Whether several groups were told, and none is like another by drugs, dose and regimen."""
    ways = {(frozenset(t.drugs), t.dose, _regimens(tagged, t) if t.drugs else t.keys) for t in told}
    return len(told) > 1 and len(ways) == len(told) and (any(t.drugs for t in told) or all(t.keys for t in told))


def _are_labelled(told: Sequence[Told]) -> bool:
    """Whether groups with the same known drugs bear labels of their own: they differ by what no list knows."""
    keys = {t.keys for t in told}
    same = len({(frozenset(t.drugs), t.dose) for t in told}) == 1
    return same and len(told) > 1 and len(keys) == len(told) and frozenset() not in keys and any(t.drugs for t in told)


def _owner(tagged: TaggedStudy, plans: Sequence[ArmPlan], told: Told) -> int | None:
    """Index of the one plan that a told group is, or None."""
    same = [i for i, p in enumerate(plans) if set(p.drugs) == set(told.drugs)]
    if not told.drugs and told.keys == {"control"}:
        same = [i for i, p in enumerate(plans) if p.drugs and set(p.drugs) <= CONTROLS] or same
    elif not told.drugs:
        same = [i for i in same if plans[i].label == told.name]
    if len(same) > 1:
        ways = _regimens(tagged, told)
        by_dose = [i for i in same if told.dose and plans[i].dose == told.dose]
        by_way = [i for i in same if plans[i].regimen and any(w.endswith(plans[i].regimen) for w in ways)]
        same = next((some for some in (by_dose, by_way) if len(some) == 1), same)
    return same[0] if len(same) == 1 else None


def _fits(told: Sequence[Told], owners: Sequence[int | None]) -> bool:
    """Whether each told group with drugs is an arm of its own already."""
    found = [o for t, o in zip(told, owners, strict=True) if t.drugs or o is not None]
    unnamed = [t for t, o in zip(told, owners, strict=True) if not t.drugs and o is None and t.keys != {"active"}]
    return None not in found and len(set(found)) == len(found) and not unnamed


def _from_told(told: Sequence[Told], rest: Sequence[ArmPlan]) -> Iterator[ArmPlan]:
    """Arms as labelled or sized groups tell them; those with the drugs of another bear their dose."""
    sets = [frozenset(t.drugs) for t in told]
    for t, mine in zip(told, sets, strict=True):
        if not mine and (
            t.keys == {"active"} or (t.keys == {"control"} and any(set(p.drugs) <= CONTROLS for p in rest))
        ):
            continue
        shared = sets.count(mine) > 1
        label = "-".join(t.drugs) or t.name
        dose = t.dose if shared else None
        if shared and mine:
            label = f"{label} {written(dose)}" if dose else f"{label} ({t.name})"
        yield ArmPlan(t.drugs, dose, "", label, t.start, t.end)


def _roles_alone(tagged: TaggedStudy, drugs: StudyDrugs) -> list[ArmPlan]:
    """The arms of a study that speaks of a control group, but names one treatment or none."""
    active = [d for d in drugs.main if d not in CONTROLS]
    controls = tuple(d for d in drugs.main if d in CONTROLS)
    named = {x.key: x for x in reversed(labels(tagged.study.view.text)) if x.kind == "role"}
    if "control" not in named or len(active) > 1 or len(controls) > 1 or (not active and "active" not in named):
        return []
    first = next((m for m in tagged.mentions if m.label == "DRUG" and m.concept in active), None) or named["active"]
    control = named["control"]
    return [
        ArmPlan(tuple(active), None, "", "-".join(active) or "active group", first.start, first.end),
        ArmPlan(controls, None, "", controls[0] if controls else "control group", control.start, control.end),
    ]


def _apart(plans: Sequence[ArmPlan]) -> Iterator[ArmPlan]:
    """Plans with labels that differ."""
    seen: set[str] = set()
    for plan in plans:
        if plan.label not in seen:
            seen.add(plan.label)
            yield plan

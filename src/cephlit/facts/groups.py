"""Who the results are about: the whole sample, the arms, the subgroups and single patients of a study.

Arms are settled before any number is read: each has a drug, often a dose, and names by which later sentences call it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import replace

from cephlit.facts.arms.discovery import discover_arms
from cephlit.facts.arms.evidence import CONTROLS, given_drugs
from cephlit.facts.arms.mentions import arm_mentions
from cephlit.facts.arms.names import ArmNames, arm_names
from cephlit.facts.arms.plans import ArmPlan
from cephlit.facts.arms.sizes import arm_sizes
from cephlit.facts.arms.types import Arm, GroupMention, Groups
from cephlit.facts.drugs.roles import StudyDrugs
from cephlit.facts.people.details import describe
from cephlit.facts.people.patients import numbered_patients, patient_mentions
from cephlit.facts.people.subgroups import sample_mentions, subgroup_mentions
from cephlit.facts.records import Group
from cephlit.tagging.tagged import Mention, TaggedStudy

_RANDOM_ORDER = re.compile(
    r"\bn[- ]of[- ]1\b|\brandom\w* (?:order|sequence)\b|\b(?:was|were) randomi[sz]ed\b", re.IGNORECASE
)

__all__ = ["Arm", "GroupMention", "Groups", "study_groups"]


def study_groups(tagged: TaggedStudy, drugs: StudyDrugs, participants: int | None) -> Groups:
    """Find the study's groups and their mentions.

    Parameters
    ----------
    tagged
        The study.
    drugs
        Its own drugs.
    participants
        Size of the whole sample.
    """
    sample = describe(tagged, _sample(tagged, participants))
    cases = numbered_patients(tagged)
    plans = () if cases or (participants == 1 and not _is_trial_in_one(tagged)) else discover_arms(tagged, drugs)
    own = _own_mentions(tagged, drugs, plans)
    names = arm_names(tagged, drugs, plans, own)
    arms = _arms(plans, names)
    found = arm_mentions(tagged, arms, own, names)
    arms, found = _with_sizes(tagged, arms, found, participants)
    others = [*patient_mentions(tagged, cases), *subgroup_mentions(tagged)]
    mentions = _apart([*found, *others, *sample_mentions(tagged, sample)])
    records = _unique(
        [sample, *(a.group for a in arms), *(c[2] for c in cases), *(g for m in others for g in m.groups)]
    )
    return Groups(sample, arms, records, mentions, cases)


def _is_trial_in_one(tagged: TaggedStudy) -> bool:
    """Whether the one patient took treatments in random order."""
    return any(_RANDOM_ORDER.search(sentence.text) for sentence in tagged.sentences)


def _sample(tagged: TaggedStudy, participants: int | None) -> Group:
    first = tagged.sentences[0]
    return Group("all", "all", first.start, first.end, participants=participants)


def _own_mentions(tagged: TaggedStudy, drugs: StudyDrugs, plans: Sequence[ArmPlan]) -> list[Mention]:
    """Mentions of the study's own drugs, and of what else its arms were given."""
    own = given_drugs(tagged, drugs, 0, len(tagged.study.view.text))
    others = {d for plan in plans for d in plan.drugs} - set(drugs.main)
    more = [m for m in tagged.mentions if m.label == "DRUG" and m.concept in others and not m.negated]
    return sorted([*own, *more], key=lambda m: m.start)


def _arms(plans: Sequence[ArmPlan], names: ArmNames) -> tuple[Arm, ...]:
    shared = [set(plan.drugs) for plan in plans]
    arms = []
    for plan, more in zip(plans, names.names, strict=True):
        telling = [d for d in plan.drugs if sum(d in some for some in shared) == 1]
        active = [d for d in telling if d not in CONTROLS] or telling
        common = all(set(plan.drugs) & some for some in shared)
        drug = (active if common else []) or [*plan.drugs, ""]
        called = {plan.label, *plan.drugs, *more} | ({plan.regimen} if plan.regimen else set())
        group = Group("arm", plan.label, plan.start, plan.end)
        arms.append(Arm(group, drug[0], plan.dose, frozenset(called), plan.drugs))
    return tuple(arms)


def _with_sizes(
    tagged: TaggedStudy, arms: tuple[Arm, ...], found: list[GroupMention], participants: int | None
) -> tuple[tuple[Arm, ...], list[GroupMention]]:
    """Arms and their mentions, with the arms' sizes and the places that tell them."""
    sized = arm_sizes(tagged, arms, found, participants)
    new = {
        arm.group.label: replace(arm, group=replace(arm.group, participants=n, start=start, end=end))
        for arm in arms
        for n, start, end in [sized.get(arm.group.label, (None, arm.group.start, arm.group.end))]
    }
    mentions = [_renewed(m, [new[a.group.label] for a in m.arms]) for m in found]
    return tuple(new[arm.group.label] for arm in arms), mentions


def _renewed(mention: GroupMention, arms: Sequence[Arm]) -> GroupMention:
    return GroupMention(mention.start, mention.end, tuple(arm.group for arm in arms), tuple(arms))


def _apart(mentions: Iterable[GroupMention]) -> tuple[GroupMention, ...]:
    """Mentions that do not overlap: the longest wins, of equals the first given."""
    kept: list[GroupMention] = []
    for mention in sorted(mentions, key=lambda m: m.start - m.end):
        at = bisect_left(kept, mention.start, key=lambda m: m.start)
        free_before = at == 0 or kept[at - 1].end <= mention.start
        if free_before and (at == len(kept) or mention.end <= kept[at].start):
            kept.insert(at, mention)
    return tuple(kept)


def _unique(groups: Iterable[Group]) -> tuple[Group, ...]:
    by_label: dict[tuple[str, str], Group] = {}
    for group in groups:
        by_label.setdefault((group.kind, group.label), group)
    return tuple(by_label.values())

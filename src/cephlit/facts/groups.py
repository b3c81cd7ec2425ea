"""Who the results are about: the whole sample, the arms, the subgroups and single patients of a study.

Arms are settled before any number is read: each has a drug, often a dose, and names by which later sentences call it.
"""

from dataclasses import dataclass

from cephlit.facts.drug_roles import StudyDrugs
from cephlit.facts.records import Group
from cephlit.tagging.tagged import TaggedStudy


@dataclass(frozen=True, slots=True)
class Arm:
    """What one group of participants was given.

    Attributes
    ----------
    group
        The group record, of kind ``arm``.
    drug
        Canonical name of the arm's drug; of a combination, the first.
    dose
        Low, high and unit where the dose tells the arm from others, else None.
    names
        Lower-case names by which the text calls it: drug, abbreviation, ``group a``, ``active treatment``.
    """

    group: Group
    drug: str
    dose: tuple[float, float | None, str] | None
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class GroupMention:
    """A place where the text speaks of one or several groups ("both groups").

    ``arms`` is empty where the groups are no arms (subgroups, patients, the whole sample).
    """

    start: int
    end: int
    groups: tuple[Group, ...]
    arms: tuple[Arm, ...] = ()


@dataclass(frozen=True)
class Groups:
    """The study's groups and every place where the text speaks of one.

    Attributes
    ----------
    sample
        The whole sample.
    arms
        In order of appearance; a study without comparison has none.
    records
        All groups for the tables, the sample first.
    mentions
        In order of start.
    """

    sample: Group
    arms: tuple[Arm, ...]
    records: tuple[Group, ...]
    mentions: tuple[GroupMention, ...]

    def mentions_in(self, start: int, end: int) -> list[GroupMention]:
        """Group mentions inside ``start:end``."""
        return [m for m in self.mentions if start <= m.start and m.end <= end]


def study_groups(tagged: TaggedStudy, drugs: StudyDrugs, participants: int | None) -> Groups:
    """Find the study's groups and their mentions."""
    first = tagged.sentences[0]
    sample = Group("all", "all", first.start, first.end, participants=participants)
    arms = []
    for drug in drugs.main if len(drugs.main) > 1 else ():
        where = next(m for m in tagged.mentions if m.label == "DRUG" and m.concept == drug)
        arms.append(Arm(Group("arm", drug, where.start, where.end), drug, None, frozenset({drug})))
    by_drug = {arm.drug: arm for arm in arms}
    mentions = [
        GroupMention(m.start, m.end, (by_drug[m.concept].group,), (by_drug[m.concept],))
        for m in tagged.mentions
        if m.label == "DRUG" and m.concept in by_drug
    ]
    return Groups(sample, tuple(arms), (sample, *(a.group for a in arms)), tuple(mentions))

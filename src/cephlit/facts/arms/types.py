"""Groups of a study, its arms, and the places where the text speaks of them."""

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import cached_property

from cephlit.facts.records import Group


@dataclass(frozen=True, slots=True)
class Arm:
    """What one group of participants was given.

    Attributes
    ----------
    group
        The group record, of kind ``arm``.
    drug
        Canonical name of the arm's drug; of a combination the one that tells it from the other arms, else the first.
    dose
        Low, high and unit where the dose tells the arm from others, else None.
    names
        Lower-case names by which the text calls it: drug, abbreviation, ``group a``, ``active treatment``.
    drugs
        Canonical names of all drugs of the arm, in order of appearance.
    """

    group: Group
    drug: str
    dose: tuple[float, float | None, str] | None
    names: frozenset[str]
    drugs: tuple[str, ...] = ()


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
        In order of start; they never overlap.
    cases
        The patient of each numbered case, with the part of the view that tells of them.
    """

    sample: Group
    arms: tuple[Arm, ...]
    records: tuple[Group, ...]
    mentions: tuple[GroupMention, ...]
    cases: tuple[tuple[int, int, Group], ...] = field(default=())

    def mentions_in(self, start: int, end: int) -> list[GroupMention]:
        """Group mentions inside ``start:end``."""
        first, after = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [m for m in self.mentions[first:after] if m.end <= end]

    @cached_property
    def _starts(self) -> list[int]:
        return [mention.start for mention in self.mentions]

    def group_at(self, offset: int) -> Group:
        """Group that the text speaks of where it names none: a numbered case's patient, else the whole sample."""
        return next((group for start, end, group in self.cases if start <= offset < end), self.sample)

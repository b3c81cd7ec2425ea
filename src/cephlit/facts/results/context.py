"""What the sentences of a study leave for later ones that do not say it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cephlit.facts.groups import GroupMention


@dataclass(frozen=True, slots=True)
class Context:
    """What an earlier sentence leaves for a later one.

    Attributes
    ----------
    measure, time, groups
        Measure named last, time of the sentence before, arms listed last.
    scale
        Measure of the scale named last, which is meant by "the score".
    primary
        Measure of the study's primary end point.
    study
        Time at which the study took its results.
    defined
        Time of each end point as aim and methods define it, by phrase and by measure.
    baselines
        Value before treatment by measure and label of the group, the label empty for all.
    """

    measure: str = ""
    time: str = ""
    groups: tuple[GroupMention, ...] = ()
    scale: str = ""
    primary: str = ""
    study: str = ""
    defined: Mapping[str, str] = field(default_factory=dict)
    baselines: Mapping[tuple[str, str], float] = field(default_factory=dict)

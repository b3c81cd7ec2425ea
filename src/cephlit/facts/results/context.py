"""What the sentences of a study leave for later ones that do not say it again."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from cephlit.facts.groups import GroupMention

Origin = Literal["clause", "sentence", "before", "defined", "study", "assumed", "none"]
"""How far a measure or a time was fetched: the clause of its number, the sentence, an earlier sentence, the definition
of the end point, the study as a whole, or not told and assumed from the kind of number."""


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

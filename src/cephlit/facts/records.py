"""The records that readers of facts make; each is built once, with the span of the view that says it.

Cells follow the controlled vocabulary of the tables; None or an empty string means that the text does not say.
``start`` and ``end`` are offsets into the study's view; ``confidence`` is the probability in [0, 1] that a careful
reader would write the same row (`facts.confidence`), None until it is weighed.
"""

from dataclasses import dataclass
from typing import Literal

GroupKind = Literal["all", "arm", "subgroup", "patient"]
DrugRole = Literal["studied", "comparator", "concomitant", "rescue", "prior", "background"]
ConditionRole = Literal["indication", "comorbidity", "background"]

DOUBTFUL = 0.5
"""Rows below this confidence are kept and marked: a careful reader would more often than not write them otherwise."""


@dataclass(frozen=True, slots=True)
class Group:
    """A population inside a study: the whole sample, an arm, a subgroup, one patient."""

    kind: GroupKind
    label: str
    start: int
    end: int
    participants: int | None = None
    female: int | None = None
    male: int | None = None
    age_statistic: str = ""
    age: float | None = None
    age_low: float | None = None
    age_high: float | None = None


@dataclass(frozen=True, slots=True)
class Treatment:
    """A drug with one dose and route, as given to a group."""

    drug: str
    drug_id: str
    role: DrugRole
    start: int
    end: int
    group: Group | None = None
    dose_low: float | None = None
    dose_high: float | None = None
    dose_unit: str = ""
    dose_kind: str = ""
    concentration: str = ""
    route: str = ""
    frequency: str = ""
    duration_low: float | None = None
    duration_high: float | None = None
    duration_unit: str = ""
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a group."""

    condition: str
    concept_id: str
    role: ConditionRole
    refractory: bool
    start: int
    end: int
    group: Group | None = None
    participants: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A reported result.

    ``reach``, ``measure_from`` and ``time_from`` tell how far its group, measure and time were fetched, as
    `results.belonging.Reach` and `results.context.Origin` have it.
    """

    measure: str
    statistic: str
    start: int
    end: int
    group: Group | None = None
    drug: str = ""
    comparator: str = ""
    condition: str = ""
    instrument: str = ""
    baseline: float | None = None
    value: float | None = None
    value_low: float | None = None
    value_high: float | None = None
    unit: str = ""
    n: float | None = None
    total: float | None = None
    percent: float | None = None
    p_relation: str = ""
    p_value: float | None = None
    ci_level: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    time_point: str = ""
    time_hours: float | None = None
    direction: str = ""
    confidence: float | None = None
    reach: str = ""
    measure_from: str = ""
    time_from: str = ""


@dataclass(frozen=True, slots=True)
class AdverseEvent:
    """A harm in a group, or the statement that there was none."""

    event: str
    concept_id: str
    start: int
    end: int
    group: Group | None = None
    drug: str = ""
    n: float | None = None
    total: float | None = None
    percent: float | None = None
    severity: str = ""
    confidence: float | None = None


@dataclass(frozen=True)
class StudyFacts:
    """Everything read from one study."""

    design: str
    setting: str
    participants: int | None
    groups: tuple[Group, ...]
    treatments: tuple[Treatment, ...]
    conditions: tuple[Condition, ...]
    outcomes: tuple[Outcome, ...]
    adverse_events: tuple[AdverseEvent, ...]

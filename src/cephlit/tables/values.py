"""The closed vocabularies of coded cells, in one place.

Names are the field's own: the International Headache Society's trial guidelines for end points, clinical trial
registries for designs and routes. Roles, kinds of group, sections and labels are defined where they are made.
"""

from typing import Literal

Design = Literal[
    "randomised_trial",
    "nonrandomised_trial",
    "observational_study",
    "retrospective_review",
    "case_series",
    "case_report",
    "review",
    "other",
]

Route = Literal[
    "intravenous",
    "oral",
    "subcutaneous",
    "intramuscular",
    "intranasal",
    "inhaled",
    "sublingual",
    "buccal",
    "transdermal",
    "topical",
    "rectal",
    "perineural",
    "epidural",
    "intrathecal",
    "intradermal",
    "other",
]

Measure = Literal[
    "pain_intensity",
    "pain_freedom",
    "pain_relief",
    "response",
    "remission",
    "attack_frequency",
    "headache_days",
    "attack_duration",
    "time_to_relief",
    "relief_duration",
    "recurrence",
    "rescue_medication",
    "disability",
    "quality_of_life",
    "associated_symptoms",
    "aura",
    "satisfaction",
    "incidence",
    "biomarker",
    "treatment_exposure",
    "other",
]

Statistic = Literal[
    "mean",
    "median",
    "percent",
    "count",
    "change_mean",
    "change_percent",
    "difference",
    "odds_ratio",
    "risk_ratio",
    "hazard_ratio",
    "range",
    "text",
]

Direction = Literal["improved", "worsened", "no_change", "not_stated"]

PRelation = Literal["<", ">", "=", "<=", ">=", "NS"]
"""``NS`` where the text gives a p-value only as not significant."""

TimeUnit = Literal["s", "min", "h", "d", "wk", "mo", "a"]
"""UCUM units of time."""

FileStatus = Literal["ok", "empty", "rejected"]
"""``empty`` is a file without text; ``rejected`` is one that could not be read."""

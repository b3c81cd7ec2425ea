"""Kinds of measures, by what their numbers can be of."""

RELIEF = frozenset({"pain_freedom", "pain_relief", "response", "remission"})
"""Measures whose share of people is the share that got better."""

PER_PERSON = frozenset(
    {"pain_intensity", "attack_frequency", "headache_days", "attack_duration", "time_to_relief", "relief_duration"}
)
"""Measures that are values of a person: a share of people who reached one is a response."""


def family(measure: str) -> str:
    """A measure, or the one name of those that papers use for each other: relief, response, remission.

    >>> family("remission") == family("pain_relief")
    True
    """
    return "relief" if measure in RELIEF else measure

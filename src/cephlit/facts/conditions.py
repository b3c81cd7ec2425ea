"""What participants have: the indication of the study and their other conditions."""

from cephlit.facts.reading import Reading
from cephlit.facts.records import Condition


def read_conditions(reading: Reading) -> tuple[Condition, ...]:
    """One record for each condition and role."""
    found: dict[str, Condition] = {}
    for m in reading.tagged.mentions:
        if m.label == "CONDITION" and m.kind == "headache" and not m.family:
            found.setdefault(m.concept, Condition(m.concept, m.concept_id, "indication", False, m.start, m.end))
    return tuple(found.values())

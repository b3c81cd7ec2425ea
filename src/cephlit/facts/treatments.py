"""What participants were given: drug, dose, route, frequency and duration."""

from cephlit.facts.reading import Reading
from cephlit.facts.records import Treatment


def read_treatments(reading: Reading) -> tuple[Treatment, ...]:
    """One record for each drug with each dose and route."""
    return tuple(
        Treatment(m.concept, m.concept_id, reading.drugs.role(m), m.start, m.end)
        for m in reading.tagged.mentions
        if m.label == "DRUG"
    )

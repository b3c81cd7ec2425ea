"""Everything that a study says, in one call."""

from cephlit.facts.adverse_events import read_adverse_events
from cephlit.facts.conditions import read_conditions
from cephlit.facts.confidence import with_confidence
from cephlit.facts.design import design, setting
from cephlit.facts.outcomes import read_outcomes
from cephlit.facts.reading import read
from cephlit.facts.records import StudyFacts
from cephlit.facts.treatments import read_treatments
from cephlit.tagging.tagged import TaggedStudy


def extract_facts(tagged: TaggedStudy) -> StudyFacts:
    """Read all facts of a tagged study."""
    reading = read(tagged)
    facts = StudyFacts(
        design=design(reading),
        setting=setting(reading),
        participants=reading.participants,
        groups=reading.groups.records,
        treatments=read_treatments(reading),
        conditions=read_conditions(reading),
        outcomes=read_outcomes(reading),
        adverse_events=read_adverse_events(reading),
    )
    return with_confidence(reading, facts)

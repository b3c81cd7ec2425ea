"""Everything that a study says, in one call."""

from dataclasses import replace

from cephlit.facts.adverse_events import read_adverse_events
from cephlit.facts.conditions import read_conditions
from cephlit.facts.confidence import with_confidence
from cephlit.facts.design import design, setting
from cephlit.facts.drugs.class_names import with_class_names
from cephlit.facts.outcomes import read_outcomes
from cephlit.facts.reading import read
from cephlit.facts.records import StudyFacts
from cephlit.facts.results.subtypes import with_conditions
from cephlit.facts.reviews import counts_no_own
from cephlit.facts.treatments import read_treatments
from cephlit.tagging.tagged import TaggedStudy


def extract_facts(tagged: TaggedStudy) -> StudyFacts:
    """Read all facts of a tagged study."""
    reading = read(tagged)
    if reading.participants is not None and counts_no_own(reading):
        reading = replace(reading, participants=None)
    conditions = read_conditions(reading)
    facts = StudyFacts(
        design=design(reading),
        setting=setting(reading),
        participants=reading.participants,
        groups=reading.groups.records,
        treatments=read_treatments(reading),
        conditions=conditions,
        outcomes=with_conditions(reading, read_outcomes(reading), conditions),
        adverse_events=read_adverse_events(reading),
    )
    return with_class_names(reading, with_confidence(reading, facts))

"""Which of the study's conditions a result is about, where its sentence names one of them."""

from collections.abc import Sequence
from dataclasses import replace

from cephlit.facts.reading import Reading
from cephlit.facts.records import Condition, Outcome


def with_conditions(
    reading: Reading, outcomes: Sequence[Outcome], conditions: Sequence[Condition]
) -> tuple[Outcome, ...]:
    """Outcomes with the condition that their sentence names alone among several that the study treats.

    "In episodic cluster headache, 47 % versus 29 %" is no result of the chronic form. A study of one condition needs no
    such cell: its outcomes are all about it.
    """
    treated = {c.condition for c in conditions if c.role == "indication"}
    if len(treated) < 2:
        return tuple(outcomes)
    return tuple(replace(outcome, condition=_named_alone(reading, outcome, treated)) for outcome in outcomes)


def _named_alone(reading: Reading, outcome: Outcome, treated: set[str]) -> str:
    mentions = reading.tagged.mentions_in(outcome.start, outcome.end, "CONDITION")
    named = {m.concept for m in mentions} & treated
    return outcome.condition or (named.pop() if len(named) == 1 else "")

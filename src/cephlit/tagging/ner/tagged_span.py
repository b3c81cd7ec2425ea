"""What a trained tagger finds; apart from the tagger itself, which takes its time to load."""

from dataclasses import dataclass

ENTITY, ARGUMENT, DIRECTION, RESULT = HEADS = ("entity", "argument", "direction", "result")
"""Names of the heads: drugs and diseases; the arguments of treatment and harm; sentences that report a result, each by
its direction; and in these the outcome, the intervention and the comparator."""


@dataclass(frozen=True, slots=True, order=True)
class TaggedSpan:
    """A stretch of a sentence, in characters, with the head that found it and that head's label."""

    start: int
    end: int
    head: str
    label: str

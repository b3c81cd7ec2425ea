"""What a trained tagger finds; apart from the tagger itself, which takes its time to load."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class TaggedSpan:
    """A stretch of a sentence, in characters, with the head that found it and that head's label."""

    start: int
    end: int
    head: str
    label: str

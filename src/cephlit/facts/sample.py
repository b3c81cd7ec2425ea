"""How many people a study treated or analysed as its whole sample."""

from collections.abc import Sequence

from cephlit.facts.roles import Role
from cephlit.tagging.tagged import TaggedStudy


def participants(tagged: TaggedStudy, roles: Sequence[Role]) -> int | None:
    """Size of the whole sample; the randomised number where several are given; None where none is stated."""
    for sentence, role in zip(tagged.sentences, roles, strict=True):
        people = tagged.mentions_in(sentence.start, sentence.end, "POPULATION")
        for number in tagged.quantities_in(sentence.start, sentence.end, "number") if role != "background" else ():
            if number.low and any(0 <= p.start - number.end <= 20 for p in people):
                return int(number.low)
    return None

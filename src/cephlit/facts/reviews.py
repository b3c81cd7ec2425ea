"""Reviews: whose people they count, and what they pooled."""

import re

from cephlit.facts.design import design
from cephlit.facts.reading import Reading
from cephlit.facts.regimens.words import words

POOLED = re.compile(
    r"\bpool(?:ed|ing)\b|\bNNTs?\b|\bneeded[ -]to[ -]treat\b|\bmeta-?anal\w+|\b(?:fixed|random)[ -]effects?\b",
    re.IGNORECASE,
)
"""Words for what only a synthesis of studies finds."""


def pools(reading: Reading) -> bool:
    """Whether a review pools the people of trials: its title says so, or its text, and it counts them."""
    if reading.participants is None:
        return False
    told = [(s, role) for s, role in reading.sentences() if role != "background"]
    titled = any(s.block.section == "title" and words("pools").search(s.text) for s, _ in reading.sentences())
    return titled or any(POOLED.search(s.text) for s, _ in told)


def counts_no_own(reading: Reading) -> bool:
    """Whether a review only tells of studies: the people that it counts are other studies', and no sample."""
    return design(reading) == "review" and not pools(reading)

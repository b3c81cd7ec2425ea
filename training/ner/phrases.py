"""Where a sentence says what a prompt asks for.

The prompts of Evidence Inference are often in the annotators' words, not in the sentence's: a phrase is looked for as
it stands, and then as the stretch of the sentence that has most of its content.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_COMMON = frozenset(
    _WORD.findall("""
    a after an and arm as at baseline before between by change changes compared daily day days difference
    differences dose doses during each for from g group groups had in is kg level levels mean mg ml month months no
    not number of on or participants patients per rate score scores significant significantly study subjects than
    that the their therapy time to total treated treatment versus vs was week weeks were who with year years
    """)
)
"""Words that name neither an outcome nor an arm by themselves."""
_LINKS = frozenset(("and", "for", "in", "of", "the"))
"""Words that may stand between two words of a phrase."""
_SHARE = 0.5
"""Share of a phrase's content that a stretch must have."""


class Place(NamedTuple):
    """A phrase's place in a sentence, in characters, and whether it stands there word for word."""

    start: int
    end: int
    exact: bool


def places(phrase: str, sentence: str) -> list[Place]:
    """All places of a phrase word for word, else the one stretch that has most of its content, if it has half."""
    wanted = [word.lower() for word in _WORD.findall(phrase)]
    found = list(_WORD.finditer(sentence))
    words = [match.group().lower() for match in found]
    count = len(wanted)
    exact = [at for at in range(len(words) - count + 1) if words[at : at + count] == wanted] if wanted else []
    if exact:
        return [Place(found[at].start(), found[at + count - 1].end(), exact=True) for at in exact]
    content = {word for word in wanted if word not in _COMMON and not word.isdigit()}
    stretches = [(len(content.intersection(words[a:b])), -a, b) for a, b in _stretches(words, set(wanted), content)]
    if not stretches:
        return []
    share, first, end = max(stretches)
    enough = share >= _SHARE * len(content)
    return [Place(found[-first].start(), found[end - 1].end(), exact=False)] if enough else []


def _stretches(words: list[str], wanted: set[str], content: set[str]) -> Iterator[tuple[int, int]]:
    """Longest runs of a phrase's words, links between them allowed, that begin and end with its content."""
    at = 0
    while at < len(words):
        if words[at] not in content:
            at += 1
            continue
        end = at + 1
        while end < len(words) and (
            words[end] in wanted or (words[end] in _LINKS and words[end + 1 : end + 2] and words[end + 1] in wanted)
        ):
            end += 1
        after = end
        while words[end - 1] not in content:
            end -= 1
        yield at, end
        at = after

"""Names that share a head: ``chronic or episodic cluster headache``, ``migraine with and without aura``.

Each partner gets the words that are its own; the shared words go to the partner beside which they stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cephlit.tagging.dictionary import Dictionary, Entry
from cephlit.tagging.short_forms import Token
from cephlit.tagging.tagged import Label

_JOINTS = frozenset({"and", "or", "/", "versus", "vs"})
_LABELS: tuple[Label, ...] = ("CONDITION", "DRUG")
_MOST_BEFORE = 3
_MOST_AFTER = 4
_MOST_OWN = 3
_LONGEST_BRACKET = 12


@dataclass(frozen=True, slots=True)
class Shared:
    """One partner: the run of words ``first:end`` that is left to it, and what it is together with the shared words."""

    first: int
    end: int
    entry: Entry


def shared_heads(words: list[Token], known: Dictionary) -> Iterator[Shared]:
    """Partners of every joint whose two sides name things only together with shared words."""
    for joint, word in enumerate(words):
        if word.folded not in _JOINTS or not 0 < joint < len(words) - 1:
            continue
        left = _before_bracket(words, joint - 1)
        if words[left].folded in _JOINTS:
            continue
        right = joint + 1
        while right < len(words) - 1 and words[right].folded in _JOINTS:
            right += 1  # and/or
        for label in _LABELS:
            yield from _partners(words, left, right, label, known)


def _partners(words: list[Token], left: int, right: int, label: Label, known: Dictionary) -> Iterator[Shared]:
    """Words up to ``left`` and the word at ``right`` differ; those before the first and after the second are shared."""
    tail = _after_bracket(words, right + 1)
    for before, after in _reaches(min(left, _MOST_BEFORE), min(len(words) - tail, _MOST_AFTER)):
        if label == "CONDITION" and not after:
            continue  # "episodic cluster headache and migraine" says nothing of episodic migraine
        start = left - before
        if words[start if before else right].folded not in known.lengths:
            continue
        head = [word.folded for word in words[start:left]]
        rest = [word.folded for word in words[tail : tail + after]]
        second = known.knows(" ".join([*head, words[right].folded, *rest]), label)
        if second is None or second.concept is None:
            continue
        for own in range(1, 2 if before else min(left + 1, _MOST_OWN) + 1):
            own_words = [word.folded for word in words[left + 1 - own : left + 1]]
            first = known.knows(" ".join([*head, *own_words, *rest]), label)
            if first and first.concept and first != second:
                yield Shared(left + 1 - own - before, left + 1, first)
                yield Shared(right, tail + after if after else right + 1, second)
                return


@cache
def _reaches(room_before: int, room_after: int) -> tuple[tuple[int, int], ...]:
    """How many shared words before and after to try, most first."""
    reaches = [(b, a) for b in range(room_before + 1) for a in range(room_after + 1) if b + a]
    return tuple(sorted(reaches, key=lambda reach: (-sum(reach), reach)))


def _before_bracket(words: list[Token], at: int) -> int:
    """Step over a bracket that ends at a word: ``chronic (n = 13) or episodic``."""
    if words[at].folded == ")":
        for start in range(at - 1, max(at - _LONGEST_BRACKET, 0), -1):
            if words[start].folded == "(":
                return start - 1
    return at


def _after_bracket(words: list[Token], at: int) -> int:
    """Step over a bracket that begins at a word."""
    if at < len(words) and words[at].folded == "(":
        for end in range(at + 1, min(at + _LONGEST_BRACKET, len(words))):
            if words[end].folded == ")":
                return end + 1
    return at

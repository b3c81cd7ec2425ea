"""Regular expressions that look for the words they need before they search.

Most patterns of a reader match in few sentences, and a search that finds nothing is slow: Python's engine tries every
alternative at every character. Some words, though, every match must hold. They are worked out of the pattern itself, so
that a change of it cannot leave them behind; all that a sentence has of any pattern's words is found in one go, and a
pattern whose words are not there is not searched for.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from functools import lru_cache
from re import _constants as ops  # type: ignore[attr-defined]  # what a pattern is made of has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from ahocorasick_rs import AhoCorasick

_RARE = frozenset("jqxz")
"""Letters that are worth looking for on their own, as signs are; of the others, words of two."""

Words = frozenset[str]
"""Parts of words, folded, of which a text must hold one."""


def folded(text: str) -> str:
    """Fold the case of a text, so that letters that ``re.IGNORECASE`` takes for each other are the same."""
    return text.casefold().replace("ı", "i")


class _Vocabulary:
    """The words that any pattern needs, to be found in a text all at once."""

    def __init__(self) -> None:
        self._words: set[str] = set()
        self._finder: AhoCorasick | None = None

    def add(self, words: Iterable[str]) -> None:
        """Look for more words from now on."""
        self._words.update(words)
        self._finder = None
        words_in.cache_clear()

    def within(self, text: str) -> Words:
        """Words that a text holds."""
        if self._finder is None:
            self._finder = AhoCorasick(sorted(self._words))
        return frozenset(self._finder.find_matches_as_strings(folded(text), overlapping=True))


_vocabulary = _Vocabulary()


@lru_cache(maxsize=2048)  # the readers of a study ask for its sentences one after the other
def words_in(text: str) -> Words:
    """Words of the patterns that a text holds."""
    return _vocabulary.within(text)


class Screened:
    """A pattern that searches only what has the words that each of its matches must hold.

    It finds what the plain pattern finds, ``İ`` aside, which ``re.IGNORECASE`` takes for an ``i``.
    """

    __slots__ = ("_needs", "plain")

    def __init__(self, plain: re.Pattern[str]) -> None:
        """Work out what the matches of a plain pattern hold."""
        self.plain = plain
        self._needs = _needs(plain)
        _vocabulary.add(word for needs in self._needs for words in needs for word in words)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """First match, as the plain pattern's."""
        return self.plain.search(text, start, end) if self._may_match(text, start, end) else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Matches in order, as the plain pattern's."""
        return self.plain.finditer(text, start, end) if self._may_match(text, start, end) else iter(())

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Match at a place, as the plain pattern's, which is fast enough."""
        return self.plain.match(text, start, end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Match of a whole text, as the plain pattern's, which is fast enough."""
        return self.plain.fullmatch(text)

    def _may_match(self, text: str, start: int, end: int) -> bool:
        """Whether all is there that one of the pattern's alternatives needs."""
        there = words_in(text if start == 0 and end >= len(text) else text[start:end])
        for needs in self._needs:
            for words in needs:
                if words.isdisjoint(there):
                    break
            else:
                return True
        return False


def screened(pattern: str, flags: int = 0) -> Screened:
    """Compile a pattern that many sentences are searched for and few have."""
    return Screened(re.compile(pattern, flags))


_WITHOUT_WIDTH = (ops.AT, ops.ASSERT_NOT)
_AHEAD = 1
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


def _needs(plain: re.Pattern[str]) -> tuple[tuple[Words, ...], ...]:
    """For each alternative of a pattern groups of words, of each of which a match must hold one, the rarest first."""
    sequence = [item for item in _flat(parser.parse(plain.pattern, plain.flags)) if item[0] not in _WITHOUT_WIDTH]
    branches = sequence[0][1][1] if len(sequence) == 1 and sequence[0][0] is ops.BRANCH else [sequence]
    return tuple(tuple(sorted(_needed(branch), key=_rarity, reverse=True)) for branch in branches)


def _flat(sequence: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Items of a parsed sequence, with those of its groups in their place."""
    for op, value in sequence:
        if op is ops.SUBPATTERN:
            yield from _flat(value[-1])
        else:
            yield op, value


def _needed(sequence: Iterable[Any]) -> list[Words]:
    """Groups of words of each of which a match of a parsed sequence must hold one."""
    found: list[Words] = []
    run = ""
    for op, value in [*_flat(sequence), (ops.ANY, None)]:
        if op is ops.LITERAL:
            run += folded(chr(value))
        elif op not in _WITHOUT_WIDTH:
            found.append(frozenset({run.strip()}))
            run = ""
            found += _needed_by(op, value)
    return [words for words in found if words and all(map(_is_telling, words))]


def _needed_by(op: Any, value: Any) -> list[Words]:
    """Groups of words of which one item of a parsed sequence that is no literal needs one each."""
    if (op in _REPEATS and value[0] > 0) or (op is ops.ASSERT and value[0] == _AHEAD):
        return _needed(value[-1])
    if op is ops.BRANCH:
        return [_one_of(value[1])]
    if op is ops.IN:
        return [_one_of([item] for item in value)]
    return []


def _one_of(branches: Iterable[Any]) -> Words:
    """Words of which a match of any of several branches must hold one, or none if a branch needs none."""
    best = [max(_needed(branch), key=_rarity, default=frozenset[str]()) for branch in branches]
    return frozenset[str]().union(*best) if all(best) else frozenset()


def _rarity(words: Words) -> tuple[int, int, list[str]]:
    return min(map(len, words)), -len(words), sorted(words)


def _is_telling(word: str) -> bool:
    return len(word) > 1 or word in _RARE or (word != "" and not word.isalnum())

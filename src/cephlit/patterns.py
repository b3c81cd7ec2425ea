"""Regular expressions that look for the words they need before they search.

Most patterns of a reader match in few sentences, and a search that finds nothing is slow: Python's engine tries every
alternative at every character. Some words, though, every match must hold. They are worked out of the pattern itself, so
that a change of it cannot leave them behind; the patterns all of whose words a sentence has are found in one go, and no
other one is searched for.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from re import _constants as ops  # type: ignore[attr-defined]  # what a pattern is made of has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

Meaning = TypeVar("Meaning")

_RARE = frozenset("jqxz")
"""Letters that are worth looking for on their own, as signs are; of the others, words of two."""

_OPENS_WITH_LETTER = re.compile(r"[A-Za-z](?![?*+{])")

Words = frozenset[str]
"""Parts of words, folded, of which a text must hold one."""


def folded(text: str) -> str:
    """Fold the case of a text, so that letters that ``re.IGNORECASE`` takes for each other are the same."""
    return text.casefold().replace("ı", "i")


class _Screen:
    """All patterns by the words that they need, so that those that a text may match are found in one go."""

    def __init__(self) -> None:
        self._size = 0
        self._words: set[str] = set()
        self._needing_none: set[int] = set()
        # By their rarest word, those that need no other one, and those that do.
        self._needing: defaultdict[str, tuple[set[int], list[tuple[int, list[Words]]]]] = defaultdict(
            lambda: (set(), [])
        )
        self._finder: AhoCorasick | None = None

    def add(self, alternatives: Iterable[tuple[Words, ...]]) -> int:
        """Take a pattern that needs words of each group of one of its alternatives; its number."""
        alternatives = tuple(alternatives)
        if not all(alternatives):
            self._needing_none.add(self._size)
            alternatives = ()
        for rarest, *others in alternatives:
            for word in rarest:
                alone, more = self._needing[word]
                if others:
                    more.append((self._size, others))
                else:
                    alone.add(self._size)
            self._words.update(rarest, *others)
        self._finder = None
        promising.cache_clear()
        self._size += 1
        return self._size - 1

    def promising(self, text: str) -> set[int]:
        """Numbers of the patterns all of whose words a text holds."""
        if self._finder is None:
            self._finder = AhoCorasick(sorted(self._words))
        there = set(self._finder.find_matches_as_strings(folded(text), overlapping=True))
        found = set(self._needing_none)
        for word in there & self._needing.keys():
            alone, more = self._needing[word]
            found |= alone
            for number, others in more:
                for words in others:
                    if there.isdisjoint(words):
                        break
                else:
                    found.add(number)
        return found


_screen = _Screen()


@lru_cache(maxsize=2048)  # the readers of a study ask for its sentences one after the other
def promising(text: str) -> frozenset[int]:
    """Numbers of the patterns that a text may match."""
    return frozenset(_screen.promising(text))


class Screened:
    """A pattern that searches only what has the words that each of its matches must hold.

    It finds what the plain pattern finds, ``İ`` aside, which ``re.IGNORECASE`` takes for an ``i``.
    """

    __slots__ = ("number", "plain")

    def __init__(self, plain: re.Pattern[str], like: str | None = None) -> None:
        """Work out what the matches of a plain pattern hold; one that needs no words always searches.

        ``like`` is the pattern in another form that tells this better.
        """
        self.plain = plain
        self.number = _screen.add(_needs(like or plain.pattern, plain.flags))

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
        """Whether the part of the text that is searched holds what the pattern needs."""
        return self.number in promising(text if start == 0 and end >= len(text) else text[start:end])


def screened(pattern: str, flags: int = 0) -> Screened:
    """Compile a pattern that many sentences are searched for and few have."""
    return Screened(re.compile(pattern, flags))


def screened_forms(before: str, forms: Sequence[str], after: str) -> Screened:
    """Compile a pattern, for any case, of any of several forms, tried in their order, between two others.

    Python's engine tries every form at every character. Forms that begin with the same letter are therefore put behind
    that letter: what is tried first is one letter after the other, and the first form that matches stays the same.
    """
    plain = re.compile(f"{before}(?:{_by_first_letter(forms)}){after}", re.IGNORECASE)
    return Screened(plain, f"{before}(?:{'|'.join(forms)}){after}")


def _by_first_letter(forms: Sequence[str]) -> str:
    behind: defaultdict[str, list[str]] = defaultdict(list)
    for form in forms:
        if not _OPENS_WITH_LETTER.match(form):  # it may match where a form that begins with some letter does
            return "|".join(forms)
        behind[form[0].lower()].append(form[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in behind.items())


class Several(Generic[Meaning]):
    """Many patterns of which a text has few, each with what it stands for."""

    def __init__(self, patterns: Iterable[tuple[Screened, Meaning]]) -> None:
        """Take patterns in the order in which they are to be searched for."""
        self._patterns = {p.number: (at, p.plain, meaning) for at, (p, meaning) in enumerate(patterns)}

    def finditer(self, text: str) -> Iterator[tuple[re.Match[str], Meaning]]:
        """Matches, those of one pattern after those of another, each with what its pattern stands for."""
        likely = self._patterns.keys() & promising(text)
        for number in sorted(likely, key=lambda n: self._patterns[n][0]) if likely else ():
            _, plain, meaning = self._patterns[number]
            for match in plain.finditer(text):
                yield match, meaning


class Around:
    """What has to stand around a word that is known only when a text is read, such as the name of an arm.

    A search for the word alone is many times as fast as one with a pattern that is made of it, and nothing is compiled.

    Parameters
    ----------
    alternatives
        Pairs of patterns, to be tried in order: what looks back from the word's start, and what follows its end. Case
        does not matter.
    """

    def __init__(self, *alternatives: tuple[str, str]) -> None:
        self._alternatives = [tuple(re.compile(part, re.IGNORECASE) for part in pair) for pair in alternatives]

    def finditer(self, word: str, text: str) -> Iterator[tuple[int, int]]:
        """Spans of the word with what follows it, as a pattern of all alternatives would match them, in any case."""
        free = 0
        for start in _places(word, text):
            if start >= free and (end := self._end(text, start, start + len(word))) is not None:
                yield start, end
                free = end

    def _end(self, text: str, start: int, end: int) -> int | None:
        for before, after in self._alternatives:
            if before.match(text, start) and (found := after.match(text, end)):
                return found.end()
        return None


def _places(word: str, text: str) -> Iterator[int]:
    """Where a word stands in a text, in any case; places may overlap."""
    looked_for, within = folded(word), _folded_text(text)
    if len(looked_for) != len(word) or len(within) != len(text):  # a letter that is two in the other case
        yield from (match.start() for match in re.finditer(rf"(?={re.escape(word)})", text, re.IGNORECASE))
        return
    start = within.find(looked_for)
    while start >= 0:
        yield start
        start = within.find(looked_for, start + 1)


@lru_cache(maxsize=2)  # all names are looked for in one text after the other
def _folded_text(text: str) -> str:
    return folded(text)


_WITHOUT_WIDTH = (ops.AT, ops.ASSERT_NOT)
_AHEAD = 1
_REPEATS = (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT)


def _needs(pattern: str, flags: int) -> tuple[tuple[Words, ...], ...]:
    """For each alternative of a pattern groups of words, of each of which a match must hold one, the rarest first."""
    sequence = [item for item in _flat(parser.parse(pattern, flags)) if item[0] not in _WITHOUT_WIDTH]
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

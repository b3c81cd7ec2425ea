"""Names of drugs and diseases that public word lists know, as a feature of each word.

A word list cannot say that a name is one here (``lead``, ``depression of the enzyme``), but the tagger learns how far
to trust it, and so it knows names that its training texts never had.
"""

import gzip
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

KINDS = ("chemical", "disease")
"""Kinds of name, in the order of their bits in the file of names."""

CODES = 3 ** len(KINDS)
"""Codes of a word: outside, at the begin or inside of a listed name, for each kind."""

_PLURAL = re.compile(r"(?<=[a-z]{3}[^aius])s$")
_WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
_LONGEST = 8
"""Most words of a listed name."""


@lru_cache(maxsize=1 << 13)  # texts say few words often
def fold(word: str) -> str:
    """A word in lower case and without a plain plural's ending."""
    return _PLURAL.sub("", word.lower())


def key(name: str) -> str:
    """A name as it is looked up: its folded words and punctuation marks, set apart by blanks."""
    return " ".join(fold(word) for word in _WORD.findall(name))


class Names:
    """Listed names.

    Parameters
    ----------
    kinds
        For each name, in the form that `key` gives, a number whose bits tell its `KINDS`.
    """

    def __init__(self, kinds: dict[str, int]) -> None:
        self._kinds = kinds
        lengths: dict[str, set[int]] = defaultdict(set)
        for name in kinds:
            lengths[name.partition(" ")[0]].add(name.count(" ") + 1)
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    @classmethod
    def read(cls, path: Path) -> "Names":
        """Read a compressed file of names: one a line, after the number of its kinds."""
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            return cls({line[2:-1]: int(line[0]) for line in lines})

    def knows(self, name: str) -> bool:
        """Whether a name is listed, of whatever kind."""
        return key(name) in self._kinds

    def codes(self, words: Sequence[str]) -> list[int]:
        """For each word of a sentence, a number below `CODES`: where it stands in the longest listed name, if any.

        Names of one kind never overlap: the one that begins first counts.
        """
        folded = [fold(word) for word in words]
        codes = [0] * len(words)
        free = [0] * len(KINDS)
        for start, word in enumerate(folded):
            for length in self._lengths.get(word, ()):
                if start + length > len(folded):
                    continue
                bits = self._kinds.get(" ".join(folded[start : start + length]), 0)
                for kind in range(len(KINDS)):
                    if bits >> kind & 1 and free[kind] <= start:
                        free[kind] = start + length
                        for at in range(start, start + length):
                            codes[at] += 3**kind * (1 if at == start else 2)
        return codes


def write(kinds: dict[str, int], path: Path) -> None:
    """Write names to a compressed file, always with the same bytes for the same names."""
    text = "".join(f"{bits} {name}\n" for name, bits in sorted(kinds.items()))
    path.write_bytes(gzip.compress(text.encode("utf-8"), mtime=0))


def collect(lists: Iterable[tuple[str, Iterable[str]]]) -> dict[str, int]:
    """Names of several lists, each with its kind, as `Names` takes them.

    Left out are names of one or two characters, of no letter, and of more words than are looked up.
    """
    kinds: dict[str, int] = {}
    for kind, names in lists:
        bit = 1 << KINDS.index(kind)
        for name in names:
            listed = key(name)
            if len(listed) > 2 and listed.count(" ") < _LONGEST and any(map(str.isalpha, listed)):
                kinds[listed] = kinds.get(listed, 0) | bit
    return kinds

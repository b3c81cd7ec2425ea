"""The words and word pairs of a sentence as numbered features, by hashing: no word list need be kept."""

import re
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from murmurhash import mrmr
from numpy.typing import NDArray

HASHES = 2**15
"""How many features there are."""

_WORD = re.compile(r"[a-z]+|0+|[%=<>±/]")


class HashedWords(NamedTuple):
    """The features of a sentence that are not zero: their numbers, ascending, and their values."""

    numbers: NDArray[np.int32]
    values: NDArray[np.float64]


def hashed_words(sentence: str) -> HashedWords:
    """Features of a sentence; together, as a vector, they have length 1, or 0 where it has no word."""
    # Every digit is a 0, so that numbers count by their shape only.
    words = _WORD.findall("".join("0" if c.isdigit() else c for c in sentence.lower()))
    counts = Counter(_hash(word) for word in (*words, *map(" ".join, pairwise(words))))
    numbers = np.array(sorted(counts), dtype=np.int32)
    values = np.array([counts[int(number)] for number in numbers], dtype=np.float64)
    length = np.sqrt((values**2).sum()) or 1.0
    return HashedWords(numbers, values / length)


@lru_cache(maxsize=1 << 13)
def _hash(words: str) -> int:
    """Number of a feature, as scikit-learn's ``FeatureHasher`` gives it, without the second that this takes to load."""
    return int(abs(mrmr.hash(words, 0)) % HASHES)

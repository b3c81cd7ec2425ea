"""Which sentences report a result, in which direction, and the words for outcome, intervention and comparator.

A head of its own on top of the finished encoder, whose weights it leaves as they are: so it costs the other heads
nothing. It is linear. Whether a sentence reports the effect of one treatment next to another, and which way, is read
from the mean and the greatest of its words' vectors and from its hashed words; the part that a word plays, from its
vector and those of the words beside it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from cephlit.tagging.hashed_words import hashed_words
from cephlit.tagging.ner.decode import Floats, best_path, path_spans
from cephlit.tagging.ner.tagged_span import DIRECTION, RESULT, TaggedSpan

FILE = "results.npz"
"""Name of the file of the weights, beside those of the encoder."""

DIRECTIONS: Final = ("Increased", "Decreased", "No difference")
"""What an intervention did to an outcome, next to its comparator."""

PARTS: Final = ("Outcome", "Intervention", "Comparator")
"""What a word may be part of."""


@dataclass(frozen=True, slots=True)
class ResultHead:
    """The weights of the head.

    Attributes
    ----------
    dense, hashed, bias
        Of a sentence: one column for "reports a result" and one for each of `DIRECTIONS`; rows of ``dense`` are those
        of `pooled`, rows of ``hashed`` the features of `hashed_words`.
    words, words_bias
        Of a word: one column for each label of `decode.bio_labels` of `PARTS`; rows are those of `with_neighbours`.
    least
        Log-odds from which on a sentence is taken to report a result.
    """

    dense: Floats
    hashed: Floats
    bias: Floats
    words: Floats
    words_bias: Floats
    least: Floats

    @classmethod
    def read(cls, path: Path) -> "ResultHead":
        """Read the weights that `write` wrote."""
        with np.load(path) as data:
            return cls(*(data[name].astype(np.float32) for name in cls.__slots__))

    def write(self, path: Path) -> None:
        """Write the weights, in half precision."""
        np.savez_compressed(path, **{name: getattr(self, name).astype(np.float16) for name in self.__slots__})

    def sentence_scores(self, text: str, vectors: Floats) -> Floats:
        """Log-odds of reporting a result, and one score for each direction."""
        numbers, values = hashed_words(text)
        of_words = values.astype(np.float32) @ self.hashed[numbers]
        return np.asarray(pooled(vectors) @ self.dense + of_words + self.bias, dtype=np.float32)

    def word_scores(self, vectors: Floats) -> Floats:
        """One row of scores for each word."""
        return np.asarray(with_neighbours(vectors) @ self.words + self.words_bias, dtype=np.float32)

    def spans(self, text: str, words: Sequence[tuple[int, int]], vectors: Floats) -> list[TaggedSpan]:
        """What a sentence reports: its direction, over all its words, and the outcome, intervention and comparator.

        Parameters
        ----------
        text
            The sentence.
        words
            Characters of each of its words.
        vectors
            One row for each word, see `SpanTagger.vectors`.
        """
        if not words:
            return []
        reports, *directions = self.sentence_scores(text, vectors)
        if reports < self.least:
            return []
        way = DIRECTIONS[int(np.argmax(directions))]
        parts = path_spans(best_path(self.word_scores(vectors)))
        return [
            TaggedSpan(words[0][0], words[-1][1], DIRECTION, way),
            *(TaggedSpan(words[first][0], words[end - 1][1], RESULT, PARTS[kind]) for first, end, kind in parts),
        ]


def pooled(vectors: Floats) -> Floats:
    """Mean and greatest value of each column."""
    return np.concatenate((vectors.mean(axis=0), vectors.max(axis=0)), dtype=np.float32)


def with_neighbours(vectors: Floats) -> Floats:
    """Each row between the one before and the one after."""
    edged = np.pad(vectors, ((1, 1), (0, 0)))
    return np.concatenate((edged[:-2], edged[1:-1], edged[2:]), axis=1, dtype=np.float32)

"""Sentences of Evidence Inference as the vectors of their words, which the packed encoder gives as in the product."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from training.ner.evidence import Statement, read_evidence

from cephlit.tagging.ner.model import SpanTagger

RUN = 5
"""Sentences that are encoded together."""
LONGEST = 120
"""Words of a sentence that are learnt from; longer ones are mostly tables that were run together."""


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of an article, its words' characters, and one row of the encoder's output for each word."""

    article: str
    statement: Statement
    words: tuple[tuple[int, int], ...]
    vectors: NDArray[np.float16]


def examples(tagger: SpanTagger, corpora: Path, split: str, share: float) -> Iterator[Example]:
    """All marked sentences of a split, and about a ``share`` of the others, drawn by the articles' numbers.

    Neighbours are encoded together, as they are in the product: some sentences before each marked one and after it, and
    for the unmarked ones whole runs. Where in its run a marked sentence stands is drawn too, so that its place says
    nothing.
    """
    for article, statements in read_evidence(corpora, split):
        rng = random.Random(int(article))
        for number, statement in enumerate(statements):
            if statement.directions and statement.known:
                first = max(0, number - rng.randrange(RUN))
                yield _encoded(tagger, article, statements[first : first + RUN])[number - first]
        for first in range(rng.randrange(RUN), len(statements), RUN):
            run = statements[first : first + RUN]
            if rng.random() < share:
                given = _encoded(tagger, article, run)
                yield from (e for e in given if e.statement.known and not e.statement.directions and e.words)


def _encoded(tagger: SpanTagger, article: str, run: Sequence[Statement]) -> list[Example]:
    given = zip(run, tagger.vectors([statement.text for statement in run]), strict=True)
    return [Example(article, s, words[:LONGEST], rows[:LONGEST].astype(np.float16)) for s, (words, rows) in given]

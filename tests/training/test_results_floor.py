"""A floor under what the shipped head for results finds, where the public corpora are at hand.

It guards the way from text to directions: the shipped weights have seen these articles, and the model card tells what
the head can do.
"""

from itertools import islice
from pathlib import Path

import pytest
from training.ner.evidence import read_evidence

from cephlit.tagging.ner.model import shipped_tagger
from cephlit.tagging.ner.tagged_span import DIRECTION

CORPORA = Path(__file__).parents[3] / "shared" / "corpora"
ARTICLES = 12
BEFORE = 2
"""Sentences before a marked one that are read with it."""

pytestmark = pytest.mark.skipif(not CORPORA.is_dir(), reason="the public corpora are not beside the checkout")


def test_marked_sentences_of_the_development_split() -> None:
    found = right = marked = 0
    for _, statements in islice(read_evidence(CORPORA, "devel"), ARTICLES):
        for number, statement in enumerate(statements):
            if len(statement.directions) != 1:
                continue
            texts = [s.text for s in statements[max(0, number - BEFORE) : number + 1]]
            told = [span.label for span in shipped_tagger(2).tag(texts)[-1] if span.head == DIRECTION]
            marked += 1
            found += bool(told)
            right += told == list(statement.directions)
    assert marked >= 30
    assert found / marked >= 0.6
    assert right / found >= 0.6

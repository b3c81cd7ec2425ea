"""The search for the best well-formed row of labels."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cephlit.tagging.ner.decode import best_path, bio_labels, log_shares, path_spans

SCORES = arrays(np.float32, st.tuples(st.integers(0, 5), st.just(5)), elements=st.integers(-8, 8).map(float))


def well_formed(path: tuple[int, ...]) -> bool:
    before = (0, *path)
    return all(label == 0 or label % 2 or before[i] in {label, label - 1} for i, label in enumerate(path))


@given(scores=SCORES)
def test_no_well_formed_path_is_better(scores: np.ndarray) -> None:
    path = tuple(best_path(scores))
    paths = [p for p in product(range(5), repeat=len(scores)) if well_formed(p)]
    assert path in paths
    best = max(sum(float(scores[i, label]) for i, label in enumerate(p)) for p in paths)
    assert sum(float(scores[i, label]) for i, label in enumerate(path)) == pytest.approx(best)


@given(scores=SCORES)
def test_spans_spell_the_path(scores: np.ndarray) -> None:
    path = best_path(scores)
    spelt: list[int | None] = [None] * len(path)
    for first, end, kind in path_spans(path):
        spelt[first:end] = [kind] * (end - first)
    assert spelt == [(label - 1) // 2 if label else None for label in path]


def test_touching_spans_are_one_if_of_one_kind() -> None:
    assert path_spans([1, 1, 2, 3, 4, 0, 1]) == [(0, 3, 0), (3, 5, 1), (6, 7, 0)]


@given(scores=SCORES.filter(len))
def test_shares_add_up_to_one(scores: np.ndarray) -> None:
    assert np.exp(log_shares(scores)).sum(axis=1) == pytest.approx(1)


def test_columns_are_outside_then_begin_and_inside_of_each_kind() -> None:
    assert bio_labels(["Drug", "Dosage"]) == ["O", "B-Drug", "I-Drug", "B-Dosage", "I-Dosage"]

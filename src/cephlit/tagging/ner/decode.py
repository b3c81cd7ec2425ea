"""The best well-formed sequence of begin, inside and outside labels, and the spans that it spells."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


CAUTION = 0.6
"""Added to the score of outside, in logarithms, before the spans are chosen: a name must be that much likelier."""


def bio_labels(kinds: Sequence[str]) -> list[str]:
    """``O`` and, for each kind, ``B-kind`` and ``I-kind``: the order of the columns of a span head."""
    return ["O", *(f"{prefix}-{kind}" for kind in kinds for prefix in "BI")]


def best_path(scores: Floats) -> list[int]:
    """Viterbi search for the best label of each word, where inside may only follow begin or inside of its kind.

    Parameters
    ----------
    scores
        One row for each word, one column for each label in the order of `bio_labels`.
    """
    count, labels = scores.shape
    greedy = scores.argmax(axis=1)
    if not greedy.any() or _well_formed(greedy):  # then no other path is better
        return [int(label) for label in greedy]
    inside = np.arange(2, labels, 2)
    total = scores[0].copy()
    total[inside] = -np.inf
    came_from = np.zeros((count, labels), dtype=np.int64)
    for word in range(1, count):
        best = int(total.argmax())
        came_from[word] = best
        onward = np.full(labels, total[best], dtype=scores.dtype)
        before = np.where(total[inside - 1] >= total[inside], inside - 1, inside)
        came_from[word, inside] = before
        onward[inside] = total[before]
        total = onward + scores[word]
    path = [int(total.argmax())]
    for word in range(count - 1, 0, -1):
        path.append(int(came_from[word, path[-1]]))
    return path[::-1]


def log_shares(scores: Floats) -> Floats:
    """Logarithms of the shares that the labels of each row have of its whole."""
    lowered = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(lowered - np.log(np.exp(lowered).sum(axis=1, keepdims=True)), dtype=np.float32)


def cautious(scores: Floats) -> Floats:
    """Scores with `CAUTION` on the side of no name."""
    raised = scores.copy()
    raised[:, 0] += CAUTION
    return raised


def _well_formed(path: NDArray[np.intp]) -> bool:
    """Whether each inside label follows the begin or inside label of its kind."""
    if not len(path):
        return True
    before = np.concatenate(([0], path[:-1]))
    inside = (path > 0) & (path % 2 == 0)
    return bool(np.all((before[inside] == path[inside]) | (before[inside] == path[inside] - 1)))


def path_spans(path: Sequence[int]) -> list[tuple[int, int, int]]:
    """First word, end word and kind (as a number) of each span that a path of labels spells.

    Spans of one kind that touch are one: texts set two names apart, by a comma or a word, and a second begin is nearly
    always a wrong one.
    """
    spans: list[tuple[int, int, int]] = []
    for word, label in enumerate(path):
        kind = (label - 1) // 2
        if label and spans and spans[-1][1:] == (word, kind):
            spans[-1] = (spans[-1][0], word + 1, kind)
        elif label:
            spans.append((word, word + 1, kind))
    return spans

"""How well the head for results does: sentences, directions and parts."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score
from training.ner.corpora import without_overlaps
from training.ner.evidence import Statement
from training.ner.examples import Example
from training.ner.measure import Score

from cephlit.tagging.ner.decode import best_path, path_spans
from cephlit.tagging.ner.results import DIRECTIONS, PARTS, ResultHead

Words = Sequence[tuple[int, int]]
"""Characters of the words of a sentence."""


def odds(head: ResultHead, given: Sequence[Example]) -> NDArray[np.float64]:
    """Log-odds of each sentence to report a result."""
    return np.array([head.sentence_scores(e.statement.text, e.vectors.astype(np.float32))[0] for e in given])


def weights(given: Sequence[Example], share: float) -> NDArray[np.float64]:
    """How many sentences of its split each example stands for: of the unmarked ones a share was drawn."""
    return np.array([1.0 if e.statement.directions else 1 / share for e in given])


def threshold(found: NDArray[np.float64], given: Sequence[Example], recall: float) -> float:
    """The log-odds that a share of the marked sentences reaches."""
    marked = np.array([bool(e.statement.directions) for e in given])
    return float(np.quantile(found[marked], 1 - recall))


def sentence_figures(
    found: NDArray[np.float64], given: Sequence[Example], share: float, least: float
) -> dict[str, float]:
    """Precision, recall and F1 of the marked sentences, and how well marked ones are ranked before others."""
    marked = np.array([bool(e.statement.directions) for e in given])
    weight = weights(given, share)
    taken = found >= least
    right = weight[taken & marked].sum()
    score = Score(round(weight[taken].sum()), round(weight[marked].sum()), round(right))
    return {
        "precision": score.precision,
        "recall": score.recall,
        "F1": score.f1,
        "taken of all": 100 * score.found / weight.sum(),
        "area under ROC": 100 * float(roc_auc_score(marked, found, sample_weight=weight)),
        "average precision": 100 * float(average_precision_score(marked, found, sample_weight=weight)),
    }


def direction_figures(told: Sequence[str], given: Sequence[Example]) -> dict[str, object]:
    """Accuracy, F1 of each direction and their mean, and what was told of each, on sentences of one direction."""
    wanted = [e.statement.directions[0] for e in given]
    f1 = f1_score(wanted, told, labels=DIRECTIONS, average=None)
    confused = Counter(zip(wanted, told, strict=True))
    return {
        "sentences": len(wanted),
        "accuracy": 100 * float(np.mean([a == b for a, b in zip(wanted, told, strict=True)])),
        "F1": {name: 100 * float(value) for name, value in zip(DIRECTIONS, f1, strict=True)},
        "macro F1": 100 * float(f1.mean()),
        "told of each": {a: {b: confused[a, b] for b in DIRECTIONS} for a in DIRECTIONS},
    }


def ways(head: ResultHead, given: Sequence[Example]) -> list[str]:
    """Likeliest direction of each sentence."""
    scores = [head.sentence_scores(e.statement.text, e.vectors.astype(np.float32))[1:] for e in given]
    return [DIRECTIONS[int(row.argmax())] for row in scores]


def wanted_parts(statement: Statement, words: Words) -> list[tuple[int, int, str]]:
    """Parts of a marked sentence, in words; of two that overlap the one asked first, then the longer."""
    return [
        (inside[0], inside[-1] + 1, span.label)
        for span in without_overlaps(statement.phrases)
        if (inside := [i for i, (a, b) in enumerate(words) if a < span.end and span.start < b])
    ]


def found_parts(head: ResultHead, example: Example) -> list[tuple[int, int, str]]:
    """Parts that the head finds, in words."""
    path = best_path(head.word_scores(example.vectors.astype(np.float32)))
    return [(first, end, PARTS[kind]) for first, end, kind in path_spans(path)]


def part_figures(
    found: Sequence[list[tuple[int, int, str]]], wanted: Sequence[list[tuple[int, int, str]]]
) -> dict[str, dict[str, float]]:
    """F1 of each part: with both ends right, and with any word in common."""
    figures: dict[str, dict[str, float]] = {}
    for label in PARTS:
        pairs = [
            ([s for s in f if s[2] == label], [s for s in w if s[2] == label])
            for f, w in zip(found, wanted, strict=True)
        ]
        count, gold = sum(len(f) for f, _ in pairs), sum(len(w) for _, w in pairs)
        exact = Score(count, gold, sum(len(set(f) & set(w)) for f, w in pairs))
        precision = sum(any(_touch(a, b) for b in w) for f, w in pairs for a in f) / max(count, 1)
        recall = sum(any(_touch(a, b) for a in f) for f, w in pairs for b in w) / max(gold, 1)
        overlap = 2 * precision * recall / max(precision + recall, 1e-9)
        figures[label] = {"wanted": gold, "exact": exact.f1, "overlap": 100 * overlap}
    return figures


def _touch(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return one[0] < other[1] and other[0] < one[1]

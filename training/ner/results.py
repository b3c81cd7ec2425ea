"""Teach, measure and pack the head for results: ``python -m training.ner.results --help``.

The encoder stays as it is. What it gives for the sentences of Evidence Inference is kept in ``--out``, so that another
try takes seconds. The head is taught by the training split and measured on the development split; the weights that ship
have seen both.
"""

import argparse
import json
import pickle
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from training.ner.examples import Example, examples
from training.ner.result_scores import (
    direction_figures,
    found_parts,
    odds,
    part_figures,
    sentence_figures,
    threshold,
    wanted_parts,
    ways,
)

from cephlit.tagging.hashed_words import HASHES, hashed_words
from cephlit.tagging.ner.decode import bio_labels
from cephlit.tagging.ner.model import SpanTagger
from cephlit.tagging.ner.results import DIRECTIONS, FILE, PARTS, ResultHead, pooled, with_neighbours

HERE = Path(__file__).parent
Settings = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Linear:
    """Columns of weights over standardised rows, brought back to the rows as they are."""

    weights: NDArray[np.float64]
    bias: NDArray[np.float64]


def _fit(x: NDArray[np.float32], y: NDArray[np.int64], penalty: float, classes: int) -> _Linear:
    """Logistic regression; one column for two classes, else one for each class."""
    mean, spread = x.mean(axis=0, dtype=np.float64), x.std(axis=0, dtype=np.float64) + 1e-6
    model = LogisticRegression(C=1 / penalty, max_iter=200, tol=1e-3).fit(((x - mean) / spread).astype(np.float32), y)
    if list(model.classes_) != list(range(classes)):
        raise ValueError(f"of {classes} classes the examples have {list(model.classes_)}")
    weights = model.coef_.T / spread[:, None]
    return _Linear(weights, model.intercept_ - mean @ weights)


def _fit_hashed(texts: Sequence[str], y: NDArray[np.int64], penalty: float) -> _Linear:
    """As `_fit`, over hashed words, which are not standardised."""
    found = [hashed_words(text) for text in texts]
    ends = np.cumsum([0, *(len(one.numbers) for one in found)])
    numbers, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
    x = csr_matrix((values, numbers, ends), shape=(len(found), HASHES))
    model = LogisticRegression(C=1 / penalty, max_iter=200).fit(x, y)
    return _Linear(model.coef_.T, model.intercept_)


def teach(given: Sequence[Example], settings: Settings) -> ResultHead:
    """The head that a split teaches.

    The vectors and the hashed words of a sentence each have a model of their own, and the head is the mean of both: the
    few marked sentences would not teach one model to weigh the thousands of words beside the vectors.
    """
    marked = [e for e in given if e.statement.directions]
    one_way = [e for e in marked if len(e.statement.directions) == 1]
    reports = np.array([int(bool(e.statement.directions)) for e in given])
    ways = np.array([DIRECTIONS.index(e.statement.directions[0]) for e in one_way])
    dense, hashed, bias = [], [], []
    for some, y, classes in ((given, reports, 2), (one_way, ways, len(DIRECTIONS))):
        texts = [e.statement.text for e in some]
        by_vectors = _fit(
            np.stack([pooled(e.vectors.astype(np.float32)) for e in some]), y, settings["penalty"], classes
        )
        by_words = _fit_hashed(texts, y, settings["words_penalty"])
        dense.append(by_vectors.weights / 2)
        hashed.append(by_words.weights / 2)
        bias.append((by_vectors.bias + by_words.bias) / 2)
    rows = np.concatenate([with_neighbours(e.vectors.astype(np.float32)) for e in marked])
    labels = np.concatenate([word_labels(e) for e in marked])
    parts = _fit(rows, labels, settings["parts_penalty"], 1 + 2 * len(PARTS))
    return ResultHead(
        dense=np.concatenate(dense, axis=-1).astype(np.float32),
        hashed=np.concatenate(hashed, axis=-1).astype(np.float32),
        bias=np.concatenate(bias, axis=-1).astype(np.float32),
        words=parts.weights.astype(np.float32),
        words_bias=parts.bias.astype(np.float32),
        least=np.array(0.0, dtype=np.float32),
    )


def word_labels(example: Example) -> NDArray[np.int64]:
    """Label of each word of a marked sentence, as the number of a column."""
    columns = bio_labels(PARTS)
    labels = np.zeros(len(example.vectors), dtype=np.int64)
    for first, end, part in wanted_parts(example.statement, example.words):
        begin = columns.index(f"B-{part}")
        labels[first:end] = begin + 1
        labels[first : first + 1] = begin
    return labels


def measure(head: ResultHead, given: Sequence[Example], share: float) -> dict[str, Any]:
    """Figures of a head on a split."""
    found = odds(head, given)
    marked = [e for e in given if e.statement.directions]
    one_way = [e for e in marked if len(e.statement.directions) == 1]
    return {
        "sentences": sentence_figures(found, given, share, float(head.least)),
        "direction": direction_figures(ways(head, one_way), one_way),
        "parts": part_figures(
            [found_parts(head, e) for e in marked], [wanted_parts(e.statement, e.words) for e in marked]
        ),
    }


def kept(tagger: SpanTagger, corpora: Path, split: str, share: float, folder: Path) -> list[Example]:
    """Examples of a split, encoded once."""
    path = folder / f"{split}.pickle"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_bytes(pickle.dumps(list(examples(tagger, corpora, split, share)), protocol=5))
        partial.replace(path)
    found: list[Example] = pickle.loads(path.read_bytes())
    return found


def make(settings: Settings, corpora: Path, model: Path, folder: Path) -> dict[str, Any]:
    """Teach the head on the training split, give its figures on the development split, and pack that of both.

    The packed head goes into the folder of the model; ``folder`` keeps what was encoded, the measured head and its
    figures.
    """
    tagger = SpanTagger(model)
    splits = {name: kept(tagger, corpora, name, share, folder) for name, share in settings["shares"].items()}
    head = teach(splits["train"], settings)
    least = threshold(odds(head, splits["devel"]), splits["devel"], settings["recall"])
    measured = replace(head, least=np.array(least, dtype=np.float32))
    share = settings["shares"]["devel"]
    scores = measure(measured, splits["devel"], share)
    measured.write(folder / "measured.npz")
    (folder / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    finished = replace(teach([*splits["train"], *splits["devel"]], settings), least=measured.least)
    finished.write(model / FILE)
    return scores


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.ner.results", description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the public corpora")
    parser.add_argument("--model", type=Path, required=True, help="folder of the packed tagger, which gets the head")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--out", type=Path, required=True, help="folder for what is made on the way")
    arguments = parser.parse_args()
    settings = tomllib.loads(arguments.config.read_text(encoding="utf-8"))["results"]
    print(json.dumps(make(settings, arguments.corpora, arguments.model, arguments.out), indent=1))


if __name__ == "__main__":
    main()

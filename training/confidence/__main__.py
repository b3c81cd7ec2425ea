"""Fit the confidence of rows and show how well it holds: ``python -m training.confidence ../shared/gold``.

Fits on the annotated texts and on the invented papers of the tests. The reliability table is of the annotated texts
alone, each study weighed by a model that was fitted without it.
"""

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from training.accuracy.scoring import Gold
from training.confidence.labels import Labelled, labelled_rows, load_scorer

from cephlit.facts.confidence import Table
from cephlit.facts.records import DOUBTFUL

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src" / "cephlit" / "models" / "confidence.json"
PAPERS = ROOT / "tests" / "facts" / "cases" / "papers"

RARE = 8
"""Signs on fewer rows than this are left out."""
PENALTY = 0.15
"""Inverse strength of the squared penalty; stronger than usual, as rows are few."""
FOLDS = 10
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)


def main() -> None:
    """Fit the weights of every table, print the reliability, write the file that ships."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="folder with dev and dev_texts")
    gold = Gold.at(parser.parse_args().gold)
    scorer = load_scorer(gold.scorer)
    real = list(labelled_rows(gold.rows, gold.texts, scorer))
    invented = list(labelled_rows(PAPERS / "gold", PAPERS / "texts", scorer))
    weights = {table: _fit(table, real, invented) for table in get_args(Table)}
    WEIGHTS.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _fit(table: Table, real: Sequence[Labelled], invented: Sequence[Labelled]) -> dict[str, float]:
    rows = [row for row in (*real, *invented) if row.table == table]
    counts = Counter(sign for row in rows for sign in row.signs)
    signs = [{sign: 1.0 for sign in row.signs if counts[sign] >= RARE} for row in rows]
    vectorizer = DictVectorizer(sparse=False)
    x = vectorizer.fit_transform(signs)
    y = np.array([row.right for row in rows])
    ours = sum(row.table == table for row in real)
    # Real and invented papers count alike in sum, as invented ones are more and easier.
    weight = np.where(np.arange(len(y)) < ours, len(y) / (2 * ours), len(y) / (2 * (len(y) - ours)))
    model = LogisticRegression(C=PENALTY, max_iter=5_000)
    stated = np.empty(len(y))
    for train, test in GroupKFold(FOLDS).split(x, groups=[row.study for row in rows]):
        stated[test] = model.fit(x[train], y[train], weight[train]).predict_proba(x[test])[:, 1]
    _print_reliability(table, stated[:ours], y[:ours])
    model.fit(x, y, weight)
    names = vectorizer.get_feature_names_out()
    found = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True) if abs(w) >= 0.0005}
    return {"always": round(float(model.intercept_[0]), 3), **found}


def _print_reliability(table: str, stated: NDArray[np.float64], right: NDArray[np.bool_]) -> None:
    print(f"\n{table}: {len(right)} rows, {right.mean():.3f} right, Brier score {np.mean((stated - right) ** 2):.3f}")
    print("\n| stated | rows | mean stated | right |\n|---|---|---|---|")
    for low, high in pairwise(BINS):
        inside = (stated >= low) & (stated < high)
        if inside.any():
            cells = f"{low:.2f}-{min(high, 1):.2f} | {inside.sum()} | {stated[inside].mean():.2f}"
            print(f"| {cells} | {right[inside].mean():.2f} |")
    sure = stated >= DOUBTFUL
    print(
        f"\nbelow {DOUBTFUL}: {(~sure).sum()} rows, {right[~sure].mean() if (~sure).any() else float('nan'):.2f} right"
    )


if __name__ == "__main__":
    main()

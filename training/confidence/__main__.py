"""Fit the confidence of rows and show how well it holds: ``python -m training.confidence ../shared/gold``.

Fits on the annotated texts and on the invented papers of the tests. The reliability table is of the annotated texts
alone, each paper weighed by a model that was fitted, and whose penalty was chosen, without it. Its bins are of equal
size; the intervals (Wilson) take rows for independent, so that true ones are wider where a bin holds few papers.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold
from training.accuracy.scoring import Gold
from training.confidence.labels import Labelled, labelled_rows, load_scorer

from cephlit.facts.confidence import Table
from cephlit.facts.records import DOUBTFUL

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "src" / "cephlit" / "models" / "confidence.json"
PAPERS = ROOT / "tests" / "facts" / "cases" / "papers"
DOCUMENT = ROOT / "docs" / "accuracy.md"
OPENS, CLOSES = "<!-- reliability -->\n", "<!-- end of reliability -->\n"
"""Lines of the document between which the reliability stands."""

RARE = 20
"""Signs on fewer rows than this are left out."""
PENALTIES = (0.02, 0.05, 0.15, 0.5)
"""Inverse strengths of the squared penalty to choose from; stronger than usual, as rows are few."""
REAL = 0.3
"""Weight of the annotated texts in the sum: above their share of the rows, as they are the real ones, and below a half,
as a few full texts hold most of their rows and rules were in part developed on them."""
FOLDS, INNER_FOLDS = 10, 5
BINS, ROWS_PER_BIN = 8, 14
"""Bins of equal size in the table of reliability at most, and rows in each at least."""

Floats = NDArray[np.float64]


def main() -> None:
    """Fit the weights of every table; write the file that ships, and the reliability into the document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("gold", type=Path, help="folder with dev and dev_texts")
    gold = Gold.at(parser.parse_args().gold)
    scorer = load_scorer(gold.scorer)
    real = list(labelled_rows(gold.rows, gold.texts, scorer))
    invented = list(labelled_rows(PAPERS / "gold", PAPERS / "texts", scorer))
    fitted = {table: _fit(table, real, invented) for table in get_args(Table)}
    weights = {table: found for table, (found, _) in fitted.items()}
    WEIGHTS.write_text(json.dumps(weights, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    reliability = "\n".join(line for _, lines in fitted.values() for line in lines)
    print(reliability)
    before, _, rest = DOCUMENT.read_text(encoding="utf-8").partition(OPENS)
    DOCUMENT.write_text(before + OPENS + reliability + "\n" + CLOSES + rest.partition(CLOSES)[2], encoding="utf-8")


def _fit(table: Table, real: Sequence[Labelled], invented: Sequence[Labelled]) -> tuple[dict[str, float], list[str]]:
    """Weights of a table's signs, and the lines that tell how well they hold."""
    rows = [row for row in (*real, *invented) if row.table == table]
    counts = Counter(sign for row in rows for sign in row.signs)
    vectorizer = DictVectorizer(sparse=False)
    x = vectorizer.fit_transform([{sign: 1.0 for sign in row.signs if counts[sign] >= RARE} for row in rows])
    y = np.array([row.right for row in rows])
    papers = np.array([row.paper for row in rows])
    ours = sum(row.table == table for row in real)
    weight = np.full(len(y), (1 - REAL) * len(y) / (len(y) - ours))
    weight[:ours] = REAL * len(y) / ours
    stated = np.empty(len(y))
    for train, test in GroupKFold(FOLDS).split(x, groups=papers):
        model = _model(x[train], y[train], papers[train], weight[train])
        stated[test] = model.predict_proba(x[test])[:, 1]
    told = list(_reliability(table, stated[:ours], y[:ours], papers[:ours]))
    model = _model(x, y, papers, weight)
    names = vectorizer.get_feature_names_out()
    found = {name: round(float(w), 3) for name, w in zip(names, model.coef_[0], strict=True) if abs(w) >= 0.0005}
    return {"always": round(float(model.intercept_[0]), 3), **found}, told


def _model(x: Floats, y: NDArray[np.bool_], papers: NDArray[np.str_], weight: Floats) -> LogisticRegression:
    """Fit a model with the penalty that does best on papers that it was not fitted on."""
    splits = list(GroupKFold(INNER_FOLDS).split(x, groups=papers))
    search = GridSearchCV(LogisticRegression(max_iter=5_000), {"C": PENALTIES}, cv=splits, scoring="neg_log_loss")
    return search.fit(x, y, sample_weight=weight).best_estimator_


def _reliability(table: str, stated: Floats, right: NDArray[np.bool_], papers: NDArray[np.str_]) -> Iterator[str]:
    """Lines that set the shares that were stated beside those that were right."""
    shares = f"{right.mean():.0%} right, {stated.mean():.0%} stated"
    yield f"\n*{table}*: {len(right)} rows, {shares}, Brier score {np.mean((stated - right) ** 2):.3f}\n"
    yield "| stated | rows | papers | mean stated | right | 95% interval |\n|---|---|---|---|---|---|"
    for rows in _bins(stated):
        hits = right[rows]
        low, high = binomtest(int(hits.sum()), len(hits)).proportion_ci(method="wilson")
        cells = (
            f"{stated[rows].min():.2f}-{stated[rows].max():.2f}",
            *(len(hits), len(set(papers[rows]))),
            *(f"{stated[rows].mean():.2f}", f"{hits.mean():.2f}", f"{low:.2f}-{high:.2f}"),
        )
        yield f"| {' | '.join(map(str, cells))} |"
    doubtful = right[stated < DOUBTFUL]
    share = f", {doubtful.mean():.0%} right" if len(doubtful) else ""
    yield f"\nBelow {DOUBTFUL}: {len(doubtful)} rows{share}."


def _bins(stated: Floats) -> Iterator[NDArray[np.intp]]:
    """Rows in bins of equal size, from the least to the most sure."""
    order = np.argsort(stated, kind="stable")
    yield from np.array_split(order, max(1, min(BINS, len(order) // ROWS_PER_BIN)))


if __name__ == "__main__":
    main()

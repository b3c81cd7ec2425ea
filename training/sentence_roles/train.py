"""Train the sentence role model from the headings of structured abstracts.

usage: train.py ARTICLES_DIR   (plain full texts with ``ABSTRACT.RESULTS:`` marks, such as those of Evidence Inference)

Every tenth article is kept apart to measure; the shipped model is then trained on all.
"""

import re
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import classification_report

from cephlit.facts.roles import FEATURES, ROLES, Role, RoleModel, features
from cephlit.tagging.sentences import sentence_spans

OUT = Path(__file__).parents[2] / "src" / "cephlit" / "models" / "sentence_roles.npz"
MARK = re.compile(r"^\s{0,4}(ABSTRACT|BODY)\.([^\n:]{1,60}):[ \t]*$", re.MULTILINE)
HEADS: tuple[tuple[str, Role], ...] = (
    ("OBJECTIVE", "aim"),
    ("AIM", "aim"),
    ("PURPOSE", "aim"),
    ("BACKGROUND", "background"),
    ("INTRODUCTION", "background"),
    ("METHOD", "methods"),
    ("MATERIAL", "methods"),
    ("PATIENTS AND", "methods"),
    ("DESIGN", "methods"),
    ("RESULT", "result"),
    ("FINDING", "result"),
    ("CONCLUSION", "conclusion"),
    ("DISCUSSION", "conclusion"),
    ("INTERPRETATION", "conclusion"),
)
AIM = re.compile(
    r"\b(?:we (?:aimed|sought|investigated|evaluated|examined|compared|assessed|report|tested)|"
    r"(?:aim|purpose|objective)s? (?:of|was|were|is)|"
    r"to (?:determine|evaluate|assess|compare|investigate|examine|test|describe|report)\b)",
    re.IGNORECASE,
)


def role_of(head: str) -> Role | None:
    """Role that a heading names, or None."""
    return next((role for word, role in HEADS if word in head.upper()), None)


def abstract(text: str) -> list[tuple[str, Role]]:
    """Sentences of a structured abstract with the roles that its headings give."""
    marks = list(MARK.finditer(text))
    stops = [m.start() for m in marks[1:]] + [len(text)]
    found: list[tuple[str, Role]] = []
    for mark, stop in zip(marks, stops, strict=False):
        role = role_of(mark.group(2)) if mark.group(1) == "ABSTRACT" else None
        if role is None:
            continue
        body = " ".join(text[mark.end() : stop].split())
        for start, end in sentence_spans(body):
            sentence = body[start:end]
            aim = role == "background" and AIM.search(sentence) is not None
            found.append((sentence, "aim" if aim else role))
    roles = {role for _, role in found}
    return found if {"methods", "result", "conclusion"} <= roles else []


def fit(abstracts: list[list[tuple[str, Role]]]) -> RoleModel:
    """Fit the linear part by logistic regression, the transitions by counting."""
    found = [sentence for a in abstracts for sentence in features([s for s, _ in a])]
    ends = np.cumsum([0, *(len(sentence.numbers) for sentence in found)])
    numbers, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
    x = csr_matrix((values, numbers, ends), shape=(len(found), FEATURES))
    y = np.array([ROLES.index(r) for a in abstracts for _, r in a])
    linear = LogisticRegression(C=8.0, max_iter=300).fit(x, y)
    moves, start = np.full((len(ROLES), len(ROLES)), 0.5), np.full(len(ROLES), 0.5)
    for a in abstracts:
        ids = [ROLES.index(r) for _, r in a]
        start[ids[0]] += 1
        for left, right in pairwise(ids):
            moves[left, right] += 1
    return RoleModel(
        linear.coef_.astype(np.float32),
        linear.intercept_.astype(np.float32),
        np.log(start / start.sum()).astype(np.float32),
        np.log(moves / moves.sum(axis=1, keepdims=True)).astype(np.float32),
    )


def main() -> None:
    """Measure on a tenth, train on all, write the weights."""
    texts = [p.read_text(encoding="utf-8", errors="replace") for p in sorted(Path(sys.argv[1]).rglob("*.txt"))]
    abstracts = [a for a in map(abstract, texts) if a]
    if not abstracts:
        sys.exit(f"no structured abstracts in {sys.argv[1]}: give the folder of the articles' plain texts")
    model = fit([a for i, a in enumerate(abstracts) if i % 10])
    held = abstracts[::10]
    predicted = [r for a in held for r in model.predict([s for s, _ in a])]
    print(f"{len(abstracts)} abstracts, {len(held)} of them held out")
    print(classification_report([r for a in held for _, r in a], predicted, digits=3))
    shipped = fit(abstracts)
    np.savez_compressed(
        OUT,
        weights=shipped.weights.astype(np.float16),
        bias=shipped.bias,
        start=shipped.start,
        transitions=shipped.transitions,
    )
    print(f"{OUT.name}: {OUT.stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()

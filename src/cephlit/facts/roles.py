"""What kind of sentence is it: background, aim, methods, result or conclusion.

Headings decide where a study has them. Elsewhere a small linear model reads the words and the place of each sentence,
and a Viterbi pass over the paragraph keeps the order in which papers are told. Its labels are free: the headings of
structured abstracts (``training/sentence_roles``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

from cephlit.studies.study import Block
from cephlit.tagging.tagged import Sentence, TaggedStudy

Role = Literal["background", "aim", "methods", "result", "conclusion"]
ROLES: tuple[Role, ...] = get_args(Role)

SECTION_ROLE: dict[str, Role] = {
    "title": "aim",
    "background": "background",
    "objective": "aim",
    "methods": "methods",
    "results": "result",
    "case": "result",
    "conclusion": "conclusion",
    "discussion": "conclusion",
}
"""What a heading says of its sentences; sections that are missing here are read sentence by sentence."""

_VECTORIZER = HashingVectorizer(
    n_features=2**15,
    ngram_range=(1, 2),
    alternate_sign=False,
    token_pattern=r"[a-z]+|0+|[%=<>±/]",
    lowercase=False,
    norm="l2",
)
_POSITIONS = 10


def _plain(text: str) -> str:
    """Lower case with every digit as 0, so that numbers count by their shape only."""
    return "".join("0" if c.isdigit() else c for c in text.lower())


def features(sentences: Sequence[str]) -> csr_matrix:
    """Features of one paragraph's sentences: hashed words and word pairs, and the place in the paragraph.

    Returns
    -------
    csr_matrix
        One row a sentence, ``2**15 + 10`` columns.
    """
    words = _VECTORIZER.transform([_plain(s) for s in sentences])
    place = np.zeros((len(sentences), _POSITIONS))
    for i in range(len(sentences)):
        place[i, min(_POSITIONS - 1, i * _POSITIONS // max(len(sentences), 1))] = 0.5
    return csr_matrix(hstack([words, csr_matrix(place)]))


@dataclass(frozen=True)
class RoleModel:
    """A linear model with transitions: log-odds of each role by feature, and of each role after another.

    Attributes
    ----------
    weights
        Shape (roles, features).
    bias
        Shape (roles,).
    start, transitions
        Log-probabilities, shapes (roles,) and (roles, roles).
    """

    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    start: NDArray[np.float32]
    transitions: NDArray[np.float32]

    def predict(self, sentences: Sequence[str]) -> list[Role]:
        """Most likely roles of a paragraph's sentences, taken together (Viterbi)."""
        scores = features(sentences) @ self.weights.T + self.bias
        scores = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        best = self.start + scores[0]
        back: list[NDArray[np.intp]] = []
        for row in scores[1:]:
            ways = best[:, None] + self.transitions
            back.append(ways.argmax(axis=0))
            best = ways.max(axis=0) + row
        path = [int(best.argmax())]
        for step in reversed(back):
            path.append(int(step[path[-1]]))
        return [ROLES[i] for i in reversed(path)]


@lru_cache(maxsize=1)
def role_model() -> RoleModel:
    """Load the model that ships with the package."""
    with (files("cephlit.models") / "sentence_roles.npz").open("rb") as stream, np.load(stream) as data:
        return RoleModel(*(data[name].astype(np.float32) for name in ("weights", "bias", "start", "transitions")))


def sentence_roles(tagged: TaggedStudy) -> tuple[Role, ...]:
    """Role of each of the study's sentences, in their order."""
    roles: list[Role] = []
    for section, run in groupby(tagged.sentences, key=lambda s: _heading_role(s.block)):
        sentences = list(run)
        roles += [section] * len(sentences) if section else _read(sentences)
    return tuple(roles)


def _heading_role(block: Block) -> Role | None:
    return SECTION_ROLE.get(block.section)


def _read(sentences: list[Sentence]) -> list[Role]:
    return role_model().predict([s.text for s in sentences])

"""What kind of sentence is it: background, aim, methods, result or conclusion.

Headings decide where a study has them. Elsewhere a small linear model reads the words and the place of each sentence,
and a Viterbi pass over the paragraph keeps the order in which papers are told. Its labels are free: the headings of
structured abstracts (``training/sentence_roles``).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import groupby
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from cephlit.facts.own_study import CITED, OTHER_STUDIES, OWN, WISH
from cephlit.facts.people.words import NOUN_PHRASE
from cephlit.studies.study import Block, Section
from cephlit.tagging.hashed_words import HASHES, HashedWords, hashed_words
from cephlit.tagging.quantities.numbers import DIGITS, WORDS
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

_OPENS_OWN = re.compile(
    r"(?:an? )?(?:[\w-]+,? ){0,5}?(?:study|trial|review|series|audit|survey|analysis|cohort|registry|report)"
    r"(?: \w+)? of (?:\w+ ){0,3}?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|\w+teen|\w+ty)\b|"
    r"an? (?:[\w-]+ ){0,3}?[\w-]+[- ]year[- ]old\b|"
    r"an? (?:[\w-]+,? ){0,5}?(?:survey|questionnaire|study|trial|review|audit) (?:was|were)\b|"
    r"(?:all |the |eligible )?(?:participants|subjects|patients|volunteers) (?:had|took|received|were)\b|"
    rf"(?:{DIGITS}|{WORDS})(?: \([^()]{{1,20}}\))?(?:{NOUN_PHRASE.pattern})|"
    r".{0,120}?\brandomi[sz]ed (?:to|1:1|2:1|equally)\b",
    re.IGNORECASE,
)
"""How a sentence begins that tells what the study is ("retrospective review of 42 patients") or who its patient is."""
_NO_SUBJECT = re.compile(
    r"(?:(?:have|had|then|also|retrospectively|prospectively) )?"
    r"(?:[a-z]{3,14}ed|gave|took|found|undertook|began|saw) "
)
"""How a sentence begins whose subject, those who did the study, a digest names before it."""
_PAST = re.compile(r"\b(?:was|were|had|\w+ed)\b", re.IGNORECASE)
_POSITIONS = 10

FEATURES = HASHES + _POSITIONS
"""Number of features: hashed words and word pairs, then the places in a paragraph."""


def features(sentences: Sequence[str]) -> list[HashedWords]:
    """Features of one paragraph's sentences: hashed words and word pairs, and the place in the paragraph.

    The words of a sentence have length 1 taken together (as a vector), its place counts half.
    """
    return [
        _features(sentence, min(_POSITIONS - 1, number * _POSITIONS // len(sentences)))
        for number, sentence in enumerate(sentences)
    ]


def _features(sentence: str, place: int) -> HashedWords:
    numbers, values = hashed_words(sentence)
    return HashedWords(np.append(numbers, np.int32(HASHES + place)), np.append(values, 0.5))


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
        scores = np.array([self.weights[:, numbers] @ values for numbers, values in features(sentences)]) + self.bias
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
    silent = _silent_sections(tagged)
    roles: list[Role] = []
    for section, run in groupby(tagged.sentences, key=lambda s: _heading_role(s.block, silent)):
        sentences = list(run)
        roles += [section] * len(sentences) if section else _read(sentences)
    return tuple(roles)


def _silent_sections(tagged: TaggedStudy) -> frozenset[Section]:
    """Sections whose heading does not decide: results without a heading of their own stand under the methods."""
    headed = {block.section for block in tagged.study.blocks}
    return frozenset() if headed & {"results", "case", "discussion"} else frozenset({"methods"})


def _heading_role(block: Block, silent: frozenset[Section]) -> Role | None:
    return None if block.section in silent else SECTION_ROLE.get(block.section)


def _read(sentences: list[Sentence]) -> list[Role]:
    told = role_model().predict([s.text for s in sentences])
    return [
        "methods" if role == "background" and (s.block.section == "methods" or _tells_own(s.text)) else role
        for s, role in zip(sentences, told, strict=True)
    ]


def _tells_own(text: str) -> bool:
    """Whether a sentence that reads like an introduction tells of the study's own people or making."""
    if CITED.search(text) or OTHER_STUDIES.search(text) or WISH.search(text):
        return False
    own = OWN.search(text) is not None and _PAST.search(text) is not None
    return own or _OPENS_OWN.match(text) is not None or _NO_SUBJECT.match(text) is not None

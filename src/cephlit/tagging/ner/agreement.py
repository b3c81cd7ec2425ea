"""One name, one reading: what a text says of a word in one place counts in the places nearby.

A short form is tagged where it is defined and forgotten two sentences later; a drug is plain beside its dose and vague
in a heading. Two steps make the places agree: `shared_scores` lets the occurrences of a word share what is known of
each, before the spans are chosen, and `agreed_spans` then gives the few that still differ the reading of the many.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from cephlit.tagging.ner.decode import Floats, log_shares

NEAR = 6
"""Sentences before and after, in which an occurrence counts."""

WEIGHT = 0.4
"""What the mean of the other occurrences counts beside a word's own scores."""

_LEAST = 0.02
"""A word that is never likelier than this to be part of a name is left alone, which changes nothing but the time."""

_MOST, _FEW = 0.5, 0.4
"""Shares of the occurrences that must be tagged for the others to follow, and below which a tagged one is dropped."""

WordSpan = tuple[int, int, int]
"""First word, end word and kind of a span, as `decode.path_spans` gives them."""


def shared_scores(words: Sequence[Sequence[str]], scores: Sequence[Floats]) -> list[Floats]:
    """Scores of each sentence's words, to which their other occurrences nearby have been added.

    Parameters
    ----------
    words
        Words of each sentence, as written: a short form and an ordinary word differ by their capitals.
    scores
        For each sentence, one row for each word, with columns in the order of `decode.bio_labels`.
    """
    if not scores:
        return []
    shared = log_shares(np.concatenate(scores))
    kinds = _kind_shares(shared)
    numbers = np.repeat(np.arange(len(words)), [len(sentence) for sentence in words])
    for found in _places([word for sentence in words for word in sentence], kinds[:, 0] <= np.log1p(-_LEAST)):
        _share(np.array(found), numbers, kinds, shared)
    return np.split(shared, np.cumsum([len(sentence) for sentence in words])[:-1])


def _places(words: Sequence[str], likely: NDArray[np.bool_]) -> Iterator[list[int]]:
    """The places of each word that is said twice, has a letter, and is likely in one place to be part of a name."""
    places: dict[str, list[int]] = {words[at]: [] for at in np.flatnonzero(likely)}
    for at, word in enumerate(words):
        if word in places:
            places[word].append(at)
    for word, found in places.items():
        if len(found) > 1 and len(word) > 1 and any(map(str.isalpha, word)):
            yield found


def _share(found: NDArray[np.intp], numbers: NDArray[np.intp], kinds: Floats, shared: Floats) -> None:
    """Add to each occurrence of a word the weighted mean of the others that are near."""
    near = np.abs(numbers[found][:, None] - numbers[found][None, :]) <= NEAR
    np.fill_diagonal(near, val=False)
    counts = near.sum(axis=1, keepdims=True)
    means = near.astype(np.float32) @ kinds[found] / np.maximum(counts, 1)
    of_column = [0, *(kind for kind in range(1, kinds.shape[1]) for _ in "BI")]
    shared[found] += WEIGHT * means[:, of_column]


def _kind_shares(shares: Floats) -> Floats:
    """Logarithms of the shares of outside and of each kind, begin and inside together."""
    both: NDArray[np.float32] = np.logaddexp(shares[:, 1::2], shares[:, 2::2])
    return np.concatenate((shares[:, :1], both), axis=1)


def agreed_spans(words: Sequence[Sequence[str]], spans: Sequence[Sequence[WordSpan]]) -> list[list[WordSpan]]:
    """Spans of each sentence, completed by equal words nearby, and without those that most equal words contradict."""
    starts: dict[str, list[tuple[int, int]]] = {
        words[number][first]: [] for number, found in enumerate(spans) for first, _, _ in found
    }
    for number, sentence in enumerate(words):
        for at, word in enumerate(sentence):
            if word in starts:
                starts[word].append((number, at))
    agreed = [list(found) for found in spans]
    done: set[tuple[tuple[str, ...], int]] = set()
    for number, found in enumerate(spans):
        for first, end, kind in found:
            name = tuple(words[number][first:end])
            if (name, kind) not in done and len("".join(name)) > 1:
                done.add((name, kind))
                _agree(name, kind, _occurrences(name, starts[name[0]], words), spans, agreed)
    return [sorted(found) for found in agreed]


def _occurrences(
    name: tuple[str, ...], starts: list[tuple[int, int]], words: Sequence[Sequence[str]]
) -> list[tuple[int, int]]:
    return [(number, at) for number, at in starts if tuple(words[number][at : at + len(name)]) == name]


def _agree(
    name: tuple[str, ...],
    kind: int,
    places: list[tuple[int, int]],
    spans: Sequence[Sequence[WordSpan]],
    agreed: list[list[WordSpan]],
) -> None:
    """Let the places of one name agree: most of those nearby decide."""
    if len(places) < 2:
        return
    length = len(name)
    exact = [(at, at + length, kind) in spans[number] for number, at in places]
    inside = [any(s <= at and at + length <= e for s, e, _ in spans[number]) for number, at in places]
    for place, (number, at) in enumerate(places):
        near = [i for i, (other, _) in enumerate(places) if abs(other - number) <= NEAR]
        span = (at, at + length, kind)
        if exact[place]:
            if len(near) > 2 and sum(inside[i] for i in near) < _FEW * len(near) and span in agreed[number]:
                agreed[number].remove(span)
        elif sum(exact[i] for i in near) > _MOST * len(near) and not _touched(agreed[number], span):
            agreed[number].append(span)


def _touched(found: Sequence[WordSpan], span: WordSpan) -> bool:
    return any(first < span[1] and span[0] < end for first, end, _ in found)

"""Corpora as tensors: windows of pieces with the labels that each head may give to them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor
from training.ner.corpora import Corpus, Sentence, without_overlaps

from cephlit.tagging.ner.decode import bio_labels
from cephlit.tagging.ner.names import Names
from cephlit.tagging.ner.windows import EncodedSentence, Window, encode_sentences, pack, special_pieces


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows.

    ``allowed[head]`` tells for each piece which labels its corpus permits: one where it is sure, several where the
    corpus is silent on a label, none where the head learns nothing.
    """

    piece_ids: Tensor
    shapes: Tensor
    names: Tensor
    mask: Tensor
    allowed: dict[str, Tensor]


def span_columns(heads: dict[str, list[str]]) -> dict[str, list[str]]:
    """The columns of every span head: outside, then begin and inside of each kind."""
    return {head: bio_labels(kinds) for head, kinds in heads.items()}


@dataclass(frozen=True, slots=True)
class Rare:
    """Labels so rare that a lone sentence with one of them is taught several times in an epoch."""

    labels: frozenset[str]
    times: int


def _times(document: tuple[Sentence, ...], rare: Rare) -> int:
    labels = {span.label for sentence in document for spans in sentence.spans.values() for span in spans}
    return rare.times if len(document) == 1 and not rare.labels.isdisjoint(labels) else 1


class Teaching:
    """A corpus, encoded once, and dealt out in windows that differ from epoch to epoch."""

    def __init__(
        self, corpus: Corpus, tokenizer: Tokenizer, names: Names, heads: dict[str, list[str]], rare: Rare
    ) -> None:
        self.columns = span_columns(heads)
        self.heads = heads
        self.tokenizer = tokenizer
        self.silent = corpus.silent
        documents = [document for document in corpus.documents for _ in range(_times(document, rare))]
        self.documents = [
            (document, encode_sentences(tokenizer, names, [sentence.text for sentence in document]))
            for document in documents
        ]

    def windows(self, length: int, rng: random.Random) -> Iterator[tuple[Window, dict[str, Tensor]]]:
        """Windows over all documents, each document begun at a random place, with the labels of their pieces."""
        opening, closing = special_pieces(self.tokenizer)
        documents = list(self.documents)
        rng.shuffle(documents)
        for group in _groups(documents):
            turn = rng.randrange(len(group))
            turned = [*group[turn:], *group[:turn]]
            for window in pack([encoded for _, encoded in turned], length, opening, closing):
                yield window, self._allowed(window, turned)

    def _allowed(self, window: Window, turned: Sequence[tuple[Sentence, EncodedSentence]]) -> dict[str, Tensor]:
        allowed = {
            head: torch.zeros(len(window.piece_ids), len(labels), dtype=torch.bool)
            for head, labels in self.columns.items()
        }
        for part in window.parts:
            sentence, encoded = turned[part.sentence]
            for head in self.heads:
                if head in sentence.spans:
                    rows = self._word_labels(sentence, encoded, head)[part.first_word : part.end_word]
                    allowed[head][list(part.positions)] = rows
        return allowed

    def _word_labels(self, sentence: Sentence, encoded: EncodedSentence, head: str) -> Tensor:
        columns = self.columns[head]
        labels = torch.zeros(len(encoded.words), dtype=torch.long)
        for span in without_overlaps(sentence.spans[head]):
            if f"B-{span.label}" not in columns:
                continue
            begin = columns.index(f"B-{span.label}")
            inside = [i for i, (start, end) in enumerate(encoded.words) if start < span.end and span.start < end]
            for order, word in enumerate(inside):
                labels[word] = begin if order == 0 else begin + 1
        allowed = torch.nn.functional.one_hot(labels, len(columns)).bool()
        silent = [i for i, column in enumerate(columns) if column[2:] in self.silent]
        allowed[labels == 0, :] |= torch.isin(torch.arange(len(columns)), torch.tensor(silent, dtype=torch.long))
        return allowed


def _groups(
    documents: list[tuple[tuple[Sentence, ...], list[EncodedSentence]]],
) -> Iterator[list[tuple[Sentence, EncodedSentence]]]:
    """Long documents by themselves, lone sentences put together so that they fill windows."""
    lone: list[tuple[Sentence, EncodedSentence]] = []
    for document, encoded in documents:
        pairs = list(zip(document, encoded, strict=True))
        if len(pairs) > 3:
            yield pairs
        else:
            lone.extend(pairs)
    if lone:
        yield lone


@dataclass(frozen=True, slots=True)
class Share:
    """Which branch of how many, and how many windows of how many pieces it takes at a time."""

    branch: int
    branches: int
    size: int
    length: int


def batches(teachings: Sequence[Teaching], share: Share, rng: random.Random) -> Iterator[Batch]:
    """One epoch of one branch: its share, as long as that of every other branch, of the shuffled windows."""
    windows = [window for teaching in teachings for window in teaching.windows(share.length, rng)]
    rng.shuffle(windows)
    step = share.size * share.branches
    for first in range(share.branch * share.size, len(windows) - len(windows) % step, step):
        yield collate(windows[first : first + share.size])


def collate(windows: Sequence[tuple[Window, dict[str, Tensor]]]) -> Batch:
    """Pad windows to the longest."""

    def padded(rows: list[Tensor]) -> Tensor:
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)

    ids = [torch.tensor(window.piece_ids) for window, _ in windows]
    return Batch(
        padded(ids),
        padded([torch.tensor(window.shapes) for window, _ in windows]),
        padded([torch.tensor(window.names) for window, _ in windows]),
        padded([torch.ones_like(row) for row in ids]),
        {head: padded([allowed[head] for _, allowed in windows]) for head in windows[0][1]},
    )

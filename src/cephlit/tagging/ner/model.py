"""The trained tagger at run time: ONNX weights, a tokenizer and a list of labels."""

import json
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import takewhile
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from cephlit.tagging.ner import SHIPPED
from cephlit.tagging.ner.agreement import WordSpan, agreed_spans, shared_scores
from cephlit.tagging.ner.decode import Floats, best_path, cautious, log_shares, path_spans
from cephlit.tagging.ner.defined import Text, defined_spans
from cephlit.tagging.ner.names import Names
from cephlit.tagging.ner.results import DIRECTIONS, FILE, PARTS, ResultHead
from cephlit.tagging.ner.tagged_span import DIRECTION, RESULT, TaggedSpan
from cephlit.tagging.ner.windows import EncodedSentence, Window, encode_sentences, pack, special_pieces

_SLOW_FUSIONS = ["SkipLayerNormFusion"]
"""Optimisations of onnxruntime that are none: its kernel for a sum and its normalisation takes five times as long as
the two one after the other, and a seventh of the network's time."""


class SpanTagger:
    """Finds labelled spans in sentences.

    Parameters
    ----------
    folder
        Holds ``model.onnx``, ``tokenizer.json``, ``labels.json`` and ``names.txt.gz``, and ``results.npz`` if the head
        for results has been taught.
    threads
        Threads of one inference. The result does not depend on it.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self._heads: dict[str, list[str]] = labels["heads"]
        self._length: int = labels["length"]
        self._agreeing: list[str] = labels["agreeing"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._names = Names.read(folder / "names.txt.gz")
        self._results = ResultHead.read(folder / FILE) if (folder / FILE).exists() else None
        self._opening, self._closing = special_pieces(self._tokenizer)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"], disabled_optimizers=_SLOW_FUSIONS
        )
        self._widths: dict[str, int] = {output.name: output.shape[-1] for output in self._session.get_outputs()}

    @property
    def heads(self) -> dict[str, list[str]]:
        """The kinds of span that each head knows."""
        of_results = {DIRECTION: list(DIRECTIONS), RESULT: list(PARTS)} if self._results else {}
        return {head: list(kinds) for head, kinds in self._heads.items()} | of_results

    def tag(self, sentences: Sequence[str]) -> list[list[TaggedSpan]]:
        """Spans of each sentence, in order of start.

        Sentences that follow each other serve each other as context, so give the sentences of one text, and all of
        them. Each window is run by itself: the 8-bit weights scale their inputs by the extremes of one call, and a
        window that shared a call with others would be tagged by the company it keeps. Names that stand in several
        sentences nearby are read alike, and short forms as their long forms (see `agreement` and `defined`).
        """
        encoded = encode_sentences(self._tokenizer, self._names, sentences)
        scores, *vectors = self._of_words(encoded, ["scores", "vectors"] if self._results else ["scores"])
        found: list[list[TaggedSpan]] = [[] for _ in sentences]
        for head, kinds in self._heads.items():
            columns = self._columns(head)
            of_head = [rows[:, columns] for rows in scores]
            for number, spans in enumerate(self._word_spans(head, sentences, encoded, of_head)):
                words = encoded[number].words
                found[number].extend(
                    TaggedSpan(words[first][0], words[end - 1][1], head, kinds[kind]) for first, end, kind in spans
                )
        if self._results:
            for of_sentence, text, sentence, rows in zip(found, sentences, encoded, vectors[0], strict=True):
                of_sentence.extend(self._results.spans(text, sentence.words, rows))
        return [sorted(spans) for spans in found]

    def lists(self, name: str) -> bool:
        """Whether the lists of names that the tagger reads by have a name."""
        return self._names.knows(name)

    def chances(self, sentences: Sequence[str], head: str, kind: str) -> list[list[tuple[int, int, float]]]:
        """Start, end and chance in [0, 1] of each word of each sentence to be part of a span of some kind.

        The places of a word share what is known of each, as in `tag`; spans are not chosen.
        """
        encoded = encode_sentences(self._tokenizer, self._names, sentences)
        (scores,) = self._of_words(encoded, ["scores"])
        of_head = [rows[:, self._columns(head)] for rows in scores]
        words = [[text[start:end] for start, end in e.words] for text, e in zip(sentences, encoded, strict=True)]
        column = 1 + 2 * self._heads[head].index(kind)
        found: list[list[tuple[int, int, float]]] = []
        for sentence, rows in zip(encoded, shared_scores(words, of_head), strict=True):
            shares = np.exp(log_shares(rows)[:, column : column + 2]).sum(axis=1)
            found.append([(*place, float(share)) for place, share in zip(sentence.words, shares, strict=True)])
        return found

    def _columns(self, head: str) -> slice:
        """The columns of a head among those of all heads."""
        widths = {name: 1 + 2 * len(kinds) for name, kinds in self._heads.items()}
        start = sum(widths[name] for name in takewhile(lambda name: name != head, self._heads))
        return slice(start, start + widths[head])

    def vectors(self, sentences: Sequence[str]) -> list[tuple[tuple[tuple[int, int], ...], Floats]]:
        """Start and end of each word of each sentence, and what the encoder knows of it, one row for each word."""
        encoded = encode_sentences(self._tokenizer, self._names, sentences)
        (vectors,) = self._of_words(encoded, ["vectors"])
        return [(sentence.words, rows) for sentence, rows in zip(encoded, vectors, strict=True)]

    def _of_words(self, encoded: Sequence[EncodedSentence], outputs: Sequence[str]) -> list[list[Floats]]:
        """Each of some outputs of the network, for the words of each sentence."""
        rows = [[np.zeros((len(e.words), self._widths[name]), dtype=np.float32) for e in encoded] for name in outputs]
        for window in pack(encoded, self._length, self._opening, self._closing):
            given = self._run(window, outputs)
            done = 0
            for part in window.parts:
                count = part.end_word - part.first_word
                for of_sentences, of_words in zip(rows, given, strict=True):
                    of_sentences[part.sentence][part.first_word : part.end_word] = of_words[0, done : done + count]
                done += count
        return rows

    def _word_spans(
        self, head: str, sentences: Sequence[str], encoded: Sequence[EncodedSentence], scores: Sequence[Floats]
    ) -> list[list[WordSpan]]:
        """Spans of one head in each sentence, in words."""
        if head not in self._agreeing:
            return [path_spans(best_path(cautious(rows))) for rows in scores]
        text = Text(sentences, [sentence.words for sentence in encoded])
        words = [text.words(number) for number in range(len(sentences))]
        spans = [path_spans(best_path(cautious(rows))) for rows in shared_scores(words, scores)]
        return defined_spans(text, agreed_spans(words, spans))

    def _run(self, window: Window, outputs: Sequence[str]) -> list[Floats]:
        """Outputs of the network for the words of a window, in order."""
        feed = {
            "piece_ids": np.array([window.piece_ids], dtype=np.int64),
            "shapes": np.array([window.shapes], dtype=np.int64),
            "names": np.array([window.names], dtype=np.int64),
            "firsts": np.array([place for part in window.parts for place in part.positions], dtype=np.int64),
        }
        given: list[Floats] = self._session.run(outputs, feed)
        return given


@cache
def shipped_tagger(threads: int = 1) -> SpanTagger:
    """The tagger whose weights ship with the package, loaded once."""
    with as_file(files("cephlit.models") / SHIPPED) as folder:
        return SpanTagger(folder, threads)

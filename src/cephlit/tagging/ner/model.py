"""The trained tagger at run time: ONNX weights, a tokenizer and a list of labels."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from cephlit.tagging.ner import SHIPPED
from cephlit.tagging.ner.decode import best_path, path_spans
from cephlit.tagging.ner.windows import Window, encode_sentences, pack, special_pieces


@dataclass(frozen=True, slots=True, order=True)
class TaggedSpan:
    """A stretch of a sentence, in characters, with the head that found it and that head's label."""

    start: int
    end: int
    head: str
    label: str


class SpanTagger:
    """Finds labelled spans in sentences.

    Parameters
    ----------
    folder
        Holds ``model.onnx``, ``tokenizer.json`` and ``labels.json``.
    threads
        Threads of one inference. The result does not depend on it.
    """

    def __init__(self, folder: Path, threads: int = 1) -> None:
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        self._heads: dict[str, list[str]] = labels["heads"]
        self._length: int = labels["length"]
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._opening, self._closing = special_pieces(self._tokenizer)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )

    @property
    def heads(self) -> dict[str, list[str]]:
        """The kinds of span that each head knows."""
        return {head: list(kinds) for head, kinds in self._heads.items()}

    def tag(self, sentences: Sequence[str]) -> list[list[TaggedSpan]]:
        """Spans of each sentence, in order of start.

        Sentences that follow each other serve each other as context, so give the sentences of one text, and all of
        them. Each window is run by itself: the 8-bit weights scale their inputs by the extremes of one call, and a
        window that shared a call with others would be tagged by the company it keeps.
        """
        encoded = encode_sentences(self._tokenizer, sentences)
        found: list[list[TaggedSpan]] = [[] for _ in sentences]
        for window in pack(encoded, self._length, self._opening, self._closing):
            scores = self._scores(window)
            for part in window.parts:
                words = encoded[part.sentence].words[part.first_word : part.end_word]
                found[part.sentence].extend(self._spans(scores[list(part.positions)], words))
        return [sorted(spans) for spans in found]

    def _scores(self, window: Window) -> NDArray[np.float32]:
        feed = {
            "piece_ids": np.array([window.piece_ids], dtype=np.int64),
            "shapes": np.array([window.shapes], dtype=np.int64),
        }
        (scores,) = self._session.run(["scores"], feed)
        return np.asarray(scores[0], dtype=np.float32)

    def _spans(self, scores: NDArray[np.float32], words: Sequence[tuple[int, int]]) -> list[TaggedSpan]:
        spans: list[TaggedSpan] = []
        column = 0
        for head, kinds in self._heads.items():
            width = 1 + 2 * len(kinds)
            path = best_path(scores[:, column : column + width])
            column += width
            spans.extend(
                TaggedSpan(words[first][0], words[end - 1][1], head, kinds[kind])
                for first, end, kind in path_spans(path)
            )
        return spans


@cache
def shipped_tagger(threads: int = 1) -> SpanTagger:
    """The tagger whose weights ship with the package, loaded once."""
    with as_file(files("cephlit.models") / SHIPPED) as folder:
        return SpanTagger(folder, threads)

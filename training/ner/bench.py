"""Words per second of a packed model on full texts: ``python -m training.ner.bench ARCHIVE [--texts N]``.

A machine that others use as well gives a figure of that hour. So two references are measured right before and after, on
the same cores: spaCy's blank English tokenizer on the same texts, and products of matrices.
"""

import argparse
import os
import tarfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import spacy
from training.ner.corpora import split_sentences

from cephlit.tagging.ner.model import SpanTagger, shipped_tagger

Paper = list[str]
"""The sentences of a text."""

_TAGGERS: dict[str, SpanTagger] = {}
"""The tagger of this process, loaded by `load`."""


def texts(archive: Path) -> Iterator[str]:
    """Plain texts of an archive."""
    with tarfile.open(archive) as packed:
        for member in packed:
            file = packed.extractfile(member)
            if file is not None and member.name.endswith(".txt"):
                yield file.read().decode("utf-8")


def load(model: Path | None, threads: int) -> None:
    """Load the tagger of this process and let it tag once."""
    tagger = _TAGGERS["here"] = SpanTagger(model, threads) if model else shipped_tagger(threads)
    tagger.tag(["Nausea followed sumatriptan."])


def tag(paper: Paper) -> float:
    """Tag a text with this process's tagger; the seconds of processor time that it took."""
    began = time.process_time()
    _TAGGERS["here"].tag(paper)
    return time.process_time() - began


def tagged_by(processes: int, threads: int, model: Path | None, papers: Sequence[Paper]) -> tuple[float, float]:
    """Seconds by the clock, and of processor time, of some processes with some threads each."""
    if processes == 1:
        load(model, threads)
        began = time.perf_counter()
        busy = sum(map(tag, papers))
        return time.perf_counter() - began, busy
    with ProcessPoolExecutor(processes, initializer=load, initargs=(model, threads)) as pool:
        list(pool.map(tag, [["Warm."]] * processes))
        began = time.perf_counter()
        busy = sum(pool.map(tag, papers))
        return time.perf_counter() - began, busy


def tokenizer_speed(papers: Sequence[Paper], words: int) -> float:
    """Words a second of processor time of spaCy's blank English tokenizer."""
    nlp = spacy.blank("en")
    return words / _busy(lambda: [nlp.make_doc(sentence) for paper in papers for sentence in paper])


def product_speed() -> float:
    """Thousand million operations a second of processor time in products of matrices of 1,024 by 1,024."""
    one = np.ones((1024, 1024), dtype=np.float32)
    return 20 * 2 * 1024**3 / _busy(lambda: [one @ one for _ in range(20)]) / 1e9


def _busy(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.ner.bench", description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--texts", type=int, default=20)
    parser.add_argument("--model", type=Path, help="folder of a packed model instead of the shipped one")
    arguments = parser.parse_args()
    papers = [[t[a:b] for a, b in split_sentences(t)] for t in islice(texts(arguments.archive), arguments.texts)]
    words = sum(len(sentence.split()) for paper in papers for sentence in paper)
    print(f"{len(papers)} texts, {words} words, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for processes, threads in ((2, 1), (1, 2), (1, 1)):
        print(f"tokenizer {tokenizer_speed(papers, words):.0f} words/s, products {product_speed():.0f} GFLOP/s")
        seconds, busy = tagged_by(processes, threads, arguments.model, papers)
        print(
            f"{processes} processes of {threads} threads: {words / seconds:.0f} words/s by the clock, "
            f"{words / busy:.0f} for a second of one core"
        )


if __name__ == "__main__":
    main()

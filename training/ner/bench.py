"""Words per second of a packed model on full texts: ``python -m training.ner.bench ARCHIVE [--texts N]``."""

import argparse
import tarfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from training.ner.corpora import split_sentences

from cephlit.tagging.ner.model import SpanTagger, shipped_tagger


def texts(archive: Path) -> Iterator[str]:
    """Plain texts of an archive."""
    with tarfile.open(archive) as packed:
        for member in packed:
            file = packed.extractfile(member)
            if file is not None and member.name.endswith(".txt"):
                yield file.read().decode("utf-8")


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.ner.bench", description=__doc__)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--texts", type=int, default=20)
    parser.add_argument("--model", type=Path, help="folder of a packed model instead of the shipped one")
    parser.add_argument("--workers", type=int, default=2, help="texts tagged at a time")
    arguments = parser.parse_args()
    papers = [[t[a:b] for a, b in split_sentences(t)] for t in islice(texts(arguments.archive), arguments.texts)]
    tagger = SpanTagger(arguments.model) if arguments.model else shipped_tagger()
    words = sum(len(sentence.split()) for paper in papers for sentence in paper)
    tagger.tag(papers[0])
    began, busy = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(arguments.workers) as pool:
        list(pool.map(tagger.tag, papers))
    seconds, busy = time.perf_counter() - began, time.process_time() - busy
    print(f"{words} words, {seconds:.1f} s: {words / seconds:.0f} words/s, {words / busy:.0f} for a second of one core")


if __name__ == "__main__":
    main()

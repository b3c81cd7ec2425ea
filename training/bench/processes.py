"""Measure one thing in a process of its own, so that nothing is warm and its peak of memory is its own.

usage: python -m training.bench.processes KIND FOLDER   (prints a JSON object)
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

Work = Callable[[Path], object]


def pipeline() -> Work:
    """All stages, as a worker process runs them."""
    from cephlit.documents.sources import FoundFile  # noqa: PLC0415 - each kind loads what it needs alone
    from cephlit.extraction import prepare  # noqa: PLC0415
    from cephlit.runs.worker_side import read_share  # noqa: PLC0415

    prepare()
    return lambda path: read_share(FoundFile(path.name, path))


def model() -> Work:
    """The shipped tagger alone, on the sentences of the text."""
    from cephlit.tagging.ner.model import shipped_tagger  # noqa: PLC0415
    from cephlit.tagging.sentences import sentence_spans  # noqa: PLC0415

    tagger = shipped_tagger()

    def work(path: Path) -> object:
        text = path.read_text(encoding="utf-8")
        return tagger.tag([text[start:end] for start, end in sentence_spans(text)])

    return work


def tokens() -> Work:
    """The tokenizer alone: the floor of anything built on spaCy."""
    from cephlit.tagging.pipeline import blank_pipeline  # noqa: PLC0415

    nlp = blank_pipeline()

    def work(path: Path) -> object:
        with nlp.memory_zone():
            return len(nlp.make_doc(path.read_text(encoding="utf-8")))

    return work


def medspacy() -> Work:
    """The default pipeline of medspaCy with the names of drugs and conditions of a lexicon as its targets."""
    import medspacy  # type: ignore[import-not-found]  # noqa: PLC0415 - is in an environment of its own
    from medspacy.target_matcher import TargetRule  # type: ignore[import-not-found]  # noqa: PLC0415

    nlp = medspacy.load()
    lexicon = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
    nlp.get_pipe("medspacy_target_matcher").add([TargetRule(phrase, label) for phrase, label in lexicon])
    return lambda path: nlp(path.read_text(encoding="utf-8"))


KINDS: dict[str, Callable[[], Work]] = {k.__name__: k for k in (pipeline, model, tokens, medspacy)}


def measure(kind: str, folder: Path) -> dict[str, float]:
    """Words and bytes of a folder, seconds of computing to get ready and to work, peaks of memory in MB."""
    start = time.process_time()
    work = KINDS[kind]()
    ready = time.process_time()
    peaks, words = [], 0
    for path in sorted(folder.glob("*.txt")):
        work(path)
        words += len(path.read_text(encoding="utf-8").split())
        peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return {
        "papers": len(peaks),
        "words": words,
        "start": ready - start,
        "seconds": time.process_time() - ready,
        "peak after a tenth": peaks[len(peaks) // 10],
        "peak": peaks[-1],
    }


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], Path(sys.argv[2]))))

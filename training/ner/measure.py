"""Strict span scores of a packed model on a split, with the code that runs in the product."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from training.ner.corpora import ARGUMENT, ENTITY, Corpus

from cephlit.tagging.ner.model import SpanTagger

HEAD_OF = {
    "bc5cdr": ENTITY,
    "bc5cdr, tokens": ENTITY,
    "ncbi-disease": ENTITY,
    "ncbi-disease, tokens": ENTITY,
    "phee": ARGUMENT,
}
"""The measured corpora, each with the head that it judges."""


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of one label, or of all."""

    found: int
    wanted: int
    right: int

    @property
    def precision(self) -> float:
        """Share of the found spans that are right, in per cent."""
        return 100 * self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the wanted spans that were found, in per cent."""
        return 100 * self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of the two, in per cent."""
        return 200 * self.right / (self.found + self.wanted) if self.found + self.wanted else 0.0


Spans = Iterable[tuple[int, int, str]]


def score(found: Iterable[Spans], wanted: Iterable[Spans]) -> dict[str, Score]:
    """Scores for each label, and for ``all``: a span is right with both its ends and its label right."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("found", "wanted", "right")}
    for got, gold in zip(found, wanted, strict=True):
        got_set, gold_set = set(got), set(gold)
        for name, spans in (("found", got_set), ("wanted", gold_set), ("right", got_set & gold_set)):
            counts[name].update(label for _, _, label in spans)
            counts[name]["all"] += len(spans)
    labels = sorted(counts["wanted"] | counts["found"], key=lambda label: (label == "all", label))
    return {label: Score(*(counts[name][label] for name in ("found", "wanted", "right"))) for label in labels}


def measure(tagger: SpanTagger, corpus: Corpus, head: str) -> dict[str, Score]:
    """Scores of one corpus; labels on which it is silent are left out."""
    found, wanted = [], []
    for document in corpus.documents:
        tagged = tagger.tag([sentence.text for sentence in document])
        for spans, sentence in zip(tagged, document, strict=True):
            found.append([(s.start, s.end, s.label) for s in spans if s.head == head and s.label not in corpus.silent])
            wanted.append([(s.start, s.end, s.label) for s in sentence.spans[head]])
    return score(found, wanted)

"""What a trained tagger adds to a study that has been tagged by rules and vocabulary."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cephlit.tagging.merge import merge_mentions, without_quantities
from cephlit.tagging.ner import SHIPPED
from cephlit.tagging.ner.external import external_spans
from cephlit.tagging.ner.mentions import as_mentions
from cephlit.tagging.ner.model import shipped_tagger
from cephlit.tagging.ner.tagged_span import DIRECTION, RESULT, TaggedSpan
from cephlit.tagging.tagged import TaggedStudy


@dataclass(frozen=True, slots=True)
class ReportedResult:
    """A sentence that reports a result, as the shipped tagger reads it.

    Attributes
    ----------
    start, end, quote
        Its place in the study's view, and its words.
    direction
        What the intervention did to the outcome: ``Increased``, ``Decreased`` or ``No difference``.
    outcome, intervention, comparator
        Their words, those in several places parted by ``; ``; empty where the sentence does not name them.
    """

    start: int
    end: int
    quote: str
    direction: str
    outcome: str
    intervention: str
    comparator: str


@dataclass(frozen=True, slots=True)
class ReadByModel:
    """A study with the names that a model adds, and the results that it reads."""

    tagged: TaggedStudy
    results: tuple[ReportedResult, ...]


def read_by_model(tagged: TaggedStudy, ner: str = SHIPPED) -> ReadByModel:
    """Add the drugs and conditions that only a model knows, and read the sentences that report a result.

    What the vocabulary knows stays as it is. All this is for readers: the tables take none of it but the drugs of
    `new_drugs`.

    Parameters
    ----------
    tagged
        The study.
    ner
        ``span_tagger``, which ships with the package, or the name of an installed spaCy or scispaCy model, which reads
        no results.

    Raises
    ------
    ModelMissingError, ModelUnfitError
        As `external.load_model` does.
    """
    texts = [sentence.text for sentence in tagged.sentences]
    found = shipped_tagger().tag(texts) if ner == SHIPPED else [external_spans(ner, text) for text in texts]
    spans = [
        replace(span, start=sentence.start + span.start, end=sentence.start + span.end)
        for sentence, of_sentence in zip(tagged.sentences, found, strict=True)
        for span in of_sentence
    ]
    view = tagged.study.view.text
    new = without_quantities(as_mentions(view, sorted(spans)), tagged.quantities)
    mentions = tuple(merge_mentions(tagged.mentions, new))
    return ReadByModel(replace(tagged, mentions=mentions), tuple(_results(view, sorted(spans))))


def _results(text: str, spans: Sequence[TaggedSpan]) -> Iterator[ReportedResult]:
    for sentence in spans:
        if sentence.head != DIRECTION:
            continue
        start, end = sentence.start, sentence.end
        inside = [s for s in spans if s.head == RESULT and start <= s.start and s.end <= end]
        parts = {
            part: "; ".join(dict.fromkeys(text[s.start : s.end] for s in inside if s.label == part))
            for part in ("Outcome", "Intervention", "Comparator")
        }
        yield ReportedResult(start, end, text[start:end], sentence.label, *parts.values())

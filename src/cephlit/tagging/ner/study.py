"""The names that a trained tagger adds to a study that has been tagged by rules and vocabulary."""

from dataclasses import replace

from cephlit.tagging.merge import merge_mentions, without_quantities
from cephlit.tagging.ner import SHIPPED
from cephlit.tagging.ner.external import external_spans
from cephlit.tagging.ner.mentions import as_mentions
from cephlit.tagging.ner.model import shipped_tagger
from cephlit.tagging.tagged import TaggedStudy


def with_model_names(tagged: TaggedStudy, ner: str = SHIPPED) -> TaggedStudy:
    """Add the drugs and conditions that only a model knows; what the vocabulary knows stays as it is.

    They are for readers: of all these names the tables take none but the drugs of `new_drugs`.

    Parameters
    ----------
    tagged
        The study.
    ner
        ``span_tagger``, which ships with the package, or the name of an installed spaCy or scispaCy model.

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
    new = without_quantities(as_mentions(tagged.study.view.text, sorted(spans)), tagged.quantities)
    return replace(tagged, mentions=tuple(merge_mentions(tagged.mentions, new)))

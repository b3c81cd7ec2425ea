"""The names that the shipped tagger adds to a study that has been tagged by rules and vocabulary."""

from dataclasses import replace

from cephlit.tagging.merge import merge_mentions, without_quantities
from cephlit.tagging.ner.mentions import as_mentions
from cephlit.tagging.ner.model import TaggedSpan, shipped_tagger
from cephlit.tagging.tagged import TaggedStudy


def with_model_names(tagged: TaggedStudy) -> TaggedStudy:
    """Add the drugs and conditions that only the model knows; what the vocabulary knows stays as it is.

    They are for readers: the tables are made from names with a canonical form alone.
    """
    sentences = tagged.sentences
    spans = [
        TaggedSpan(sentence.start + span.start, sentence.start + span.end, span.head, span.label)
        for sentence, found in zip(sentences, shipped_tagger().tag([s.text for s in sentences]), strict=True)
        for span in found
    ]
    new = without_quantities(as_mentions(tagged.study.view.text, sorted(spans)), tagged.quantities)
    return replace(tagged, mentions=tuple(merge_mentions(tagged.mentions, new)))

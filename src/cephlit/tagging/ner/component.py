"""The shipped tagger as a spaCy component.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("sentencizer")
>>> _ = nlp.add_pipe("cephlit_ner")
>>> [(s.text, s.label_) for s in nlp("Nausea followed sumatriptan.").spans["model_entity"]]
[('Nausea', 'Disease'), ('sumatriptan', 'Chemical')]
"""

from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc

from cephlit.tagging.layers import (
    abbreviations_of,
    mentions_of,
    quantities_of,
    sentence_offsets,
    set_mentions,
    text_of,
)
from cephlit.tagging.merge import merge_mentions
from cephlit.tagging.ner.new_drugs import Found, new_drugs
from cephlit.tagging.ner.spans import leave

if TYPE_CHECKING:
    from cephlit.tagging.ner.model import SpanTagger


@Language.factory(
    "cephlit_ner", assigns=["doc.spans"], requires=["token.is_sent_start"], default_config={"folder": None}
)
def create_ner(nlp: Language, name: str, folder: str | None) -> "NerPipe":  # noqa: ARG001 - spaCy calls factories so
    """Make the component that tags with the shipped weights, or with those in ``folder``."""
    return NerPipe(folder)


@Language.factory("cephlit_new_drugs", assigns=["doc.spans"], requires=["token.is_sent_start"])
def create_new_drugs(nlp: Language, name: str) -> "NewDrugPipe":  # noqa: ARG001 - spaCy calls factories so
    """Make the component that adds the drugs which no list knows."""
    return NewDrugPipe()


@cache
def _tagger(folder: str | None) -> "SpanTagger":
    """The tagger, loaded at most once in a process, and only by who needs it: most texts have no unknown drug."""
    from cephlit.tagging.ner.model import SpanTagger, shipped_tagger  # noqa: PLC0415

    return SpanTagger(Path(folder)) if folder else shipped_tagger()


class NerPipe:
    """Tag the sentences of a doc, all in one go, since they serve each other as context."""

    def __init__(self, folder: str | None = None) -> None:
        self.folder = folder

    def __call__(self, doc: Doc) -> Doc:
        """Tag the doc.

        Raises
        ------
        ValueError
            If nothing has set the doc's sentences.
        """
        text = text_of(doc)
        sentences = [(start, text[start:end]) for start, end in sentence_offsets(doc)]
        tagged = _tagger(self.folder).tag([text for _, text in sentences])
        leave(
            doc,
            [
                replace(span, start=span.start + offset, end=span.end + offset)
                for (offset, _), spans in zip(sentences, tagged, strict=True)
                for span in spans
            ],
        )
        return doc


class NewDrugPipe:
    """Add the drugs that the vocabulary lacks to the mentions of a doc, after its vocabulary and its quantities."""

    def __call__(self, doc: Doc) -> Doc:
        """Add them; where nothing looks like one, the tagger is not even loaded."""
        found = Found(text_of(doc), sentence_offsets(doc), mentions_of(doc), quantities_of(doc), abbreviations_of(doc))
        new = new_drugs(found, partial(_tagger, None))
        if new:
            set_mentions(doc, merge_mentions(found.mentions, new))
        return doc

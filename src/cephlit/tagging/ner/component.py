"""The shipped tagger as a spaCy component.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("sentencizer")
>>> _ = nlp.add_pipe("cephlit_ner")
>>> [(s.text, s.label_) for s in nlp("Nausea followed sumatriptan.").spans["model_entity"]]
[('Nausea', 'Disease'), ('sumatriptan', 'Chemical')]
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from cephlit.tagging.ner.model import SpanTagger, shipped_tagger
from cephlit.tagging.ner.spans import leave


@Language.factory(
    "cephlit_ner", assigns=["doc.spans"], requires=["token.is_sent_start"], default_config={"folder": None}
)
def create_ner(nlp: Language, name: str, folder: str | None) -> "NerPipe":  # noqa: ARG001 - spaCy calls factories so
    """Make the component that tags with the shipped weights, or with those in ``folder``."""
    return NerPipe(folder)


@cache
def _tagger(folder: str | None) -> SpanTagger:
    """The tagger, loaded at most once in a process."""
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
        sentences = [(sentence.start_char, sentence.text) for sentence in doc.sents]
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

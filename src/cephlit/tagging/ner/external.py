"""Tagging with an installed spaCy or scispaCy model in place of the shipped weights.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("cephlit_external_ner", config={"model": "en_ner_bc5cdr_md"})  # doctest: +SKIP
"""

from functools import cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from cephlit.tagging.ner.mentions import mention_labels
from cephlit.tagging.ner.spans import leave
from cephlit.tagging.ner.tagged_span import ENTITY, TaggedSpan
from cephlit.vocabulary.load import rows


class ModelMissingError(LookupError):
    """A model that was asked for is not installed; the message says how to install it."""


class ModelUnfitError(ValueError):
    """A model that was asked for marks no names that the package knows what to do with."""


@Language.factory("cephlit_external_ner", assigns=["doc.spans"])
def create_external_ner(nlp: Language, name: str, model: str) -> "ExternalNerPipe":  # noqa: ARG001 - spaCy calls so
    """Make the component that tags with the entity recogniser of an installed model.

    Parameters
    ----------
    nlp, name
        As spaCy passes them.
    model
        Name of an installed model package, or the path of a model folder.
    """
    return ExternalNerPipe(model)


@cache
def load_model(model: str) -> Language:
    """Load a model with nothing but what its entity recogniser needs.

    Raises
    ------
    ModelMissingError
        If it is not installed.
    ModelUnfitError
        If it has no entity recogniser, or none of its labels is known to ``vocabulary/ner_labels.csv``.
    """
    try:
        nlp = spacy.load(model, exclude=["tagger", "parser", "lemmatizer", "attribute_ruler"])
    except OSError as error:
        commands = {row["model"]: row["install"] for row in rows("ner_models")}
        hint = commands.get(model, f"pip install {model}")
        raise ModelMissingError(f"the model {model!r} is not installed; install it with: {hint}") from error
    labels = nlp.pipe_labels.get("ner", [])
    if not any(label in mention_labels() for label in labels):
        told = ", ".join(labels) or "none"
        raise ModelUnfitError(f"no label of the model {model!r} is known to ner_labels.csv: {told}")
    return nlp


def external_spans(model: str, text: str) -> list[TaggedSpan]:
    """Entities that an installed model finds in a text; `load_model` says what it raises."""
    return [TaggedSpan(e.start_char, e.end_char, ENTITY, e.label_) for e in load_model(model)(text).ents]


class ExternalNerPipe:
    """Tag a doc with another pipeline's entities; the model is loaded once in a process."""

    def __init__(self, model: str) -> None:
        self.model = model
        load_model(model)

    def __call__(self, doc: Doc) -> Doc:
        """Tag the doc."""
        leave(doc, external_spans(self.model, doc.text))
        return doc

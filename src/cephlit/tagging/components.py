"""The spaCy components: what each one reads from a doc and leaves on it.

Each works alone, on any text, in any English pipeline (``nlp.add_pipe("cephlit_quantities")``): the package announces
them as spaCy factories. What they find is in ``doc.spans`` and, with exact offsets, in the layers of
``cephlit.tagging.layers``; their logic is in the modules named like them.
"""

# ruff: noqa: ARG001 - spaCy calls every factory with nlp and name
from typing import cast

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.types import Ints2d

from cephlit.tagging.abbreviation_detector import detected
from cephlit.tagging.abbreviations import abbreviations_in, definitions_in
from cephlit.tagging.assertion import Assertion, flagged
from cephlit.tagging.dictionary import dictionary
from cephlit.tagging.layers import (
    abbreviations_of,
    is_shown,
    lines_of,
    mentions_of,
    quantities_of,
    set_abbreviations,
    set_mentions,
    set_quantities,
    text_of,
)
from cephlit.tagging.lexicon import find_mentions
from cephlit.tagging.merge import merge_mentions, shown_spans, without_quantities
from cephlit.tagging.quantities import find_quantities
from cephlit.tagging.sentences import sentence_spans

Span.set_extension("cephlit_assertion", default=[], force=True)


class SentencePipe:
    """Set the sentence starts of a doc; a start inside of a token is left out."""

    def __call__(self, doc: Doc) -> Doc:
        """Set them."""
        starts = [start for start, _ in sentence_spans(text_of(doc), lines_of(doc))]
        marks = np.where(np.isin(doc.to_array("IDX"), starts), 1, -1)
        marks[:1] = 1
        doc.from_array(["SENT_START"], cast(Ints2d, marks.reshape(-1, 1).astype(np.uint64)))
        return doc


class AbbreviationPipe:
    """Collect the short forms that a text defines, with those that scispaCy's detector found if it ran before.

    Short forms that the doc has already, from an earlier part of the same text, hold against later definitions.
    """

    def __call__(self, doc: Doc) -> Doc:
        """Collect them."""
        found = list(definitions_in(text_of(doc)))
        if Doc.has_extension("abbreviations"):
            found += detected(doc)
        both = abbreviations_in(found) | abbreviations_of(doc)
        set_abbreviations(doc, dict(sorted(both.items())))
        return doc


class LexiconPipe:
    """Tag the names that the vocabulary knows, and the short forms of such names."""

    def __init__(self) -> None:
        """Read the vocabulary, so that the first text does not wait for it."""
        dictionary()

    def __call__(self, doc: Doc) -> Doc:
        """Tag them; mentions that the doc has already yield to them."""
        found = find_mentions(text_of(doc), abbreviations_of(doc))
        set_mentions(doc, merge_mentions(found, mentions_of(doc)))
        return doc


class QuantityPipe:
    """Tag the numbers, line by line."""

    def __call__(self, doc: Doc) -> Doc:
        """Tag them."""
        text = text_of(doc)
        set_quantities(
            doc,
            [
                quantity
                for line in lines_of(doc)
                for quantity in find_quantities(text[line.start : line.end], at=line.start)
            ],
        )
        return doc


class AssertionPipe:
    """Flag the doc's mentions, and the entities of other components, by how the text asserts them."""

    def __init__(self, nlp: Language) -> None:
        """Read the cues."""
        self._assertion = Assertion(nlp)

    def __call__(self, doc: Doc) -> Doc:
        """Flag them; an entity has the names of its flags in ``ent._.cephlit_assertion``."""
        mentions = mentions_of(doc)
        if mentions:
            flags = self._assertion.flags(doc, [(m.start, m.end, m.label) for m in mentions])
            if any(flags):
                set_mentions(doc, [flagged(mention, kinds) for mention, kinds in zip(mentions, flags, strict=True)])
        if doc.ents:
            flags = self._assertion.flags(doc, [(e.start_char, e.end_char, e.label_) for e in doc.ents])
            for entity, kinds in zip(doc.ents, flags, strict=True):
                entity._.cephlit_assertion = sorted(kinds)
        return doc


class EntityPipe:
    """Bring mentions and quantities to terms with each other, and show both in ``doc.ents``."""

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents``; entities of other components stay where nothing was found."""
        found, quantities = mentions_of(doc), quantities_of(doc)
        mentions = without_quantities(found, quantities)
        if len(mentions) < len(found):
            set_mentions(doc, mentions)
        if not is_shown(doc):
            return doc
        taken: set[int] = set()
        spans: list[Span] = []
        for shown in shown_spans(mentions, quantities):
            span = doc.char_span(shown.start, shown.end, shown.label, kb_id=shown.concept_id, alignment_mode="expand")
            if span is not None and taken.isdisjoint(range(span.start, span.end)):
                taken.update(range(span.start, span.end))
                spans.append(span)
                span._.cephlit_assertion = list(shown.flags)
        spans += [ent for ent in doc.ents if taken.isdisjoint(range(ent.start, ent.end))]
        doc.ents = tuple(spans)
        return doc


@Language.factory("cephlit_sentences", assigns=["token.is_sent_start"])
def create_sentences(nlp: Language, name: str) -> SentencePipe:
    """Make the component that sets sentence starts."""
    return SentencePipe()


@Language.factory("cephlit_abbreviations")
def create_abbreviations(nlp: Language, name: str) -> AbbreviationPipe:
    """Make the component that collects short forms."""
    return AbbreviationPipe()


@Language.factory("cephlit_lexicon", assigns=["doc.spans"])
def create_lexicon(nlp: Language, name: str) -> LexiconPipe:
    """Make the component that tags by the vocabulary."""
    return LexiconPipe()


@Language.factory("cephlit_quantities", assigns=["doc.spans"])
def create_quantities(nlp: Language, name: str) -> QuantityPipe:
    """Make the component that tags numbers."""
    return QuantityPipe()


@Language.factory("cephlit_assertion")
def create_assertion(nlp: Language, name: str) -> AssertionPipe:
    """Make the component that flags mentions and entities."""
    return AssertionPipe(nlp)


@Language.factory("cephlit_entities", assigns=["doc.ents"])
def create_entities(nlp: Language, name: str) -> EntityPipe:
    """Make the component that sets entities."""
    return EntityPipe()

"""The tagger: the components in their order, and the way from a study to a tagged study.

>>> nlp = build_tagger()
>>> nlp.pipe_names[:2]
['cephlit_sentences', 'abbreviation_detector']
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from cephlit.studies.study import Block, Study
from cephlit.tagging.abbreviation_detector import add_detector
from cephlit.tagging.layers import (
    Line,
    abbreviations_of,
    mentions_of,
    prepare,
    quantities_of,
    sentence_offsets,
    set_abbreviations,
    split_lines,
    text_of,
)
from cephlit.tagging.ner import SHIPPED
from cephlit.tagging.tagged import Mention, Quantity, Sentence, TaggedStudy

Found = TypeVar("Found", Mention, Quantity)

COMPONENTS = (
    "cephlit_sentences",
    "cephlit_abbreviations",
    "cephlit_lexicon",
    "cephlit_quantities",
    "cephlit_new_drugs",
    "cephlit_assertion",
    "cephlit_entities",
)
"""The package's own components, in their order; scispaCy's detector comes before ``cephlit_abbreviations``."""

KNOWN_WORDS = 10_000
"""Words that a process keeps in spaCy's vocabulary, with how they are parted into tokens; some 7 MB."""

PART = 200_000
"""Characters of a study that are tagged at once; longer studies are read part by part, which bounds the memory."""


def blank_pipeline() -> Language:
    """Build an English pipeline with scispaCy's tokenizer and no component."""
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "cephlit.BiomedicalTokenizer.v1"}}})


def build_tagger(ner: str | None = None) -> Language:
    """Build the pipeline: a tokenizer for biomedical text, then rules and vocabulary.

    Parameters
    ----------
    ner
        A trained tagger that adds the names that the vocabulary lacks: ``span_tagger``, which ships with the package,
        or the name of an installed spaCy or scispaCy model. None for the vocabulary and the drugs that no list knows
        (see `ner.new_drugs`).
    """
    nlp = blank_pipeline()
    for name in COMPONENTS:
        if name == "cephlit_abbreviations":
            add_detector(nlp)
        if name == "cephlit_lexicon" and ner == SHIPPED:
            nlp.add_pipe("cephlit_ner")
        elif name == "cephlit_lexicon" and ner:
            nlp.add_pipe("cephlit_external_ner", config={"model": ner})
        nlp.add_pipe(name)
    return nlp


@lru_cache(maxsize=1)
def get_tagger() -> Language:
    """Give this process's tagger, built at the first call."""
    return build_tagger()


def tag_study(nlp: Language, study: Study) -> TaggedStudy:
    """Tag a study.

    Abbreviations are the study's own: what one part of a long study defines holds in its later parts.
    """
    text = study.view.text
    abbreviations: dict[str, str] = {}
    sentences: list[Sentence] = []
    mentions: list[Mention] = []
    quantities: list[Quantity] = []
    for lines in _parts(study):
        start = lines[0].start
        with _room_for_words(nlp):
            part = text[start : lines[-1].end]
            doc = nlp.make_doc(part)
            prepare(doc, part, (Line(line.start - start, line.end - start, line.whole) for line in lines))
            set_abbreviations(doc, abbreviations)
            doc = nlp(doc)
            abbreviations = abbreviations_of(doc)
            sentences += _sentences(doc, study, start)
            mentions += (_moved(m, start) for m in mentions_of(doc))
            quantities += (_moved(q, start) for q in quantities_of(doc))
    return TaggedStudy(study, tuple(sentences), tuple(mentions), tuple(quantities), abbreviations)


def _room_for_words(nlp: Language) -> AbstractContextManager[object]:
    """Where the words of a text go: what the first texts have stays, as most texts have it; what is rarer does not."""
    return nlp.memory_zone() if len(nlp.vocab) >= KNOWN_WORDS else nullcontext()


def _moved(found: Found, by: int) -> Found:
    return replace(found, start=found.start + by, end=found.end + by) if by else found


def _parts(study: Study) -> Iterator[list[Line]]:
    """Lines of a study, in runs of at most ``PART`` characters; longer lines are cut at white space."""
    part: list[Line] = []
    for block in study.blocks:
        for line in _block_lines(study.view.text, block):
            if part and line.end - part[0].start > PART:
                yield part
                part = []
            part.append(line)
    if part:
        yield part


def _block_lines(text: str, block: Block) -> Iterator[Line]:
    """Lines of a block; headings and the lines of tables are one sentence each."""
    for line in split_lines(text, block.start, block.end, whole=block.kind in ("heading", "table")):
        start = line.start
        while line.end - start > PART:
            cut = text.rfind(" ", start + PART // 2, start + PART)
            cut = cut if cut > 0 else start + PART
            yield Line(start, cut, line.whole)
            start = cut
        yield Line(start, line.end, line.whole)


def _sentences(doc: Doc, study: Study, start: int) -> Iterator[Sentence]:
    """Sentences of a part that begins at ``start`` of the view, without the white space around them."""
    starts = [block.start for block in study.blocks]
    text = text_of(doc)
    for begin, end in sentence_offsets(doc):
        span = text[begin:end]
        words = span.strip()
        if words:
            first = start + begin + span.index(words[0])
            block = study.blocks[bisect_right(starts, first) - 1]
            yield Sentence(first, first + len(words), words, block)

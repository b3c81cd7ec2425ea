"""From the labels of trained taggers to the mentions of the tables."""

from collections.abc import Iterable
from functools import cache

from cephlit.tagging.ner.tagged_span import ENTITY, TaggedSpan
from cephlit.tagging.tagged import Label, Mention
from cephlit.vocabulary.load import rows


@cache
def mention_labels() -> dict[str, Label | None]:
    """Mention label of each label that known NER models use; None where a label says nothing of the kind."""
    known: dict[str, Label | None] = {"DRUG": "DRUG", "CONDITION": "CONDITION", "": None}
    return {row["label"]: known[row["mention"]] for row in rows("ner_labels")}


def as_mentions(text: str, spans: Iterable[TaggedSpan]) -> list[Mention]:
    """The entity spans of a text as mentions, whose concept is their text in lower case: no vocabulary need know it.

    The labels of other heads stand for themselves.
    """
    found: list[Mention] = []
    for span in spans:
        label = mention_labels().get(span.label) if span.head == ENTITY else None
        if label:
            words = text[span.start : span.end]
            found.append(Mention(label, span.start, span.end, words, " ".join(words.lower().split()), tagger="model"))
    return found

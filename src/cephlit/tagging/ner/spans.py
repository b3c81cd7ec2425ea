"""What the trained taggers leave on a ``Doc``, and how it is read.

The exact offsets live in ``doc.user_data`` and are read with `spans_of` or as ``doc._.cephlit_spans``. The span
groups ``model_entity``, ``model_argument``, ``model_direction`` (whole sentences that report a result) and
``model_result`` show the same finds, widened to whole tokens.
"""

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from spacy.tokens import Doc, Span

from cephlit.tagging.layers import mentions_of, set_mentions, text_of
from cephlit.tagging.merge import merge_mentions
from cephlit.tagging.ner.mentions import as_mentions
from cephlit.tagging.ner.tagged_span import HEADS, TaggedSpan

_KEY = "cephlit.model_spans"


def set_spans(doc: Doc, spans: Iterable[TaggedSpan]) -> None:
    """Replace the doc's tagged spans and their span groups."""
    ordered = sorted(spans)
    doc.user_data[_KEY] = [list(astuple(span)) for span in ordered]
    groups: dict[str, list[Span]] = {f"model_{head}": [] for head in HEADS}
    for tagged in ordered:
        span = doc.char_span(tagged.start, tagged.end, tagged.label, alignment_mode="expand")
        if span is not None:
            groups[f"model_{tagged.head}"].append(span)
    for name, found in groups.items():
        doc.spans[name] = found


def leave(doc: Doc, spans: Sequence[TaggedSpan]) -> None:
    """Set the doc's tagged spans, and add their entities to its mentions, where they yield to what is there."""
    set_spans(doc, spans)
    set_mentions(doc, merge_mentions(mentions_of(doc), as_mentions(text_of(doc), sorted(spans))))


def spans_of(doc: Doc) -> tuple[TaggedSpan, ...]:
    """Read the doc's tagged spans, with their exact character offsets, in order of start."""
    return tuple(TaggedSpan(*row) for row in doc.user_data.get(_KEY, ()))


Doc.set_extension("cephlit_spans", getter=spans_of, force=True)

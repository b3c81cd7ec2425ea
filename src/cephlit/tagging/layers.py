"""What the components leave on a spaCy ``Doc`` for each other and for the user.

spaCy spans begin and end with tokens, and the biomedical tokenizer keeps ``p<0.001`` and ``0.3mg/kg/h`` whole, so the
exact finds live in ``doc.user_data`` as plain lists that survive ``Doc.to_bytes`` and ``nlp.pipe(n_process=2)``. They
are read with the functions here, or through ``doc._.cephlit_mentions``, ``doc._.cephlit_quantities`` and
``doc._.cephlit_abbreviations``. The span groups in ``doc.spans`` show the same finds, widened to whole tokens.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter

import numpy as np
from spacy.tokens import Doc, Span

from cephlit.tagging.tagged import Mention, Quantity

GROUPS = {
    "DRUG": "drugs",
    "CONDITION": "conditions",
    "OUTCOME": "outcomes",
    "EVENT": "events",
    "ROUTE": "routes",
    "POPULATION": "populations",
    "INSTRUMENT": "instruments",
}
"""Span group of each label of a mention; quantities are in the group ``quantities``."""

_MENTION = attrgetter(*(f.name for f in fields(Mention)))
_QUANTITY = attrgetter(*(f.name for f in fields(Quantity)))


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of text that no sentence leaves; ``whole`` if it is one sentence however it is punctuated."""

    start: int
    end: int
    whole: bool = False


def split_lines(text: str, start: int = 0, end: int | None = None, *, whole: bool = False) -> list[Line]:
    r"""Lines of ``text[start:end]``, without their line ends (``\n``)."""
    return [Line(start + line.start(), start + line.end(), whole) for line in re.finditer(r"[^\n]+", text[start:end])]


def set_lines(doc: Doc, lines: Iterable[Line]) -> None:
    """Tell the components what the text's lines are; without it, line ends part them."""
    doc.user_data["cephlit.lines"] = [[line.start, line.end, line.whole] for line in lines]


def lines_of(doc: Doc) -> list[Line]:
    """Read the lines as set, or as the text's line ends part them."""
    known = doc.user_data.get("cephlit.lines")
    return split_lines(text_of(doc)) if known is None else [Line(*row) for row in known]


def text_of(doc: Doc) -> str:
    """Read the doc's text; spaCy would put it together anew, token by token, for every component that asks."""
    text: str = doc.user_data.get("cephlit.text") or doc.user_data.setdefault("cephlit.text", doc.text)
    return text


def prepare(doc: Doc, text: str, lines: Iterable[Line]) -> None:
    """Make ready a doc that only the readers here look at, not those of ``doc.spans`` and ``doc.ents``.

    Parameters
    ----------
    doc
        As the tokenizer made it.
    text
        Its text.
    lines
        As for `set_lines`.
    """
    doc.user_data["cephlit.text"] = text
    doc.user_data["cephlit.shown"] = False
    set_lines(doc, lines)


def is_shown(doc: Doc) -> bool:
    """Whether the doc's finds are to be shown as spaCy's spans too."""
    shown: bool = doc.user_data.get("cephlit.shown", True)
    return shown


def sentences_of(doc: Doc) -> list[tuple[int, int]]:
    """Read first and end token of each sentence; faster than spaCy, which makes a span of each.

    Raises
    ------
    ValueError
        If nothing has set the doc's sentences.
    """
    if not doc.has_annotation("SENT_START"):
        raise ValueError("the text is not parted into sentences: add a component that does so, earlier in the pipeline")
    starts = [0, *(np.flatnonzero(doc.to_array("SENT_START")[1:] == 1) + 1).tolist()] if len(doc) else []
    return list(zip(starts, [*starts[1:], len(doc)], strict=True)) if starts else []


def sentence_offsets(doc: Doc) -> list[tuple[int, int]]:
    """Read start and end of each sentence as offsets of characters, as `sentences_of`."""
    offsets, lengths = doc.to_array("IDX").tolist(), doc.to_array("LENGTH").tolist()
    return [(offsets[start], offsets[end - 1] + lengths[end - 1]) for start, end in sentences_of(doc)]


def offsets_of(doc: Doc) -> list[int]:
    """Read the offset of each token; faster than token by token."""
    offsets: list[int] = doc.to_array("IDX").tolist()
    return offsets


def set_mentions(doc: Doc, mentions: Sequence[Mention]) -> None:
    """Replace the doc's mentions and their span groups."""
    doc.user_data["cephlit.mentions"] = [list(_MENTION(m)) for m in mentions]
    if not is_shown(doc):
        return
    groups: dict[str, list[Span]] = {name: [] for name in GROUPS.values()}
    for mention in mentions:
        span = doc.char_span(
            mention.start, mention.end, mention.label, kb_id=mention.concept_id, alignment_mode="expand"
        )
        if span is not None:
            groups[GROUPS[mention.label]].append(span)
    for name, spans in groups.items():
        doc.spans[name] = spans


def mentions_of(doc: Doc) -> tuple[Mention, ...]:
    """Read the doc's mentions, with their exact character offsets, in order of start."""
    return tuple(Mention(*row) for row in doc.user_data.get("cephlit.mentions", ()))


def set_quantities(doc: Doc, quantities: Sequence[Quantity]) -> None:
    """Replace the doc's quantities and their span group, whose labels are the kinds in capitals."""
    doc.user_data["cephlit.quantities"] = [list(_QUANTITY(q)) for q in quantities]
    if not is_shown(doc):
        return
    spans = (doc.char_span(q.start, q.end, q.kind.upper(), alignment_mode="expand") for q in quantities)
    doc.spans["quantities"] = [span for span in spans if span is not None]


def quantities_of(doc: Doc) -> tuple[Quantity, ...]:
    """Read the doc's quantities, with their exact character offsets, in order of start."""
    return tuple(Quantity(*row) for row in doc.user_data.get("cephlit.quantities", ()))


def set_abbreviations(doc: Doc, abbreviations: dict[str, str]) -> None:
    """Replace the doc's abbreviations, short form to long form."""
    doc.user_data["cephlit.abbreviations"] = dict(abbreviations)


def abbreviations_of(doc: Doc) -> dict[str, str]:
    """Read the doc's abbreviations, short form to long form."""
    return dict(doc.user_data.get("cephlit.abbreviations", {}))


def _add_extension(name: str, getter: Callable[[Doc], object]) -> None:
    """Make a reader available as ``doc._.name``; importing twice (in a reloaded module) is harmless."""
    Doc.set_extension(name, getter=getter, force=True)


_add_extension("cephlit_mentions", mentions_of)
_add_extension("cephlit_quantities", quantities_of)
_add_extension("cephlit_abbreviations", abbreviations_of)

"""Short forms read as the long forms that the text gives them.

``overactive bladder (OAB)`` makes every OAB of the next sentences a disease, if the tagger takes the long form for one,
and no name of a disease or drug, if it finds none in the long form.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cephlit.tagging.abbreviations import definitions_in
from cephlit.tagging.ner.agreement import WordSpan

REACH = 10
"""Sentences that a definition reaches, its own included. Short forms are defined anew in every part of a paper."""


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences, and the characters of each one's words."""

    sentences: Sequence[str]
    places: Sequence[Sequence[tuple[int, int]]]

    def words(self, number: int) -> list[str]:
        """The words of a sentence."""
        return [self.sentences[number][start:end] for start, end in self.places[number]]


@dataclass(frozen=True, slots=True)
class _Defined:
    """A short form's words, and the kind of its long form, if that is a name."""

    words: list[str]
    kind: int | None


def defined_spans(text: Text, spans: Sequence[Sequence[WordSpan]]) -> list[list[WordSpan]]:
    """Spans of each sentence, with short forms read as their long forms."""
    read = [list(found) for found in spans]
    for number in range(len(text.sentences)):
        for defined in _definitions(text, number, read[number]):
            for later in range(number, min(number + REACH, len(read))):
                read[later] = _read(defined, text.words(later), read[later])
    return [sorted(found) for found in read]


def _definitions(text: Text, number: int, spans: Sequence[WordSpan]) -> Iterator[_Defined]:
    """Short forms that a sentence defines; those of which only the end of the long form is no name are left alone."""
    sentence, places = text.sentences[number], text.places[number]
    if "(" not in sentence and "=" not in sentence and "[" not in sentence:
        return
    for definition in definitions_in(sentence):
        short_end = definition.position + len(definition.short)
        short = [sentence[a:b] for a, b in places if a >= definition.position and b <= short_end]
        start = sentence.rfind(definition.long, 0, definition.position)
        if not short or start < 0:
            continue
        end = start + len(definition.long)
        within = [(places[a][0], places[b - 1][1], k) for a, b, k in spans if places[a][0] < end]
        within = [(a, b, k) for a, b, k in within if b > start]
        whole = [k for a, b, k in within if a <= start + 1 and abs(b - end) <= 1]
        if whole:
            yield _Defined(short, whole[0])
        elif all(abs(b - end) > 1 for _, b, _ in within):
            yield _Defined(short, None)


def _read(defined: _Defined, words: list[str], spans: list[WordSpan]) -> list[WordSpan]:
    """Spans of a sentence, with the places of one short form read as defined."""
    length = len(defined.words)
    if defined.words[0] not in words:
        return spans
    for first in range(len(words) - length + 1):
        if words[first : first + length] != defined.words:
            continue
        end = first + length
        touching = [span for span in spans if span[0] < end and first < span[1]]
        if all(span[:2] == (first, end) for span in touching):  # a longer name keeps its short form
            spans = [span for span in spans if span not in touching]
            if defined.kind is not None:
                spans.append((first, end, defined.kind))
    return spans

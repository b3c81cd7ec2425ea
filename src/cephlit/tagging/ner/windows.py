"""Sentences as the word pieces of an encoder, packed into windows in the order of the text.

Neighbouring sentences share a window and so serve each other as context. The packing depends on nothing but the
sentences themselves, which makes every prediction reproducible: a window is run by itself, never beside the windows
of another text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from tokenizers import Encoding, Tokenizer

from cephlit.tagging.ner.names import Names

SHAPES = ("other", "capitalised", "upper", "mixed")
"""Letter cases of a word; an index of this tuple is the token type of the word's pieces (the encoder is uncased)."""


@dataclass(frozen=True, slots=True)
class EncodedSentence:
    """A sentence as word pieces.

    Attributes
    ----------
    piece_ids, shapes, names
        Vocabulary number of each piece, and the shape of its word and the code of its word among the listed names.
    firsts
        For each word, the index of its first piece.
    words
        For each word, its character span in the sentence.
    """

    piece_ids: tuple[int, ...]
    shapes: tuple[int, ...]
    names: tuple[int, ...]
    firsts: tuple[int, ...]
    words: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The words ``first_word:end_word`` of one sentence inside a window.

    ``positions`` are the places in the window of the first pieces of these words.
    """

    sentence: int
    first_word: int
    end_word: int
    positions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder, with the way back to the words of the sentences in it."""

    piece_ids: tuple[int, ...]
    shapes: tuple[int, ...]
    names: tuple[int, ...]
    parts: tuple[Part, ...]


@lru_cache(maxsize=1 << 13)  # texts say few words often
def word_shape(word: str) -> int:
    """Letter case of a word, as an index of `SHAPES`."""
    if word.islower() or not any(map(str.isupper, word)):
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 1
    return 1 if word[0].isupper() and word[1:].islower() else 3


def special_pieces(tokenizer: Tokenizer) -> tuple[int, int]:
    """Vocabulary numbers of the piece that opens a window and of the one that closes each sentence.

    Raises
    ------
    ValueError
        If the tokenizer lacks them.
    """
    opening, closing = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
    if opening is None or closing is None:
        raise ValueError("the tokenizer has no [CLS] and [SEP]")
    return opening, closing


def encode_sentences(tokenizer: Tokenizer, names: Names, sentences: Sequence[str]) -> list[EncodedSentence]:
    """Word pieces of each sentence, without any special piece."""
    encodings = tokenizer.encode_batch(list(sentences), add_special_tokens=False)
    return [_encoded(text, names, encoding) for text, encoding in zip(sentences, encodings, strict=True)]


def _encoded(text: str, names: Names, encoding: Encoding) -> EncodedSentence:
    of_word, offsets, pieces = encoding.word_ids, encoding.offsets, tuple(encoding.ids)
    firsts = [index for index, (before, word) in enumerate(pairwise((None, *of_word))) if word != before]
    bounds = list(pairwise((*firsts, len(pieces))))
    words = [(offsets[first][0], offsets[end - 1][1]) for first, end in bounds]
    spelt = [text[start:end] for start, end in words]
    shapes: list[int] = []
    of_name: list[int] = []
    for (first, end), word, code in zip(bounds, spelt, names.codes(spelt), strict=True):
        shapes += [word_shape(word)] * (end - first)
        of_name += [code] * (end - first)
    return EncodedSentence(pieces, tuple(shapes), tuple(of_name), tuple(firsts), tuple(words))


def pack(sentences: Sequence[EncodedSentence], length: int, opening: int, closing: int) -> list[Window]:
    """Fill windows with consecutive sentences.

    Parameters
    ----------
    sentences
        In the order of the text.
    length
        Most pieces in a window, the special ones included. A longer sentence is cut between words.
    opening, closing
        Vocabulary numbers of the piece that opens a window and of the one that closes each sentence.
    """
    windows: list[Window] = []
    ids, shapes, names, parts = [opening], [0], [0], list[Part]()
    for sentence, first, end in _stretches(sentences, length - 2):
        encoded = sentences[sentence]
        low = encoded.firsts[first]
        high = encoded.firsts[end] if end < len(encoded.firsts) else len(encoded.piece_ids)
        high = min(high, low + length - 2)
        if parts and len(ids) + high - low + 1 > length:
            windows.append(Window(tuple(ids), tuple(shapes), tuple(names), tuple(parts)))
            ids, shapes, names, parts = [opening], [0], [0], []
        positions = tuple(len(ids) + piece - low for piece in encoded.firsts[first:end])
        ids.extend((*encoded.piece_ids[low:high], closing))
        shapes.extend((*encoded.shapes[low:high], 0))
        names.extend((*encoded.names[low:high], 0))
        parts.append(Part(sentence, first, end, positions))
    if parts:
        windows.append(Window(tuple(ids), tuple(shapes), tuple(names), tuple(parts)))
    return windows


def _stretches(sentences: Sequence[EncodedSentence], room: int) -> Iterator[tuple[int, int, int]]:
    """Sentence number, first and end word of stretches of at most ``room`` pieces (one word may be longer)."""
    for number, encoded in enumerate(sentences):
        bounds = (*encoded.firsts, len(encoded.piece_ids))
        first = 0
        for word in range(len(encoded.firsts)):
            if word > first and bounds[word + 1] - bounds[first] > room:
                yield number, first, word
                first = word
        if encoded.firsts:
            yield number, first, len(encoded.firsts)

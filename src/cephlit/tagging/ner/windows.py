"""Sentences as the word pieces of an encoder, packed into windows in the order of the text.

Neighbouring sentences share a window and so serve each other as context. The packing depends on nothing but the
sentences themselves, which makes every prediction reproducible: a window is run by itself, never beside the windows
of another text.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tokenizers import Encoding, Tokenizer

SHAPES = ("other", "capitalised", "upper", "mixed")
"""Letter cases of a word; an index of this tuple is the token type of the word's pieces (the encoder is uncased)."""


@dataclass(frozen=True, slots=True)
class EncodedSentence:
    """A sentence as word pieces.

    Attributes
    ----------
    piece_ids, shapes
        Vocabulary number and word shape of each piece.
    firsts
        For each word, the index of its first piece.
    words
        For each word, its character span in the sentence.
    """

    piece_ids: tuple[int, ...]
    shapes: tuple[int, ...]
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
    parts: tuple[Part, ...]


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


def encode_sentences(tokenizer: Tokenizer, sentences: Sequence[str]) -> list[EncodedSentence]:
    """Word pieces of each sentence, without any special piece."""
    encodings = tokenizer.encode_batch(list(sentences), add_special_tokens=False)
    return [_encoded(text, encoding) for text, encoding in zip(sentences, encodings, strict=True)]


def _encoded(text: str, encoding: Encoding) -> EncodedSentence:
    firsts: list[int] = []
    words: list[tuple[int, int]] = []
    shapes: list[int] = []
    previous = None
    for index, (word, (start, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
        if word != previous:
            firsts.append(index)
            words.append((start, end))
        else:
            words[-1] = (words[-1][0], end)
        previous = word
    for number, (start, end) in enumerate(words):
        last = firsts[number + 1] if number + 1 < len(firsts) else len(encoding.ids)
        shapes.extend([word_shape(text[start:end])] * (last - firsts[number]))
    return EncodedSentence(tuple(encoding.ids), tuple(shapes), tuple(firsts), tuple(words))


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
    ids, shapes, parts = [opening], [0], list[Part]()
    for sentence, first, end in _stretches(sentences, length - 2):
        encoded = sentences[sentence]
        low = encoded.firsts[first]
        high = encoded.firsts[end] if end < len(encoded.firsts) else len(encoded.piece_ids)
        high = min(high, low + length - 2)
        if parts and len(ids) + high - low + 1 > length:
            windows.append(Window(tuple(ids), tuple(shapes), tuple(parts)))
            ids, shapes, parts = [opening], [0], []
        positions = tuple(len(ids) + piece - low for piece in encoded.firsts[first:end])
        ids.extend((*encoded.piece_ids[low:high], closing))
        shapes.extend((*encoded.shapes[low:high], 0))
        parts.append(Part(sentence, first, end, positions))
    if parts:
        windows.append(Window(tuple(ids), tuple(shapes), tuple(parts)))
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

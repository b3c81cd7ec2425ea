"""Packing of sentences into windows of word pieces."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

from cephlit.tagging.ner.names import Names
from cephlit.tagging.ner.windows import SHAPES, encode_sentences, pack, special_pieces, word_shape

TEXT = st.text(alphabet=st.sampled_from(list("abAB19 .-/()%µéß½\u00a0\u200b頭")), max_size=60)


NO_NAMES = Names({})


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    pieces = ["[CLS]", "[SEP]", "[UNK]", *"abe19.-/()%µ", *(f"##{letter}" for letter in "abe19µ")]
    made = Tokenizer(WordPiece({piece: number for number, piece in enumerate(pieces)}, unk_token="[UNK]"))
    made.normalizer = BertNormalizer()
    made.pre_tokenizer = BertPreTokenizer()
    return made


@settings(deadline=None)
@given(sentences=st.lists(TEXT, max_size=12), length=st.integers(min_value=4, max_value=40))
def test_every_word_stands_in_one_window(tokenizer: Tokenizer, sentences: list[str], length: int) -> None:
    encoded = encode_sentences(tokenizer, NO_NAMES, sentences)
    windows = pack(encoded, length, *special_pieces(tokenizer))
    seen = [
        (part.sentence, word) for w in windows for part in w.parts for word in range(part.first_word, part.end_word)
    ]
    assert seen == [(number, word) for number, s in enumerate(encoded) for word in range(len(s.words))]


@settings(deadline=None)
@given(sentences=st.lists(TEXT, max_size=12), length=st.integers(min_value=4, max_value=40))
def test_windows_keep_their_length_and_their_places(tokenizer: Tokenizer, sentences: list[str], length: int) -> None:
    encoded = encode_sentences(tokenizer, NO_NAMES, sentences)
    for window in pack(encoded, length, *special_pieces(tokenizer)):
        assert len(window.piece_ids) == len(window.shapes) == len(window.names) <= length
        for part in window.parts:
            firsts = encoded[part.sentence].firsts[part.first_word : part.end_word]
            pieces = [encoded[part.sentence].piece_ids[first] for first in firsts]
            assert [window.piece_ids[position] for position in part.positions] == pieces


@settings(deadline=None)
@given(text=TEXT)
def test_words_are_ordered_stretches_of_the_sentence(tokenizer: Tokenizer, text: str) -> None:
    (encoded,) = encode_sentences(tokenizer, NO_NAMES, [text])
    ends = [0]
    for start, end in encoded.words:
        assert ends[-1] <= start < end <= len(text)
        assert text[start:end].strip()
        ends.append(end)


def test_the_pieces_of_a_listed_name_carry_its_code(tokenizer: Tokenizer) -> None:
    (encoded,) = encode_sentences(tokenizer, Names({"ab be": 1}), ["a Ab be a"])
    assert encoded.names == (0, 1, 1, 2, 2, 0)
    (window,) = pack([encoded], 20, *special_pieces(tokenizer))
    assert window.names == (0, *encoded.names, 0)


def test_neighbours_share_a_window(tokenizer: Tokenizer) -> None:
    windows = pack(encode_sentences(tokenizer, NO_NAMES, ["a b", "b a", "a a a a a a"]), 10, *special_pieces(tokenizer))
    assert [[part.sentence for part in window.parts] for window in windows] == [[0, 1], [2]]


def test_a_sentence_longer_than_a_window_is_cut_between_words(tokenizer: Tokenizer) -> None:
    windows = pack(encode_sentences(tokenizer, NO_NAMES, ["ab ab ab ab"]), 7, *special_pieces(tokenizer))
    assert [(part.first_word, part.end_word) for window in windows for part in window.parts] == [(0, 2), (2, 4)]


@pytest.mark.parametrize(
    ("word", "shape"),
    [
        ("aspirin", "other"),
        ("12", "other"),
        ("%", "other"),
        ("Aspirin", "capitalised"),
        ("A", "capitalised"),
        ("CGRP", "upper"),
        ("B12", "upper"),
        ("mRNA", "mixed"),
        ("McDonald", "mixed"),
    ],
)
def test_word_shapes(word: str, shape: str) -> None:
    assert SHAPES[word_shape(word)] == shape


def test_a_tokenizer_without_special_pieces_is_refused() -> None:
    with pytest.raises(ValueError, match=r"\[CLS\]"):
        special_pieces(Tokenizer(WordPiece({"[UNK]": 0}, unk_token="[UNK]")))

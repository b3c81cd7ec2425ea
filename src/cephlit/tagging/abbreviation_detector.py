"""ScispaCy's detector of abbreviations: how it is added to a pipeline, and what it found."""

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from scispacy.abbreviation import AbbreviationDetector
from spacy.language import Language
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.vocab import Vocab

from cephlit.tagging.abbreviations import Definition, is_short

_OPENING, _CLOSING = get_string_id("("), get_string_id(")")
_MOST_INSIDE = 9
"""Tokens between brackets that are looked at."""


def detected(doc: Doc) -> Iterator[Definition]:
    """Definitions that scispaCy's detector left on the doc, beside its later uses of their short forms."""
    for entry in doc._.abbreviations:
        beside = entry["short_start"] == entry["long_end"] + 1 or entry["long_start"] == entry["short_end"] + 1
        if beside and is_short(entry["short_text"]):
            position = doc[entry["short_start"]].idx
            yield Definition(position, entry["short_text"], entry["long_text"], "detector")


def add_detector(nlp: Language) -> None:
    """Add scispaCy's detector, made linear in the length of the text.

    It looks from every opening bracket to every closing one of the text and then drops all that hold more than eight
    tokens; here it looks no further than those. Its matchers look at a text token by token; these look at all at once.
    """
    detector = nlp.add_pipe("abbreviation_detector", config={"make_serializable": True})
    if not isinstance(detector, AbbreviationDetector):
        raise TypeError(f"not scispaCy's detector: {type(detector).__name__}")
    detector.matcher = _Brackets()
    detector.global_matcher = _Phrases(nlp.vocab)


class _Brackets:
    """Finds what a `Matcher` finds for a bracket of one to nine tokens, in the same order."""

    def __call__(self, doc: Doc) -> list[tuple[int, int, int]]:
        """Find brackets: a number that means nothing, first and end token."""
        words = doc.to_array("ORTH")
        opening = np.flatnonzero(words == _OPENING).tolist()
        found: list[tuple[int, int, int]] = []
        for closing in np.flatnonzero(words == _CLOSING).tolist():
            near = opening[bisect_left(opening, closing - _MOST_INSIDE - 1) : bisect_left(opening, closing - 1)]
            found += ((0, start, closing + 1) for start in reversed(near))
        return found


class _Phrases:
    """Finds what a `Matcher` finds for the runs of words that it is given."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._phrases: dict[int, list[int]] = {}

    def add(self, key: str, patterns: list[list[dict[str, str]]]) -> None:
        """Look for the words of one pattern from now on."""
        (pattern,) = patterns
        self._phrases[self.vocab.strings.add(key)] = [get_string_id(token["ORTH"]) for token in pattern]

    def remove(self, key: str) -> None:
        """Look for them no longer."""
        del self._phrases[get_string_id(key)]

    def __call__(self, doc: Doc) -> list[tuple[int, int, int]]:
        """Find all: key, first and end token."""
        words = doc.to_array("ORTH").tolist()
        by_first: dict[int, list[tuple[int, list[int]]]] = {}
        for key, phrase in self._phrases.items():
            by_first.setdefault(phrase[0], []).append((key, phrase))
        return [
            (key, at, at + len(phrase))
            for at, word in enumerate(words)
            for key, phrase in by_first.get(word, ())
            if words[at : at + len(phrase)] == phrase
        ]

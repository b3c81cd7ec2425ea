"""scispaCy's tokenizer, made safe for any input."""

# ruff: noqa: ARG002 - spaCy passes what it passes to every tokenizer
import re
import warnings
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from scispacy.custom_tokenizer import combined_rule_tokenizer
from spacy.language import Language
from spacy.language import create_tokenizer as default_tokenizer
from spacy.tokens import Doc
from spacy.util import registry

MAXIMUM_RUN = 200
"""Characters without white space that are tokenized at once."""

_CUT = re.compile(rf"\S{{{MAXIMUM_RUN}}}(?=\S)")


class BiomedicalTokenizer:
    """Tokenize by scispaCy's rules, in time that grows with the length of the text.

    The rules peel punctuation off a run of characters one by one and look at the whole rest each time, so that a line
    of ten thousand brackets takes a minute. No word is that long: runs are cut before they reach the rules.
    """

    def __init__(self, nlp: Language) -> None:
        """Make the rules for a pipeline."""
        nlp.tokenizer = default_tokenizer()(nlp)  # whose rule for addresses scispaCy keeps
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Possible set", FutureWarning)  # a character class among the rules
            self._rules: Callable[[str], Doc] = combined_rule_tokenizer(nlp)

    def __call__(self, text: str) -> Doc:
        """Tokenize a text."""
        cuts = [0, *(match.end() for match in _CUT.finditer(text)), len(text)]
        if len(cuts) == 2:
            return self._rules(text)
        pieces = [self._rules(text[start:end]) for start, end in pairwise(cuts)]
        joined = Doc.from_docs(pieces, ensure_whitespace=False)
        if joined is None:
            raise ValueError("no piece of a text to tokenize")
        return joined

    def to_bytes(self, exclude: tuple[str, ...] = ()) -> bytes:
        """Give nothing: the rules are made anew from the pipeline's config."""
        return b""

    def from_bytes(self, data: bytes, exclude: tuple[str, ...] = ()) -> "BiomedicalTokenizer":
        """Take nothing."""
        return self

    def to_disk(self, path: Path, exclude: tuple[str, ...] = ()) -> None:
        """Write nothing."""

    def from_disk(self, path: Path, exclude: tuple[str, ...] = ()) -> "BiomedicalTokenizer":
        """Read nothing."""
        return self


@registry.tokenizers("cephlit.BiomedicalTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], BiomedicalTokenizer]:
    """Make the tokenizer that a pipeline's config names."""
    return BiomedicalTokenizer

"""Words of a text, with the short forms that a study defines read as the words of their long form."""

import re
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from cephlit.tagging.dictionary import Dictionary, exact_key
from cephlit.vocabulary.terms import phrases
from cephlit.vocabulary.words import fold_phrase, fold_word, tokens

_ENGLISH_LETTERS = frozenset({"A", "I"})
_UNKNOWN = "\0"
_SHORTEST_GLUED = 4
_GLUED = re.compile(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})|(?<=[a-z]{4})(?=\d)")


class Token(NamedTuple):
    """A word as the dictionary sees it.

    A defined short form is as many tokens as its long form has words, all with the offsets of the short form; ``first``
    and ``last`` mark the two ends, since no mention may begin or end inside of it.
    """

    start: int
    end: int
    written: str
    folded: str
    first: bool = True
    last: bool = True
    defined: bool = False


def tokenize(text: str, abbreviations: Mapping[str, str], known: Dictionary) -> list[Token]:
    """Words of a text; short to long forms are as the study defines them."""
    words: list[Token] = []
    for match in tokens(text):
        written = match.group()
        word = Token(*match.span(), written, fold_word(written))
        may_be_glued = len(written) > _SHORTEST_GLUED and not (written.islower() and written.isalpha())
        if may_be_glued and word.folded not in known.lengths and _GLUED.search(written):
            words += _parted(word)
        else:
            words.append(word)
    forms = _forms(abbreviations, known)
    return _spelt_out(words, forms) if forms else words


def _parted(word: Token) -> list[Token]:
    """Part cells of a table that lost what parted them (``SevereNausea``); no phrase runs over their border."""
    parts: list[Token] = []
    start = 0
    for cut in (*_GLUED.finditer(word.written), None):
        end = cut.start() if cut else len(word.written)
        written = word.written[start:end]
        parts.append(Token(word.start + start, word.start + end, written, fold_word(written)))
        if cut:
            parts.append(Token(word.start + end, word.start + end, _UNKNOWN, _UNKNOWN))
        start = end
    return parts


def _forms(abbreviations: Mapping[str, str], known: Dictionary) -> dict[str, list[tuple[list[str], list[str]]]]:
    """By the first word of a short form: its words as written and those of its long form, longest short form first."""
    forms: dict[str, list[tuple[list[str], list[str]]]] = {}
    for short, long in sorted(abbreviations.items()):
        written = exact_key(short).split()
        if not written or short.islower():
            continue  # a word, not a short form
        forms.setdefault(written[0], []).append((written, _long_words(long, known)))
    for same_start in forms.values():
        same_start.sort(key=lambda form: -len(form[0]))
    return forms


def _long_words(long: str, known: Dictionary) -> list[str]:
    """Folded words of a long form; what only carries a name is left out where the dictionary knows the rest.

    A long form that is unknown is kept whole, as it may be known together with the words around it (``GON block``).
    """
    whole = fold_phrase(long).split()
    words = list(whole)
    while words and (words[-1] in _carriers() or words[-1][0].isdigit()):
        words.pop()
    for start in range(len(words)):
        if " ".join(words[start:]) in known.folded:
            return words[start:]
        if words[start] not in _leads():
            break
    return whole or [_UNKNOWN]


@cache
def _carriers() -> frozenset[str]:
    """Words that stand after a name without changing it: group, arm, tablets, mg."""
    return frozenset(fold_phrase(phrase) for phrase, kind in phrases("qualifiers", "kind") if kind == "carrier")


@cache
def _leads() -> frozenset[str]:
    """Words that stand before a name without changing it: refractory, oral, intravenous."""
    qualifiers = {fold_phrase(phrase) for phrase, kind in phrases("qualifiers", "kind") if kind != "carrier"}
    return frozenset(qualifiers | {fold_phrase(phrase) for phrase, _ in phrases("routes", "route")})


def _spelt_out(words: list[Token], forms: dict[str, list[tuple[list[str], list[str]]]]) -> list[Token]:
    spelt: list[Token] = []
    done = 0
    for at in [at for at, word in enumerate(words) if word.written in forms]:
        for written, long in forms[words[at].written] if at >= done else ():
            run = words[at : at + len(written)]
            if [word.written for word in run] == written and not _is_english(words, at, written):
                spelt += words[done:at]
                spelt += _as_long(run, long)
                done = at + len(written)
                break
    return spelt + words[done:]


def _is_english(words: list[Token], at: int, written: list[str]) -> bool:
    """Whether a single letter is the article or the pronoun: a small word follows."""
    after = words[at + 1].written if at + 1 < len(words) else ""
    return len(written) == 1 and written[0] in _ENGLISH_LETTERS and after.islower()


def _as_long(run: list[Token], long: list[str]) -> list[Token]:
    start, end, last = run[0].start, run[-1].end, len(long) - 1
    return [Token(start, end, _UNKNOWN, word, i == 0, i == last, defined=True) for i, word in enumerate(long)]

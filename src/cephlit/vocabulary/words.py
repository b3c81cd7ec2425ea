"""Words of a text folded so that spellings of one phrase meet: case, plural, hyphen, British and American."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

from cephlit.vocabulary.load import rows

# A word, a decimal number, a line end, or a mark of punctuation. White space, hyphens and apostrophes only part words.
TOKEN = re.compile(r"\d+\.\d+|[^\W_]+(?:['\u2019]s\b)?|\n|[^\w\s'\u2019\u2010-\u2015-]")

_GREEK = str.maketrans({"α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "µ": "u", "μ": "u", "ω": "omega"})
_NO_PLURAL = ("ss", "us", "is")
_E_OF_PLURAL = ("che", "she", "xe", "sse", "ze")


@cache
def _american() -> dict[str, str]:
    """British parts of words and what stands for them in American spelling."""
    return {row["british"]: row["american"] for row in rows("spelling")}


@cache
def _british() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _american()), key=lambda part: (-len(part), part))))


def _stem(word: str) -> str:
    """Cut the plural, so that ``patches`` meets ``patch`` and ``headaches`` ``headache``.

    A word that is no plural may be cut too, which is harmless as all sides are cut alike.
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(_NO_PLURAL):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith(_E_OF_PLURAL) else word


@lru_cache(maxsize=1 << 14)  # texts say few words often
def fold_word(word: str) -> str:
    """Fold one token: lower case, no accents, no possessive, American spelling, no plural."""
    folded = word.lower()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKD", folded.translate(_GREEK).replace("\u2019", "'"))
        folded = "".join(letter for letter in folded if not unicodedata.combining(letter))
    folded = folded.removesuffix("'s")
    return _stem(_british().sub(lambda part: _american()[part.group()], folded))


def tokens(text: str) -> Iterator[re.Match[str]]:
    """Tokens of a text, each a match with its offsets."""
    return TOKEN.finditer(text)


def fold_phrase(phrase: str) -> str:
    """Fold a phrase to the key under which all its spellings meet.

    >>> fold_phrase("Post-dural puncture headaches") == fold_phrase("post dural puncture headache")
    True
    """
    return " ".join(fold_word(token.group()) for token in tokens(phrase))

"""What becomes of a line's end: a space, nothing, or a hyphen that was only the printer's."""

import re
from functools import cached_property

from cephlit.studies.characters import SOFT_HYPHEN
from cephlit.studies.phrases import phrase_set

_WORDS = re.compile(r"(?<![\0A-Za-zÀ-ž])[A-Za-zÀ-ž]+(?:[-‐‑][A-Za-zÀ-ž]+)*(?![\0A-Za-zÀ-ž])")
_CUT = re.compile(r"[-‐\u00ad][ \t]*\n\s*")
_LAST_WORD = re.compile(r"([A-Za-zÀ-ž]{1,60})[-‐\u00ad]$")
_FIRST_WORD = re.compile(r"[A-Za-zÀ-ž]+")
_SUSPENDED = frozenset({"and", "or", "to", "und", "et"})
_DASHES = "-‐‑‒–—−"


class LineEnds:
    """Decides over line ends by the words that the text uses elsewhere.

    Parameters
    ----------
    text
        The whole document.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def join(self, above: str, below: str) -> tuple[bool, str]:
        """How two lines of a paragraph join.

        Parameters
        ----------
        above, below
            The lines, without blanks at their ends.

        Returns
        -------
        tuple[bool, str]
            Whether the hyphen that ends ``above`` goes, and what stands between the lines.
        """
        if above.endswith(SOFT_HYPHEN):
            return True, ""
        broken = _LAST_WORD.search(above[-60:])
        if broken:
            return self._join_word(broken[1], below)
        before = above[-2:-1]
        if above[-1:] in _DASHES and before.isdigit() and below[:1].isdigit():
            return False, ""
        if above[-1:] == "/" and before.isalnum() and below[:1].isalnum():
            return False, ""
        return False, " "

    def _join_word(self, left: str, below: str) -> tuple[bool, str]:
        match = _FIRST_WORD.match(below)
        if match is None:
            return (False, "") if below[:1].isdigit() else (False, " ")
        right = match[0]
        if right.lower() in _SUSPENDED:
            return False, " "
        if right[0].isupper() or len(left) == 1:
            return False, ""
        return not self._is_compound(left.lower(), right.lower()), ""

    def _is_compound(self, left: str, right: str) -> bool:
        """Whether a word broken at a hyphen is written with one."""
        if f"{left}-{right}" in self._words:
            return True
        if left + right in self._words:
            return False
        if right in phrase_set("compound_end") or (left in phrase_set("compound") and right in self._words):
            return True
        # Both halves are words of this text, and the second is long enough not to be an ending such as "ally".
        return left in self._words and right in self._words and len(left) >= 4 and len(right) >= 5

    @cached_property
    def _words(self) -> frozenset[str]:
        """Words and hyphenated compounds that stand inside a line."""
        found: set[str] = set()
        # What a line's end cuts off is no word: the halves are marked, and left out.
        for match in _WORDS.finditer(_CUT.sub("\0", self._text)):
            word = match[0].lower().replace("‐", "-").replace("‑", "-")
            found.add(word)
            found.update(word.split("-"))
        return frozenset(found)

"""Heads of studies that run into their text: ``Authors. Title. Journal 1997;48:261-2. Two patients …``.

A letter's title stands before ``To the Editor``.
"""

import re
from itertools import pairwise

_NAME = (
    r"(?:(?:de|van|von|der|den|del|di|da|la|le|el) ){0,2}"
    r"[A-ZÀ-Ý][\w'-]{1,30}(?: [A-ZÀ-Ý][\w'-]{1,30})? (?:[A-Z]\.?-?){1,3}"
)
_NAMES = rf"{_NAME}(?:(?:, (?:and |& )?| and | & ){_NAME}){{0,40}}(?:,? et al)?\.(?=\s)"
_TITLE = r"[A-Z\d](?:[^.?!\n]|\.(?=\S)|\bvs\. ){14,300}[.?!]"
_CITATION = (
    r"[A-Z][A-Za-z&() -]{2,80}[.,]?\s(?:19|20)\d\d(?:\s[A-Z][a-z]{2,8}(?:\s\d{1,2})?)?"
    r"(?:\s?;\s?\d{1,4}(?:\s?\([\w .]{1,12}\))?(?:\s?:\s?\w{1,10}(?:-\w{1,10})?)?\.?"
    r"|,? \d{1,4}(?:\s?\([\w .]{1,12}\))?\s?[:,]\s?\w{1,10}(?:-\w{1,10})?\.?)"
)
_LEAD = r"(?:\[?\(?\d{1,3}[\].)]{1,2}\s|[-•*–]\s)?"
_HEADS = (
    re.compile(rf"{_LEAD}(?P<authors>{_NAMES})\s(?P<title>{_TITLE})\s(?P<citation>{_CITATION})(?=\s)"),
    re.compile(rf"{_LEAD}(?P<title>{_TITLE})\s(?P<authors>{_NAMES})\s(?P<citation>{_CITATION})(?=\s)"),
    re.compile(rf"(?P<title>{_TITLE})(?=\s(?i:to the editors?|dear (?:editors?|sir))\b)"),
)
_REACH = 1200
_MIN_TEXT = 120
"""Characters of text behind a head, without which it is an entry of a reference list."""
_ANOTHER = re.compile(rf"\s{{0,3}}(?:{_LEAD}{_NAMES}|\d{{1,3}}[.)\]]\s[A-Z])")


def run_in_head(line: str, above: str = "", below: str = "") -> list[int]:
    """Offsets at which a line falls into authors, title, citation and text; none where it has no such head.

    A line of several references is none: what stands behind the first is another. The text may stand on the line below,
    where neither this nor the line above is an entry of a list.
    """
    for form in _HEADS:
        match = form.match(f"{line[:_REACH]}\n")
        if match is None:
            continue
        alone = len(line) - match.end() < _MIN_TEXT
        text, start = (below, 0) if alone else (line, match.end())
        listed = alone and (len(line) - match.end() > 1 or _ANOTHER.match(above) is not None)
        if len(text) - start >= _MIN_TEXT and not listed and not _ANOTHER.match(text, start):
            cuts = sorted([*(match.start(part) for part in form.groupindex), match.end()])
            # A number before the head goes with its first part.
            return [0, *(cut for cut in cuts[1:] if cut < len(line))]
    return []


def cut_at(start: int, end: int, offsets: list[int]) -> list[tuple[int, int]]:
    """Spans of a line's parts that begin at offsets from its start; the whole line where there are none."""
    return list(pairwise([*(start + offset for offset in offsets or [0]), end]))

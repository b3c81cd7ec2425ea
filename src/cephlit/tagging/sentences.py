"""Where sentences end.

Rules over the characters around each full stop, in one pass: fast, without a model, and never over a line end. They
know what full stops in clinical papers mean besides the end of a sentence (``et al.``, ``b.i.d.``, ``Fig. 2``,
initials, enumerations), where citation marks stand after one (``reported.1 When``, ``relief. [34] This``), and that a
sentence may begin with a number or a drug in lower case.

>>> text = "Pain fell vs. placebo. 12 patients took 5 mg p.o. b.i.d. for a week."
>>> [text[start:end] for start, end in sentence_spans(text)]
['Pain fell vs. placebo.', '12 patients took 5 mg p.o. b.i.d. for a week.']
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from cephlit.tagging.layers import Line, split_lines
from cephlit.vocabulary.load import rows

MAXIMUM_BRACKET = 400
"""Characters after which an opening bracket without its partner counts as a slip and no longer holds a sentence."""

_MARK = re.compile(
    r"(?P<mark>[.!?…]{1,6})"
    r"(?P<close>[\"')\]]{0,3})"
    r"(?P<citation>\s?\[\d[\d,\s-]{0,40}\]|\d{1,3}(?:[,-]\d{1,3}){0,10})?"
    r"(?P<gap>\s+)(?P<open>[\"'(\[]{0,3})(?P<next>\w[\w'-]{0,40}|\S)"
)
_BRACKET_ALONE = re.compile(r"\([^()]{0,200}\d[^()]{0,200}\)(?:\.|$)")
"""Numbers in a bracket that a slip has put behind the full stop of their sentence: ``did not differ. (4 vs 5).``"""
_GLUED = re.compile(r"(?<=[a-z]{3})\.(?=[A-Z][a-z]{1,30}\s)")
_WORD_BEFORE = re.compile(r"[^\s(\[\"'/]{1,40}$")
_INITIALISM = re.compile(r"(?:[A-Za-z]\.){1,6}[A-Za-z]")
_ENUMERATOR = re.compile(r"(?:\d{1,2}|[A-Za-z]|[ivxIVX]{1,4})")
_NUMBERED = re.compile(r"(?:table|figure|fig\.?|box|case|patient|appendix|step|phase|part) [\dIVX]{1,4}[A-Za-z]?", re.I)
_CODE = re.compile(r"[A-Z]?\d|[A-Z]\b|[IVX]{1,4}\b")
_UNIT_BEFORE = re.compile(r"\d[\s-]?$")


@cache
def _words(kind: str) -> frozenset[str]:
    """Words of one class of the abbreviation list, in lower case."""
    return frozenset(row["word"] for row in rows("sentence_abbreviations") if row["class"] == kind)


LONGEST = 2_000
"""Characters of a sentence at most; only tables run together, and texts made to harm, have longer ones.

What reads a sentence may compare each of its numbers with each other one: this bounds how many there are.
"""


def sentence_spans(text: str, lines: Sequence[Line] | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of a text, in order, without the white space around them.

    Parameters
    ----------
    text
        Any text. A line end ends a sentence, so hard-wrapped text should be unwrapped before.
    lines
        The text's lines where they are known; a line that is ``whole`` (a heading, a line of a table) is one
        sentence. Without them, the text is split at its line ends.
    """
    if lines is None:
        lines = split_lines(text)
    return [span for line in lines for span in _line_spans(text, line)]


def _line_spans(text: str, line: Line) -> Iterator[tuple[int, int]]:
    """Sentences of one line."""
    start = line.start
    if not line.whole:
        for end in _ends(text[line.start : line.end]):
            yield from _stripped(text, start, line.start + end)
            start = line.start + end
    yield from _stripped(text, start, line.end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Give the span without white space at its ends, unless nothing is left; an overlong one in pieces."""
    while end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        cut = cut if cut > 0 else start + LONGEST
        yield from _stripped(text, start, cut)
        start = cut
    piece = text[start:end]
    words = piece.strip()
    if words:
        first = start + piece.index(words[0])
        yield first, first + len(words)


def _ends(line: str) -> Iterator[int]:
    """Offsets in a line at which a new sentence begins."""
    brackets = _bracket_spans(line)
    candidates = [(m.start("open"), m) for m in _MARK.finditer(line)]
    candidates += [(m.end(), m) for m in _GLUED.finditer(line)]
    start = 0
    bracket = 0
    for end, match in sorted(candidates, key=lambda candidate: candidate[0]):
        close = match.end("close") if match.re is _MARK else match.end()
        while bracket < len(brackets) and brackets[bracket][1] < close:
            bracket += 1
        inside = bracket < len(brackets) and brackets[bracket][0] < close
        inside = inside or (match.re is _MARK and _BRACKET_ALONE.match(line, match.start("open")) is not None)
        if not inside and (match.re is _GLUED or _is_end(line, start, match)):
            yield end
            start = end


def _bracket_spans(line: str) -> list[tuple[int, int]]:
    """Outermost bracketed spans (of the opening and the closing bracket) that are not overlong."""
    spans: list[tuple[int, int]] = []
    stack: list[int] = []
    for match in re.finditer(r"[()\[\]]", line):
        if match.group() in "([":
            stack.append(match.start())
        elif stack:
            start, end = stack.pop(), match.start()
            if end - start <= MAXIMUM_BRACKET:
                while spans and spans[-1][0] > start:
                    spans.pop()
                spans.append((start, end))
    return spans


def _is_end(line: str, start: int, match: re.Match[str]) -> bool:
    """Whether a mark ends the sentence that began at ``start``."""
    following = match["next"]
    opens = following[0].isupper() or following[0].isdigit() or not following[0].isascii()
    if match["mark"] != ".":
        return opens and (match["mark"][0] in "!?" or following[0].isupper())
    before = _WORD_BEFORE.search(line, max(start, match.start() - 41), match.start())
    word = before.group() if before else ""
    if match["citation"] and match["citation"][0].isdigit():
        return following[0].isupper() and _is_plain_word(word)
    head = line[start : min(match.start(), start + 40)].strip()
    if _ENUMERATOR.fullmatch(head) or _NUMBERED.fullmatch(head):
        return False
    if match["close"] or match["citation"]:
        return opens
    if following[0].islower() and following[0].isascii():
        return len(word) >= 4 and word.isalpha() and word.islower() and _is_plain_word(word)
    return opens and _may_end(line, match, word, following)


def _is_plain_word(word: str) -> bool:
    """Whether a full stop after it can only be a full stop."""
    known = word.casefold()
    if any(known in _words(kind) for kind in ("never", "number", "ending", "unit")):
        return False
    return word[-1:] in ")]%" or (len(word) >= 3 and word[-1].isalpha() and not _INITIALISM.fullmatch(word))


def _may_end(line: str, match: re.Match[str], word: str, following: str) -> bool:
    """Whether the full stop after a word ends a sentence, where the next word begins like one."""
    known = word.casefold()
    if known in _words("never") or (word == "0" and following[0].isdigit()):
        return False
    if known in _words("number") and _CODE.match(following):
        return False
    of_unit = line[max(0, match.start() - 2) : match.start() - 1] == "/"
    if len(word) == 1 and word.isupper() and not of_unit:
        return following.casefold() in _words("starter")
    place = match.start() - len(word)
    measured = known in _words("unit") and _UNIT_BEFORE.search(line[max(0, place - 2) : place])
    if not measured and (
        known in _words("ending")
        or known in _words("unit")
        or _INITIALISM.fullmatch(word)
        or (len(word) == 1 and word.isalpha())
    ):
        return (following[0].isupper() and following[1:2].islower()) or following.casefold() in _words("starter")
    return True

"""Characters made easy to read: the one place that knows what the readable view replaces."""

import re
from collections.abc import Iterator

SOFT_HYPHEN = "\u00ad"

_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe0e\ufe0f"
_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_BLANK = rf"\s{_INVISIBLE}{_CONTROL}"

_REPLACED = {
    **dict.fromkeys("‘’‚‛′ʼ´`", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    **{"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"},
    **{"μ": "µ", "㎎": "mg", "㎍": "µg", "㎏": "kg", "㎖": "mL", "％": "%"},
    **{"˂": "<", "˃": ">", "⩽": "≤", "⩾": "≥", "≦": "≤", "≧": "≥", "∼": "~", "…": "..."},
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F) if chr(code) not in "－％"},
}
_MIDDLE_DOTS = "·∙⋅‧•"

_BLANK_BESIDE_SPACE = (
    rf"\t\n\r\f\v\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000{_INVISIBLE}{_CONTROL}"
)

# Characters of the table above, runs of blank characters that are not one plain space, and middle dots, which are
# Lancet's decimal points between digits. Everything else stays as it is, and is copied in long pieces.
_CHANGED = re.compile(
    rf"[{_BLANK_BESIDE_SPACE}][{_BLANK}]*| {{2,}}[{_BLANK}]*|[{re.escape(''.join(_REPLACED) + _MIDDLE_DOTS)}]"
)
_BLANK_CHARACTER = re.compile(rf"[{_BLANK}]")
_SPACE = re.compile(r"\s")


def is_blank(character: str) -> bool:
    """Whether a character shows nothing: white space, control, soft hyphen, zero width."""
    return _BLANK_CHARACTER.fullmatch(character) is not None


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Span without blank characters at its ends; an empty span if there is nothing else.

    A soft hyphen right behind the last character stays: it shows nothing, but says that the word goes on.
    """
    limit = end
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    if start < end < limit and text[end] == SOFT_HYPHEN:
        end += 1
    return start, end


def readable_pieces(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Pieces of ``text[start:end]`` as the readable view shows them, each with its source span.

    A run of blank characters is one space if it holds white space, else nothing.
    """
    done = start
    spaced = False
    for match in _CHANGED.finditer(text, start, end):
        here, there = match.span()
        if here > done:
            yield text[done:here], done, here
            spaced = text[here - 1] == " "
        replacement = _replacement(text, here, there)
        if replacement and not (spaced and replacement == " "):
            yield replacement, here, there
            spaced = replacement == " "
        done = there
    if end > done:
        yield text[done:end], done, end


def readable(text: str) -> str:
    """Text as the readable view shows it."""
    start, end = trim(text, 0, len(text))
    return "".join(piece for piece, _, _ in readable_pieces(text, start, end))


def _replacement(text: str, start: int, end: int) -> str:
    character = text[start]
    if character in _MIDDLE_DOTS:
        # Plain slices: at the text's ends they are empty, and an empty string is no digit.
        return "." if text[start - 1 : start].isdigit() and text[end : end + 1].isdigit() else character
    replaced = _REPLACED.get(character)
    if replaced is not None:
        return replaced
    return " " if _SPACE.search(text, start, end) else ""

"""Characters made easy to read: the one place that knows what the readable view replaces."""

import re
from collections.abc import Iterator

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

# A run of blank characters that is not one plain space, a middle dot between digits (Lancet's decimal point), or a
# character of the table above. Everything else stays as it is, and is copied in long pieces.
_CHANGED = re.compile(
    rf"(?P<blank>[{_BLANK}]{{2,}}|[^\S ]|[{_INVISIBLE}{_CONTROL}])"
    rf"|(?P<point>(?<=[0-9])[{_MIDDLE_DOTS}](?=[0-9]))"
    rf"|(?P<other>[{re.escape(''.join(_REPLACED))}])"
)
_BLANK_CHARACTER = re.compile(rf"[{_BLANK}]")
_SPACE = re.compile(r"\s")


def is_blank(character: str) -> bool:
    """Whether a character shows nothing: white space, control, soft hyphen, zero width."""
    return _BLANK_CHARACTER.fullmatch(character) is not None


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Span without blank characters at its ends; an empty span if there is nothing else."""
    while start < end and is_blank(text[start]):
        start += 1
    while end > start and is_blank(text[end - 1]):
        end -= 1
    return start, end


def readable_pieces(text: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Pieces of ``text[start:end]`` as the readable view shows them, each with its source span.

    A run of blank characters is one space if it holds white space, else nothing.
    """
    done = start
    for match in _CHANGED.finditer(text, start, end):
        here, there = match.span()
        if here > done:
            yield text[done:here], done, here
        replacement = _replacement(match)
        if replacement:
            yield replacement, here, there
        done = there
    if end > done:
        yield text[done:end], done, end


def readable(text: str) -> str:
    """Text as the readable view shows it."""
    start, end = trim(text, 0, len(text))
    return "".join(piece for piece, _, _ in readable_pieces(text, start, end))


def _replacement(match: re.Match[str]) -> str:
    if match["blank"] is not None:
        return " " if _SPACE.search(match["blank"]) else ""
    return "." if match["point"] is not None else _REPLACED[match["other"]]

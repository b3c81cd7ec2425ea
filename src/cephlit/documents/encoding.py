"""Bytes into text: which encoding a plain-text file is in."""

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

REPLACEMENT = "\ufffd"
MAX_REPLACED_SHARE = 0.01
"""A text with a larger share of unreadable characters than this is refused: its numbers could not be trusted."""

# UTF-32 comes first: its little-endian mark begins with that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 1 << 16
_ZERO_SHARE = 0.3


class UndecodableTextError(ValueError):
    """No encoding reads the bytes as text."""


@dataclass(frozen=True, slots=True)
class DecodedText:
    r"""Text with the encoding that it was read in.

    Attributes
    ----------
    text
        Without byte order mark, with ``\n`` line ends.
    encoding
        Python's name of the encoding.
    problem
        What had to be replaced; empty if nothing.
    """

    text: str
    encoding: str
    problem: str = ""


def decode(data: bytes) -> DecodedText:
    """Read bytes as text.

    A byte order mark decides; without one, zero bytes in every second place mean UTF-16, strict UTF-8 is tried next,
    and then Windows-1252, if the outcome is plausible. Text that is UTF-8 but for a few bytes is read as UTF-8 with
    those bytes replaced, and says so.

    Raises
    ------
    UndecodableTextError
        If nothing reads the bytes without more than ``MAX_REPLACED_SHARE`` of replaced characters.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decode_as(data[len(mark) :], encoding)
    wide = _wide_encoding(data[:_SAMPLE])
    if wide:
        return _decode_as(data, wide)
    try:
        return DecodedText(_unify_line_ends(data.decode("utf-8")), "utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data)


def _wide_encoding(sample: bytes) -> str:
    """UTF-16 or UTF-32 without a byte order mark, told by where the zero bytes of Latin text fall."""
    pairs = len(sample) // 2
    if pairs == 0 or b"\0" not in sample:
        return ""
    zeros = [sample[place::4].count(0) / max(1, len(sample) // 4) for place in range(4)]
    if min(zeros[1:]) > 1 - _ZERO_SHARE and zeros[0] < _ZERO_SHARE:
        return "utf-32-le"
    if min(zeros[:3]) > 1 - _ZERO_SHARE and zeros[3] < _ZERO_SHARE:
        return "utf-32-be"
    even, odd = sample[0::2].count(0) / pairs, sample[1::2].count(0) / pairs
    if odd > _ZERO_SHARE and even < odd / 4:
        return "utf-16-le"
    if even > _ZERO_SHARE and odd < even / 4:
        return "utf-16-be"
    return ""


def _decode_legacy(data: bytes) -> DecodedText:
    """Bytes that are not strict UTF-8: damaged UTF-8, or Windows-1252."""
    mended = data.decode("utf-8", errors="replace")
    bad = mended.count(REPLACEMENT)
    whole = sum(1 for character in mended if character > "\x7f") - bad
    # Windows-1252 hardly ever forms whole UTF-8 sequences by chance, so that a text that has more of them than
    # stray bytes is UTF-8.
    if whole < bad:
        match = from_bytes(data, cp_isolation=["utf_8", "cp1252"]).best()
        if match is not None and match.encoding == "cp1252":
            return DecodedText(_unify_line_ends(data.decode("cp1252")), "cp1252")
    return _decode_as(data, "utf-8")


def _decode_as(data: bytes, encoding: str) -> DecodedText:
    """Read in a known encoding; the odd byte that does not fit is replaced and reported."""
    text = data.decode(encoding, errors="replace")
    # A replacement character that the author typed does not count.
    bad = text.count(REPLACEMENT) - data.count(REPLACEMENT.encode(encoding))
    if bad > MAX_REPLACED_SHARE * len(text):
        raise UndecodableTextError(f"{bad} of its {len(text)} characters cannot be read as {encoding} or Windows-1252")
    problem = f"{bad} damaged character(s) replaced by {REPLACEMENT} while reading as {encoding}" if bad else ""
    return DecodedText(_unify_line_ends(text), encoding, problem)


def _unify_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")

"""The surface of a text as the grammar reads it: one spelling for each sign, the length unchanged."""

import re

_ONE_SPELLING = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—−﹣－", "-"),
        **dict.fromkeys(
            "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t\n\r", " "
        ),
        **dict.fromkeys("·∙⋅‧", "."),
        **dict.fromkeys("’‘", "'"),
        **dict.fromkeys("“”", '"'),
        **dict.fromkeys("⩽≦", "≤"),
        **dict.fromkeys("⩾≧", "≥"),
        "μ": "µ",
        "×": "x",
        "％": "%",
        "∼": "~",
        "＜": "<",
        "＞": ">",
        "＝": "=",
    }
)


_THIN_SPACE_OF_THOUSANDS = re.compile("(?<=\\d)[\u00a0\u2009\u202f](?=\\d{3}(?!\\d))")
_TILDE_OF_RANGE = re.compile("(?<=\\d)( ?)[~∼](?= ?\\d)")


def one_spelling(text: str) -> str:
    """Give dashes, spaces, quotes, relation signs, ranges and thousands one spelling each, character by character."""
    text = _TILDE_OF_RANGE.sub(r"\1-", _THIN_SPACE_OF_THOUSANDS.sub(",", text))
    return text.translate(_ONE_SPELLING)

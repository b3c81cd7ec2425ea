"""The surface of a text as the grammar reads it: one spelling for each sign, the length unchanged."""

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


def one_spelling(text: str) -> str:
    """Give dashes, spaces, quotes and relation signs one spelling each, character by character."""
    return text.translate(_ONE_SPELLING)


def window(text: str, end: int, width: int = 60) -> str:
    """Return the text just before an offset."""
    return text[max(0, end - width) : end]

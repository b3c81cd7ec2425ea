"""Words for ways of giving one drug by which arms may differ: rate, interval, route, strength or form."""

import re
from functools import cache

from cephlit.vocabulary.load import rows


@cache
def regimens() -> dict[str, str]:
    """Class of each word for a rate, interval, route, strength or form by which arms of one drug may differ."""
    return {regimen_key(row["phrase"]): row["class"] for row in rows("regimens")}


def regimen_key(word: str) -> str:
    """Fold a word for a regimen: lower case, spaces for hyphens, no plural.

    >>> regimen_key("High-dose"), regimen_key("sachets")
    ('high dose', 'sachet')
    """
    folded = word.lower().replace("-", " ")
    return folded.removesuffix("s") if not folded.endswith(("us", "weeks")) else folded


@cache
def regimen_pattern() -> re.Pattern[str]:
    """Pattern of words for regimens, in the singular or plural."""
    words = "|".join(re.escape(w).replace(r"\ ", "[ -]") for w in sorted(regimens(), key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{words})(?:e?s)?(?![\w])", re.IGNORECASE)

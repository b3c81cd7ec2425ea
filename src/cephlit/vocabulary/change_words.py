"""Words of change and of more and less, by their grammar and by which way they say that a value went."""

import re
from typing import Literal, get_args

from cephlit.vocabulary.load import rows

Form = Literal["past", "participle", "noun", "comparative", "any"]
"""Form of a word: ``fell``, ``fallen``, ``fall``; ``fewer``; or any form of a verb and its noun."""

Way = Literal["down", "up", "better", "worse", "either"]
"""Which way a value went: to less or more; to where people want it or not, whichever that is; or just elsewhere."""

EASED: tuple[Way, ...] = ("down", "better")
"""The ways that symptoms, attacks and their scores go where people get better."""

_ALL: tuple[Way, ...] = get_args(Way)


def change_words(*forms: Form, ways: tuple[Way, ...] = _ALL) -> str:
    """Pattern of the words of ``change_words.csv`` of some forms that tell some ways.

    >>> bool(re.fullmatch(change_words("past", ways=("down",)), "fell"))
    True
    """
    told = [row for row in rows("change_words") if row["way"] in ways]
    words = {word for row in told for form in forms for word in row[form].split("|") if word}
    patterns = (re.escape(word).replace(r"\*", r"\w*") for word in sorted(words, key=lambda word: (-len(word), word)))
    return f"(?:{'|'.join(patterns)})"

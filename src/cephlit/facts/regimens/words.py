"""Words that tell who was given what, as patterns; the words themselves are in the vocabulary's ``account_words``."""

import re
from functools import cache

from cephlit.vocabulary.load import rows


@cache
def words(name: str) -> re.Pattern[str]:
    """Pattern of a class of words: whole words or phrases in any case; ``*`` stands for any beginning or ending of one.

    Raises
    ------
    KeyError
        If the vocabulary has no such class.
    """
    known = {row["class"]: row["words"].split("|") for row in rows("account_words")}
    forms = sorted(known[name], key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(_written(form) for form in forms)})(?!\w)", re.IGNORECASE)


def _written(form: str) -> str:
    return re.escape(form).replace(r"\*", r"[\w]{0,20}").replace(r"\ ", r"\s")

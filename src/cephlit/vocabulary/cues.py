"""Lists of words of the vocabulary as patterns."""

import re
from functools import cache

from cephlit.vocabulary.load import rows


@cache
def cue_words(table: str, name: str) -> re.Pattern[str]:
    """Pattern of a class of words of a vocabulary table with the columns ``class`` and ``words``.

    Whole words or phrases in any case, kept apart by ``|`` in the table; ``*`` stands for any beginning or ending of a
    word, a space also for a line end.

    Raises
    ------
    KeyError
        If the table has no such class.
    """
    known = {row["class"]: row["words"].split("|") for row in rows(table)}
    forms = sorted(known[name], key=lambda form: (-len(form), form))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(_written(form) for form in forms)})(?!\w)", re.IGNORECASE)


def _written(form: str) -> str:
    return re.escape(form).replace(r"\*", r"[\w]{0,20}").replace(r"\ ", r"\s")

"""Lists of words of the vocabulary as patterns."""

import re
from functools import cache

from cephlit.patterns import Screened, screened_forms
from cephlit.vocabulary.load import rows


@cache
def cue_words(table: str, name: str) -> Screened:
    """Pattern of a class of words of a vocabulary table with the columns ``class`` and ``words``.

    Whole words or phrases in any case, kept apart by ``|`` in the table; ``*`` stands for any beginning or ending of a
    word, a space also for a line end.

    Raises
    ------
    KeyError
        If the table has no such class.
    """
    forms = [_written(form) for form in cue_forms(table, name)]
    return screened_forms(r"(?<![\w-])", forms, r"(?!\w)")


def cue_forms(table: str, name: str) -> tuple[str, ...]:
    """Words and phrases of a class of a vocabulary table, longest first; ``KeyError`` if it has no such class."""
    known = {row["class"]: row["words"].split("|") for row in rows(table)}
    return tuple(sorted(known[name], key=lambda form: (-len(form), form)))


def hyphened(form: str) -> str:
    """Pattern of a listed word: ``*`` stands for any ending, a space also for a hyphen."""
    return re.escape(form).replace(r"\*", r"\w*").replace(r"\ ", "[ -]")


def _written(form: str) -> str:
    return re.escape(form).replace(r"\*", r"[\w]{0,20}").replace(r"\ ", r"\s")

"""Words for people, as patterns of regular expressions."""

from cephlit.vocabulary.load import rows

_WORDS = rows("people")
SINGULAR = "(?:" + "|".join(sorted({r["singular"] for r in _WORDS}, key=len, reverse=True)) + ")"
"""Pattern of a word for one person."""
PLURAL = "(?:" + "|".join(sorted({r["plural"] for r in _WORDS}, key=len, reverse=True)) + ")"
"""Pattern of a word for several people."""
PEOPLE = rf"(?:{PLURAL}|{SINGULAR})"
"""Pattern of a word for people, however many."""

_SEX = {form: r["sex"] for r in _WORDS for form in (r["singular"], r["plural"]) if r["sex"]}


def sex_of(noun: str) -> str:
    """``female``, ``male`` or empty, from a word for people.

    >>> sex_of("Women")
    'female'
    """
    return _SEX.get(noun.lower(), "")

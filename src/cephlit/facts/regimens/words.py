"""Words that tell who was given what, as patterns; the words themselves are in the vocabulary's ``account_words``."""

from cephlit.patterns import Screened
from cephlit.vocabulary.cues import cue_words


def words(name: str) -> Screened:
    """Pattern of a class of words.

    Raises
    ------
    KeyError
        If the vocabulary has no such class.
    """
    return cue_words("account_words", name)

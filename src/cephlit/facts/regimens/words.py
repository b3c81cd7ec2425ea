"""Words that tell who was given what, as patterns; the words themselves are in the vocabulary's ``account_words``."""

import re

from cephlit.vocabulary.cues import cue_words


def words(name: str) -> re.Pattern[str]:
    """Pattern of a class of words.

    Raises
    ------
    KeyError
        If the vocabulary has no such class.
    """
    return cue_words("account_words", name)

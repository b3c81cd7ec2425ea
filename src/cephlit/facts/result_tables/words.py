"""Words that tables use in captions, heads and labels."""

import re
from functools import cache

from cephlit.vocabulary.cues import cue_forms, hyphened
from cephlit.vocabulary.load import rows
from cephlit.vocabulary.words import fold_phrase


@cache
def column_cue(name: str) -> re.Pattern[str]:
    """Pattern of one kind of words in ``table_words.csv``, which cells may have run together with others."""
    words = (_cased(w) for w in cue_forms("table_words", name))
    # Cells may have run together: the letter of a column of p-values with the next cell ("pITT"), a word with another.
    return re.compile(
        rf"(?:(?<![^\W\d_])|(?<=(?<![^\W\d_])p))(?:{'|'.join(words)})(?:(?![^\W\d_])|(?<=[a-z])(?=[A-Z]))"
    )


def _cased(word: str) -> str:
    """Pattern of a word in any case, or of an abbreviation as it is written."""
    # What has run into a word with a capital is not its ending.
    pattern = hyphened(word).replace(r"\w*", r"(?-i:[a-z]{0,12})")
    return pattern if re.search(r"[A-Z]{2}", word) else f"(?i:{pattern})"


@cache
def _labels() -> dict[str, str]:
    everywhere = {fold_phrase(row["phrase"]): row["measure"] for row in rows("measures")}
    return everywhere | {fold_phrase(row["label"]): row["measure"] for row in rows("table_labels")}


def label_measure(label: str) -> str:
    """Measure that a row's whole label names, also by words that tell it in tables only ("Severity"), or empty."""
    return _labels().get(fold_phrase(label), "")

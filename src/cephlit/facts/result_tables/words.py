"""Words that tables use in captions, heads and labels."""

import re
from functools import cache

from cephlit.vocabulary.load import rows
from cephlit.vocabulary.words import fold_phrase


@cache
def cue(name: str) -> re.Pattern[str]:
    """Pattern of one kind of words in ``table_words.csv``; a star stands for any ending, a space also for a hyphen."""
    listed = next(row["words"] for row in rows("table_words") if row["cue"] == name)
    longest_first = sorted(listed.split("|"), key=lambda w: (-len(w), w))
    words = (_written(w) for w in longest_first)
    # Cells may have run together: the letter of a column of p-values with the next cell ("pITT"), a word with another.
    return re.compile(
        rf"(?:(?<![^\W\d_])|(?<=(?<![^\W\d_])p))(?:{'|'.join(words)})(?:(?![^\W\d_])|(?<=[a-z])(?=[A-Z]))"
    )


def _written(word: str) -> str:
    """Pattern of a word in any case, or of an abbreviation as it is written."""
    pattern = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", "[ -]")
    return pattern if re.search(r"[A-Z]{2}", word) else f"(?i:{pattern})"


@cache
def _labels() -> dict[str, str]:
    everywhere = {fold_phrase(row["phrase"]): row["measure"] for row in rows("measures")}
    return everywhere | {fold_phrase(row["label"]): row["measure"] for row in rows("table_labels")}


def label_measure(label: str) -> str:
    """Measure that a row's whole label names, also by words that tell it in tables only ("Severity"), or empty."""
    return _labels().get(fold_phrase(label), "")

"""The closed word lists of the quantity grammar, and how a quantity is made from a span."""

import re
from functools import cache

from cephlit.tagging.tagged import Quantity, QuantityKind
from cephlit.vocabulary.load import rows


@cache
def words(name: str) -> frozenset[str]:
    """Return a word list of ``vocabulary/quantity_words.csv``, in lower case."""
    return frozenset(r["word"].lower() for r in rows("quantity_words") if r["list"] == name)


@cache
def any_of(name: str) -> str:
    """Return the alternation of a word list, the longest word first."""
    forms = {r["word"] for r in rows("quantity_words") if r["list"] == name}
    return "|".join(re.escape(w) for w in sorted(forms, key=lambda w: (-len(w), w)))


def make(kind: QuantityKind, start: int, end: int, **fields: float | str | None) -> Quantity:
    """Make a quantity; its text is filled in when all candidates are resolved."""
    return Quantity(kind, start, end, "", **fields)  # type: ignore[arg-type]


def plain(value: float) -> str:
    """Write a value as the tables do: ``2``, ``0.5``."""
    return f"{value:g}" if value < 1e6 else str(int(value))


def plain_range(low: float, high: float | None) -> str:
    """Write a value or a range: ``2``, ``9-12``."""
    return plain(low) if high is None else f"{plain(low)}-{plain(high)}"

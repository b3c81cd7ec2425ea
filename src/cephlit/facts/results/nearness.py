"""How far two spans of one sentence are apart, as a reader takes it: clause ends weigh more than letters."""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

_CLAUSE_END = re.compile(
    r"[;:]|\. |, (?:and|but|while|whereas|with|which|although)\b|\b(?:but|whereas|while|although)\b"
)
_CLAUSE_COST = 30.0


def in_one_clause(text: str, a: "Placed", b: "Placed") -> bool:
    """Whether no clause ends between two spans."""
    left, right = (a, b) if a.start <= b.start else (b, a)
    return _CLAUSE_END.search(text[left.end : right.start]) is None


class Placed(Protocol):
    """Anything with a place in the text."""

    @property
    def start(self) -> int:
        """First character."""

    @property
    def end(self) -> int:
        """One past the last character."""


P = TypeVar("P", bound=Placed)


def overlap(a: Placed, b: Placed) -> bool:
    """Whether two spans have a character in common."""
    return a.start < b.end and b.start < a.end


def distance(text: str, a: Placed, b: Placed) -> float:
    """Characters between two spans, and 30 more for each clause end between them; 0 where they overlap."""
    left, right = (a, b) if a.start <= b.start else (b, a)
    gap = text[left.end : right.start]
    return len(gap) + _CLAUSE_COST * len(_CLAUSE_END.findall(gap))


def nearest(text: str, anchor: Placed, others: Sequence[P], after_cost: float = 0.0) -> P | None:
    """The nearest of some spans, those behind the anchor at an extra cost; the first of equals; None of none."""

    def cost(other: P) -> float:
        return distance(text, anchor, other) + (after_cost if other.start >= anchor.end else 0.0)

    return min(others, key=cost, default=None)

"""Amounts that were measured, and not given: litres that a lung holds, milligrams that patients asked for."""

import re
from collections.abc import Container, Sequence
from dataclasses import replace
from functools import cache

from cephlit.facts.results.measure_phrases import words_of
from cephlit.tagging.tagged import Quantity

_STATED = re.compile(
    r"(?:\b(?:was|were|is|of|to|from|by|at|vs?\.?|versus|and|than|averaged|total?led|lost|gained|mean|"
    r"median)|[=:(\[]) ?$",
    re.IGNORECASE,
)
_VOLUMES = frozenset({"L", "mL/kg/min"})
"""Units of lungs and of oxygen used, in which no drug is measured out."""

_TOUCHING = 3
"""Characters behind an amount within which its deviation stands."""


@cache
def _measured() -> re.Pattern[str]:
    """Words of which an amount is told: consumption, requirement, concentration, loss."""
    return re.compile(rf"\b(?:{words_of('amount')})\b", re.IGNORECASE)


def with_amounts(quantities: Sequence[Quantity], text: str, start: int) -> list[Quantity]:
    """Quantities of a sentence in which amounts that a measure is told by are numbers and no doses.

    Parameters
    ----------
    quantities
        The sentence's quantities in order, offsets into ``text``.
    text
        The study's view.
    start
        Where the sentence starts.
    """
    tested = any(q.kind == "p_value" for q in quantities)
    spread = {q.start for q in quantities if q.kind == "spread"} if tested else set()
    return [replace(q, kind="number") if _is_measured(q, text, start, spread) else q for q in quantities]


def _is_measured(q: Quantity, text: str, start: int, spread: Container[int]) -> bool:
    """Whether an amount is a result: of a measure told by amounts, or with a deviation where it was tested."""
    if q.kind != "dose" or q.low is None:
        return False
    before = text[start : q.start]
    deviates = any(at in spread for at in range(q.end, q.end + _TOUCHING))
    told = q.unit in _VOLUMES or deviates or _measured().search(before) is not None
    return told and _STATED.search(before[-12:]) is not None

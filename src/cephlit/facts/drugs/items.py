"""Drugs as a sentence lists them: each with its dose, drugs given together as one item."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from cephlit.facts.arms.evidence import ADDED, JOINED
from cephlit.tagging.tagged import Mention, Quantity, TaggedStudy

Dose = tuple[float, float | None, str]

_BEFORE_DOSE = re.compile(
    r"^[\s(\[,]{0,6}(?:(?:of|at|a|dose|doses|daily|oral|orally|intravenous|iv|sc|im|subcutaneous|intranasal|tablets?|given|"
    r"nasal spray|(?-i:[A-Z]{2,3})(?= )|\([A-Z]\w{0,6}\)|[A-Z]{1,4}\)) ?){0,3}[\s(\[:]{0,6}$",
    re.IGNORECASE,
)
_AFTER_DOSE = re.compile(
    r"^[\s)\]-]*(?:(?:of|oral|orally|intravenous|iv|sc|im|subcutaneous|intranasal|intramuscular|injectable|"
    r"dose of) ?){0,3}$",
    re.IGNORECASE,
)
_NEXT_DOSE = re.compile(
    r"^\s*(?:\([^)]{1,25}\)\s*)?(?:,|/|and/or|or|and|versus|vs\.?|, (?:and|or))\s*(?:to )?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DrugItem:
    """One drug, or several given together, with the doses that stand at it.

    Attributes
    ----------
    start, end
        Of the drug names, in the study's view.
    drugs
        Canonical names.
    doses
        Doses that stand right at the item, each with its place.
    """

    start: int
    end: int
    drugs: tuple[str, ...]
    doses: tuple[tuple[Dose, int, int], ...] = ()


def drug_items(tagged: TaggedStudy, mentions: Sequence[Mention], start: int, end: int) -> list[DrugItem]:
    """Items that the drug mentions of ``start:end`` make, in order; ``mentions`` are those to use."""
    text = tagged.study.view.text
    runs: list[list[Mention]] = []
    for mention in mentions:
        if runs and _is_one_item(runs[-1][-1], mention, text):
            runs[-1].append(mention)
        else:
            runs.append([mention])
    doses = tagged.quantities_in(start, end, "dose")
    items: list[DrugItem] = []
    for at, run in enumerate(runs):
        left = runs[at - 1][-1].end if at else start
        right = runs[at + 1][0].start if at + 1 < len(runs) else end
        near = _doses_at(text, run[0].start, run[-1].end, [q for q in doses if left <= q.start and q.end <= right])
        names = tuple(dict.fromkeys(m.concept for m in run))
        items.append(DrugItem(run[0].start, run[-1].end, names, near))
    return items


def _is_one_item(first: Mention, second: Mention, text: str) -> bool:
    """Whether two drugs that follow each other are one (a name and its short form), or are given together."""
    if first.start == second.start:
        return True
    gap = text[first.end : second.start]
    if first.concept == second.concept:
        return not re.search(r"\w", gap)
    joined = ADDED if "control" in (first.kind, second.kind) else JOINED
    return joined.match(gap) is not None


def _doses_at(text: str, start: int, end: int, doses: Sequence[Quantity]) -> tuple[tuple[Dose, int, int], ...]:
    """Doses before the drug (``10 mg of X``, ``5 or 10 mg X``), else after it (``X 5 mg and 10 mg``)."""
    before = [q for q in doses if q.end <= start]
    chain: list[Quantity] = []
    edge = start
    for quantity in reversed(before):
        joint = _NEXT_DOSE if chain else _AFTER_DOSE
        if not joint.match(text[quantity.end : edge]):
            break
        chain.insert(0, quantity)
        edge = quantity.start
    if not chain:
        edge = end
        for quantity in (q for q in doses if q.start >= end):
            joint = _NEXT_DOSE if chain else _BEFORE_DOSE
            if not joint.match(text[edge : quantity.start]):
                break
            chain.append(quantity)
            edge = quantity.end
    return tuple(((q.low, q.high, q.unit), q.start, q.end) for q in chain if q.low is not None and not q.per)


def written(dose: Dose) -> str:
    """Write a dose as labels do: ``10 mg``."""
    low, high, unit = dose
    return f"{low:g}{'' if high is None else f'-{high:g}'} {unit}".strip()


def per_day(dose: Dose) -> Dose:
    """A dose without the day that it is for: texts call an arm of 50 mg/d that of 50 mg."""
    low, high, unit = dose
    return low, high, unit.removesuffix("/d")

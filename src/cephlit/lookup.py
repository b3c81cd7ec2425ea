"""Evidence on a drug or a condition, by any name that the vocabulary knows."""

import difflib
from dataclasses import dataclass

import pandas as pd

from cephlit.facts.disorders.names import is_child
from cephlit.tagging.dictionary import dictionary, exact_key
from cephlit.vocabulary.words import fold_phrase

_SUGGESTIONS = 5


@dataclass(frozen=True, slots=True)
class Sought:
    """What a name stands for: the drugs and conditions of the tables that it may mean."""

    drugs: frozenset[str]
    conditions: frozenset[str]

    @property
    def names(self) -> list[str]:
        """All of them, in alphabetical order."""
        return sorted(self.drugs | self.conditions)


def concepts(name: str) -> Sought:
    """Find what a name, synonym, brand name or short form stands for, in any case.

    A name that the vocabulary does not know stands for itself.
    """
    known = dictionary()
    found = list(known.folded.get(fold_phrase(name), ()))
    for form in (name, name.upper()):
        for short_forms in (known.exact, known.ambiguous):
            found += short_forms.get(exact_key(form), ())
    named = {"DRUG": {name.casefold()}, "CONDITION": {name.casefold()}}
    for entry in found:
        if entry.concept is not None and entry.label in named:
            named[entry.label].add(entry.concept.casefold())
    return Sought(frozenset(named["DRUG"]), frozenset(named["CONDITION"]))


def evidence_on(name: str, evidence: pd.DataFrame) -> pd.DataFrame:
    """Rows of the evidence table on a drug or on a condition, more specific conditions included.

    Parameters
    ----------
    name
        As ``concepts``.
    evidence
        The evidence table.
    """
    sought = concepts(name)
    return evidence[
        [
            any(drug.casefold() in sought.drugs for drug in drugs)
            or any(_is_or_is_child(condition, sought.conditions) for condition in conditions)
            for drugs, conditions in zip(_cells(evidence["drug"]), _cells(evidence["condition"]), strict=True)
        ]
    ]


def near_names(name: str, evidence: pd.DataFrame) -> list[str]:
    """Names in the evidence table that are spelt like a name, nearest first."""
    there = {
        item.casefold(): item for column in ("drug", "condition") for cell in _cells(evidence[column]) for item in cell
    }
    return [there[near] for near in difflib.get_close_matches(name.casefold(), sorted(there), _SUGGESTIONS)]


def _is_or_is_child(condition: str, sought: frozenset[str]) -> bool:
    return condition.casefold() in sought or any(is_child(condition, other) for other in sought)


def _cells(column: "pd.Series[str]") -> list[list[str]]:
    """Names in each cell of a column that may list several."""
    return [cell.split("; ") if cell else [] for cell in column.fillna("")]

"""Which treatments belong to a class, by the endings of their names."""

import re
from functools import cache

from cephlit.vocabulary.load import rows

_INJECTED = re.compile(r"\b(?:block|injection|infiltration|blockade)$")

PURPOSES = frozenset({"rescue medication", "acute medications", "preventive medications"})
"""Classes that name no treatment but a purpose."""


@cache
def class_endings() -> dict[str, tuple[str, ...]]:
    """How the names of each class's drugs end."""
    endings: dict[str, tuple[str, ...]] = {}
    for row in rows("drug_class_stems"):
        endings[row["class"]] = (*endings.get(row["class"], ()), row["ending"])
    return endings


def is_of_class(drug: str, name: str) -> bool:
    """Whether a drug belongs to a class.

    >>> is_of_class("rizatriptan", "triptans")
    True
    """
    return drug.endswith(class_endings().get(name, ("\0",)))


def is_injection(name: str) -> bool:
    """Whether a treatment is the injecting of drugs, such as a nerve block."""
    return _INJECTED.search(name) is not None

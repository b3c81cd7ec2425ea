"""Which ways a treatment can go, whatever a text says of it: by its nature, with a nerve block, by injection only."""

from functools import cache

from cephlit.facts.drugs.classes import is_of_class
from cephlit.vocabulary.load import rows

_LOCAL = "caine"
"""How the names of local anaesthetics end (INN stem)."""


def is_local_anaesthetic(name: str) -> bool:
    """Whether a drug is a local anaesthetic.

    >>> is_local_anaesthetic("bupivacaine")
    True
    """
    return name.endswith(_LOCAL)


def is_injected_at_nerves(name: str) -> bool:
    """Whether a treatment is a local anaesthetic, a corticosteroid, botulinum toxin, or what stands for them."""
    known = name in ("corticosteroids", "local anesthetics", "placebo") or is_of_class(name, "corticosteroids")
    return known or is_local_anaesthetic(name) or "botulinumtoxin" in name


def goes_into_blocks(name: str) -> bool:
    """Whether a treatment may be given with a nerve block: what blocks are made with, or what is added to that."""
    return is_injected_at_nerves(name) or name in _routes_when("in a block")


def route_by_nature(name: str) -> str:
    """The route of a treatment that can be given in one way only (a gas is inhaled), or empty."""
    return _routes_when("always").get(name, "")


def route_of_injection(name: str) -> str:
    """The route of a drug that is injected in one way only, where the words say that it was injected; else empty."""
    return _routes_when("injected").get(name, "")


@cache
def _routes_when(condition: str) -> dict[str, str]:
    """Routes of treatments for which it is enough that a condition holds."""
    return {row["treatment"]: row["route"] for row in rows("treatment_routes") if row["when"] == condition}

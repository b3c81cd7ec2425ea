"""Which condition is a more specific name for another."""

from functools import cache

from cephlit.vocabulary.load import rows
from cephlit.vocabulary.terms import terms

_HEADACHE = "headache"


@cache
def _ids() -> dict[str, str]:
    return {term.name: term.concept_id for term in terms("conditions")}


def concept_id(name: str) -> str:
    """Identifier of a condition by its canonical name, or empty."""
    return _ids().get(name, "")


def _code(name: str) -> str:
    return concept_id(name).partition("ICHD-3:")[2]


@cache
def _headaches() -> frozenset[str]:
    return frozenset(term.name for term in terms("conditions") if term.kind == "headache")


@cache
def _listed() -> frozenset[tuple[str, str]]:
    return frozenset((row["condition"], row["parent"]) for row in rows("condition_parents"))


def is_child(name: str, parent: str) -> bool:
    """Whether ``name`` is a more specific condition than ``parent``: by its ICHD-3 code, or by the vocabulary's list.

    >>> is_child("chronic migraine", "migraine"), is_child("migraine", "chronic migraine")
    (True, False)
    """
    if name == parent:
        return False
    if (name, parent) in _listed():
        return True
    if parent == _HEADACHE:
        return name in _headaches()
    mine, others = _code(name), _code(parent)
    return bool(mine and others) and mine.startswith(f"{others}.") and not _is_form(parent)


@cache
def _is_form(name: str) -> bool:
    """Whether a name is but a form of the disorder whose code it bears (episodic migraine has that of migraine)."""
    return any(child == name and _code(parent) == _code(name) for child, parent in _listed())

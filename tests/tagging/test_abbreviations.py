from pathlib import Path

import pytest
import spacy
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cephlit.tagging.abbreviation_detector import add_detector
from cephlit.tagging.abbreviations import abbreviations_in, definitions_in
from cephlit.tagging.layers import abbreviations_of, set_abbreviations

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "abbreviations.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def nlp():
    nlp = spacy.blank("en")
    add_detector(nlp)
    nlp.add_pipe("cephlit_abbreviations")
    return nlp


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:50])
def test_definitions_are_found(nlp, case):
    assert abbreviations_of(nlp(case["text"])) == case["found"]


def test_known_abbreviations_hold_against_later_definitions(nlp):
    doc = nlp.make_doc("Chronic headache (CH) is frequent.")
    set_abbreviations(doc, {"CH": "cluster headache"})
    assert abbreviations_of(nlp(doc)) == {"CH": "cluster headache"}


def test_abbreviations_survive_serialisation(nlp):
    doc = nlp("Cluster headache (CH) hurts.")
    copy = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert copy._.cephlit_abbreviations == {"CH": "cluster headache".capitalize()}


@given(st.text(alphabet=st.one_of(st.sampled_from(list("aAbB ([)]=:;,.1\n")), st.characters()), max_size=150))
def test_any_text_gives_sorted_short_forms_that_stand_in_it(text):
    found = abbreviations_in(definitions_in(text))
    assert list(found) == sorted(found)
    assert all(short in text and long.strip() for short, long in found.items())

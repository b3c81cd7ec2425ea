"""Sentences of abstracts without headings are told apart by what they do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cephlit.facts.roles import FEATURES, ROLES, features, role_model

TEXT = (Path(__file__).parent / "cases" / "sentence_roles.txt").read_text(encoding="utf-8")
ABSTRACTS = [
    [tuple(part.strip() for part in line.split("|", 1)) for line in block.splitlines() if not line.startswith("#")]
    for block in TEXT.split("\n\n")
]


@pytest.mark.parametrize("abstract", ABSTRACTS, ids=lambda a: a[0][1][:30])
def test_roles_of_an_abstract(abstract):
    assert role_model().predict([sentence for _, sentence in abstract]) == [role for role, _ in abstract]


@given(st.lists(st.text(max_size=60), min_size=1, max_size=30))
def test_any_paragraph_gets_one_role_a_sentence(sentences):
    roles = role_model().predict(sentences)
    assert len(roles) == len(sentences)
    assert set(roles) <= set(ROLES)


def test_features_are_numbered_as_those_that_the_model_was_trained_on():
    # Numbers and values as scikit-learn's HashingVectorizer gives them for these words.
    first, second = features(["Pain fell by 12%.", ""])
    assert first.numbers.tolist() == [4432, 4604, 8597, 12031, 12082, 16670, 18899, 21871, 28331, FEATURES - 10]
    assert first.values[:-1].tolist() == pytest.approx([9**-0.5] * 9)
    assert (second.numbers.tolist(), second.values.tolist()) == ([FEATURES - 5], [0.5])


UNTOLD = """Propranolol for migraine in adolescents
Background: Few preventive drugs were studied in adolescents. Methods: Eighty adolescents with migraine were randomised
to propranolol or placebo for 12 weeks. Headache days fell from 9.1 to 4.2 with propranolol and from 8.8 to 7.0 with
placebo (p = 0.002). {}Conclusion: Propranolol was effective.
"""


@pytest.mark.parametrize(("heading", "role"), [("", "result"), ("Results: Fatigue was rare. ", "methods")])
def test_without_a_heading_results_are_found_under_that_of_the_methods(heading, role, read_study):
    reading = read_study(UNTOLD.format(heading))
    assert {r for s, r in reading.sentences() if s.text.startswith("Headache days fell")} == {role}

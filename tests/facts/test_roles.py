"""Sentences of abstracts without headings are told apart by what they do."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cephlit.facts.roles import ROLES, role_model

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

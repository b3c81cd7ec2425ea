"""Values and groups are paired as a careful reader would pair them."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cephlit.facts.results.alignment import align

LINES = (Path(__file__).parent / "cases" / "alignment.txt").read_text(encoding="utf-8").splitlines()
CASES = [line for line in LINES if line and not line.startswith("#")]


def unmark(marked: str) -> tuple[str, list[tuple[int, int]], list[tuple[int, int]]]:
    text, spans = "", {"[": [], "{": []}
    for piece in re.findall(r"\[[^]]*]|\{[^}]*}|[^\[{]+", marked):
        inner = piece[1:-1] if piece[0] in spans else piece
        if piece[0] in spans:
            spans[piece[0]].append((len(text), len(text) + len(inner)))
        text += inner
    return text, spans["["], spans["{"]


@pytest.mark.parametrize("line", CASES)
def test_pairs(line):
    marked, _, answer = line.rpartition("|")
    text, values, groups = unmark(marked.strip())
    assert list(align(values, groups, text).pairs) == [int(i) for i in answer.split()]


@given(st.lists(st.tuples(st.booleans(), st.text(" ,;()abvs", max_size=9)), max_size=12))
def test_every_value_gets_a_group_of_the_text_or_none(events):
    text, values, groups = "", [], []
    for is_value, gap in events:
        text += gap
        (values if is_value else groups).append((len(text), len(text) + 1))
        text += "#"
    pairs = align(values, groups, text).pairs
    assert len(pairs) == len(values)
    assert all(p is None or 0 <= p < len(groups) for p in pairs)

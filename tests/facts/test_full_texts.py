"""Results of whole papers: each once, however often it is told, and nothing that only tells who took part."""

from collections import Counter
from pathlib import Path

import pytest
from test_outcomes import told

from cephlit.facts.outcomes import read_outcomes

CASES = sorted((Path(__file__).parent / "cases" / "full_texts").glob("*.txt"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_paper_tells_these_outcomes(case, read_study):
    text, _, expected = case.read_text(encoding="utf-8").partition("=== expected\n")
    assert Counter(map(told, read_outcomes(read_study(text)))) == Counter(expected.splitlines())

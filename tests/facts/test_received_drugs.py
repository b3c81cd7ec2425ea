"""Which drugs participants received, and which of them the study is about, over texts of many kinds."""

from typing import Any

import pytest
from reading_cases import cases, reading_of

from cephlit.facts.treatments import read_treatments


@pytest.mark.parametrize("case", cases("received"), ids=lambda case: case["name"])
def test_tells_own_drugs_from_others(case: dict[str, Any]) -> None:
    rows = [t for t in read_treatments(reading_of(case["title"], case["text"])) if t.role != "background"]
    own = {t.drug for t in rows if t.role in ("studied", "comparator")}
    assert (own, {t.drug for t in rows} - own) == (set(case["own"]), set(case["others"]))

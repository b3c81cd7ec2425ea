"""Which drugs are a study's own, and what the other drugs are to it."""

from typing import Any

import pytest
from reading_cases import cases, reading_of

CASES = cases("drug_roles")


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_own_drugs(case: dict[str, Any]) -> None:
    drugs = reading_of(case["title"], case["text"]).drugs
    assert list(drugs.main[: drugs.studied]) == case["studied"]
    assert list(drugs.main[drugs.studied :]) == case["compared"]
    assert drugs.lead == case["studied"][0]


@pytest.mark.parametrize("case", [c for c in CASES if c["roles"]], ids=lambda c: c["name"])
def test_roles_of_other_drugs(case: dict[str, Any]) -> None:
    reading = reading_of(case["title"], case["text"])
    mentions = {m.text: m for m in reading.tagged.mentions if m.label == "DRUG"}
    assert {text: reading.drugs.role(mentions[text]) for text in case["roles"]} == case["roles"]


def test_no_drug_no_lead() -> None:
    drugs = reading_of("Headache in schoolchildren", "We asked 2000 children about headache in the last month.").drugs
    assert (drugs.main, drugs.studied, drugs.lead) == ((), 0, "")

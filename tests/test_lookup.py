import pandas as pd
import pytest

from cephlit.lookup import concepts, evidence_on, near_names

CASES = [
    # condition, drug
    ("chronic cluster headache", "ketamine; magnesium sulfate"),
    ("migraine without aura", "sumatriptan"),
    ("tension-type headache", "acetaminophen; caffeine"),
    (None, "sumatriptan"),
]


@pytest.fixture(scope="module")
def evidence():
    rows = [
        {"condition": condition, "drug": drug, "outcome_id": f"d1-s01-o{number:03d}"}
        for number, (condition, drug) in enumerate(CASES)
    ]
    return pd.DataFrame(rows, dtype="string")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ketamine", [0]),
        ("KETAMINE", [0]),
        ("magnesium sulphate", [0]),
        ("Imitrex", [1, 3]),
        ("paracetamol", [2]),
        ("chronic cluster headache", [0]),
        ("cluster headache", [0]),
        ("migraine", [1]),
        ("TTH", [2]),
        ("tth", [2]),
        ("headache", [0, 1, 2]),
        ("ketami", []),
        ("", []),
    ],
)
def test_rows_are_found_by_any_name(evidence, name: str, found: list[int]) -> None:
    assert [int(row[-3:]) for row in evidence_on(name, evidence)["outcome_id"]] == found


@pytest.mark.parametrize(
    ("name", "near"),
    [("ketamin", "ketamine"), ("sumatryptan", "sumatriptan"), ("Cluster Headach", "chronic cluster headache")],
)
def test_misspelt_names_have_near_ones(evidence, name: str, near: str) -> None:
    assert near in near_names(name, evidence)


def test_unknown_names_have_none(evidence) -> None:
    assert near_names("zzzz", evidence) == []


def test_a_name_stands_for_drugs_and_conditions_apart() -> None:
    assert "sumatriptan" in concepts("Imitrex").drugs
    assert "cluster headache" in concepts("CH").conditions
    assert concepts("no such thing").names == ["no such thing"]

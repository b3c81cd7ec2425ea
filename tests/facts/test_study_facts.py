"""Design, setting and conditions, as a careful reader would tell them."""

from pathlib import Path

import pytest
import yaml

from cephlit.facts.conditions import read_conditions
from cephlit.facts.design import design, setting
from cephlit.facts.disorders.names import concept_id, is_child

CASES = Path(__file__).parent / "cases" / "groups"
DESIGNS = yaml.safe_load((CASES / "designs.yaml").read_text(encoding="utf-8"))
CONDITIONS = yaml.safe_load((CASES / "conditions.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "place", "text"), DESIGNS)
def test_design_and_setting(name, place, text, read_study):
    reading = read_study(text)
    assert (design(reading), setting(reading)) == (name, place)


@pytest.mark.parametrize("case", CONDITIONS, ids=[case["text"].split("\n")[0] for case in CONDITIONS])
def test_conditions(case, read_study):
    told = {"indication": set(), "comorbidity": set()}
    for condition in read_conditions(read_study(case["text"])):
        told[condition.role].add(condition.condition + "!" * condition.refractory)
    assert told == {role: set(case.get(role, ())) for role in told}


def test_condition_rows_point_to_their_words(read_study):
    reading = read_study(CONDITIONS[0]["text"])
    text = reading.tagged.study.view.text
    quotes = [text[c.start : c.end].lower() for c in read_conditions(reading)]
    assert all("chronic" in quote or "episodic" in quote for quote in quotes)


def test_comorbidity_belongs_to_the_patient_who_has_it(read_study):
    case = next(c for c in CONDITIONS if c["text"].startswith("Oxygen at home"))
    found = {c.condition: c.group.label for c in read_conditions(read_study(case["text"])) if c.role == "comorbidity"}
    assert found == {"hypertension": "case 1", "depression": "case 2"}


@pytest.mark.parametrize(
    ("name", "parent", "answer"),
    [
        ("chronic migraine", "migraine", True),
        ("migraine", "chronic migraine", False),
        ("migraine", "headache", True),
        ("episodic migraine", "migraine", True),
        ("chronic cluster headache", "episodic cluster headache", False),
        ("sunct", "cluster headache", False),
        ("depression", "headache", False),
    ],
)
def test_more_specific_names(name, parent, answer):
    assert is_child(name, parent) is answer


def test_unknown_condition_has_no_identifier():
    assert concept_id("no such condition") == ""

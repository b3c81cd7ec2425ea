import dataclasses

from worked_study import ARM, document, extraction, facts, span, tagged

from cephlit.facts.records import Condition, Group, Outcome, Treatment
from cephlit.tables.collection import collect
from cephlit.tables.extraction import Extraction
from cephlit.tables.frames import python_rows
from cephlit.tables.rows import study_rows

OTHER = Group("arm", "comparison arm", **span("Forty adults"))
PLACE = span("lidocaine")


def evidence_of(**records):
    """Evidence of the worked study with other records, as dictionaries in reading order."""
    of = document()
    rows = study_rows(tagged(of), dataclasses.replace(facts(), **records))
    frame = collect([Extraction.of(of, [rows])]).frames["evidence"]
    return [dict(zip(frame.columns, row, strict=True)) for row in python_rows(frame)]


def given(drug, dose, group=None, role="studied", **cells):
    return Treatment(drug, "", role, dose_low=dose, dose_unit="mg", group=group, **{**PLACE, **cells})


def result(group=None, drug="", condition=""):
    return Outcome("response", "percent", group=group, drug=drug, condition=condition, percent=75.0, **span("75 %"))


def test_a_row_reads_without_a_join():
    row = evidence_of()[0]
    words = {name: row[name] for name in ("condition", "refractory", "drug", "dose", "route", "frequency", "group")}
    assert words == {
        "condition": "cluster headache",
        "refractory": True,
        "drug": "lidocaine",
        "dose": "40 to 60 mg (2 %)",
        "route": "perineural",
        "frequency": "single",
        "group": "active arm",
    }
    assert (row["result"], row["year"], row["file"]) == ("75 % (15/20)", 2019, "block.txt")


def test_every_outcome_has_one_row():
    frames = collect([extraction()]).frames
    assert sorted(frames["evidence"]["outcome_id"]) == sorted(frames["outcomes"]["outcome_id"])


def test_the_dose_is_that_of_the_outcomes_group():
    doses = (given("ketamine", 10, ARM), given("ketamine", 20, OTHER))
    rows = evidence_of(treatments=doses, outcomes=(result(ARM, "ketamine"),))
    assert rows[0]["dose"] == "10 mg"


def test_doses_tied_to_no_group_are_all_listed():
    doses = (given("ketamine", 10), given("ketamine", 20), given("ketamine", 30, OTHER))
    assert evidence_of(treatments=doses, outcomes=(result(ARM, "ketamine"),))[0]["dose"] == "10 mg; 20 mg"
    assert evidence_of(treatments=doses, outcomes=(result(None, "ketamine"),))[0]["dose"] == "10 mg; 20 mg; 30 mg"


def test_an_outcome_without_a_drug_takes_those_of_its_group_or_those_studied():
    doses = (given("ketamine", 10, ARM), given("placebo", 20, OTHER, "comparator"), given("lithium", 300, role="prior"))
    rows = evidence_of(treatments=doses, outcomes=(result(OTHER), result()))
    assert [(row["drug"], row["dose"]) for row in rows] == [("ketamine", "10 mg"), ("placebo", "20 mg")]


def test_several_drugs_lead_their_doses():
    doses = (given("ketamine", 10, frequency="single"), given("magnesium sulfate", 3000))
    row = evidence_of(treatments=doses, outcomes=(result(),))[0]
    assert row["drug"] == "ketamine; magnesium sulfate"
    assert row["dose"] == "ketamine 10 mg; magnesium sulfate 3000 mg"
    assert row["frequency"] == "ketamine single"


def test_the_condition_is_that_of_the_outcome_else_of_its_group_else_of_the_study():
    conditions = (
        Condition("episodic cluster headache", "", "indication", False, group=ARM, **PLACE),
        Condition("chronic cluster headache", "", "indication", True, group=OTHER, **PLACE),
        Condition("asthma", "", "comorbidity", False, **PLACE),
    )
    rows = evidence_of(
        treatments=(), conditions=conditions, outcomes=(result(condition="migraine"), result(ARM), result())
    )
    assert {(row["condition"], row["refractory"]) for row in rows} == {
        ("migraine", None),
        ("episodic cluster headache", False),
        ("chronic cluster headache; episodic cluster headache", True),
    }


def test_rows_stand_in_reading_order():
    outcomes = tuple(
        result(drug=drug, condition=what) for drug, what in (("b", "z"), ("", "a"), ("c", "a"), ("B", "a"))
    )
    rows = evidence_of(treatments=(), outcomes=outcomes)
    assert [(row["condition"], row["drug"]) for row in rows] == [("a", "B"), ("a", "c"), ("a", None), ("z", "b")]


def test_a_doubtful_row_says_so():
    doubtful, sure = dataclasses.replace(result(), confidence=0.31), dataclasses.replace(result(ARM), confidence=0.9)
    notes = {row["confidence"]: row["note"] for row in evidence_of(outcomes=(doubtful, sure))}
    assert notes[0.9] is None
    assert notes[0.31].startswith("doubtful")

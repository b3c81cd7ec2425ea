import csv
import json
from pathlib import Path

import pytest

from cephlit.tables import wording
from cephlit.tables.schema import OutcomeRow, TreatmentRow

CASES = Path(__file__).parent / "cases" / "results_in_words.csv"
BARE = {"study_id": "s", "start": 0, "end": 21, "quote": "15/20 (75 %) improved"}


def outcome(**cells):
    return OutcomeRow.model_validate(
        {**BARE, "outcome_id": "o", "measure": "response", "statistic": "percent", **cells}
    )


def treatment(**cells):
    return TreatmentRow.model_validate({**BARE, "treatment_id": "t", "drug": "ketamine", "role": "studied", **cells})


@pytest.mark.parametrize(
    "case", list(csv.DictReader(CASES.read_text(encoding="utf-8").splitlines())), ids=lambda c: c["result"]
)
def test_results_read_well(case):
    row = outcome(**json.loads(case["cells"]))
    words = (wording.result_text(row), wording.p_text(row), wording.interval_text(row), wording.contradiction_text(row))
    assert words == (case["result"], case["p"], case["ci"], case["note"])


def test_a_contradiction_of_the_text_is_told():
    row = outcome(n=15, total=77, percent=27.3, quote="15/77, 27.3 %")
    assert wording.contradiction_text(row) == "the text's own numbers disagree: 15/77 is 19.5 %"


def test_long_words_are_cut_between_words():
    long = "relief " * 60
    assert wording.shortened(long).endswith("relief ...")
    assert len(wording.shortened(long)) <= 204
    assert wording.shortened("two\n words") == "two words"


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, ""),
        ({"dose_low": 0.5, "dose_unit": "mg/kg", "dose_kind": "single"}, "0.5 mg/kg"),
        ({"dose_low": 0.5, "dose_high": 0.5, "dose_unit": "mg/kg"}, "0.5 mg/kg"),
        ({"dose_low": 0.1, "dose_high": 0.3, "dose_unit": "mg/kg/h", "dose_kind": "rate"}, "0.1 to 0.3 mg/kg/h"),
        ({"dose_low": 0.1, "dose_unit": "mg/kg/h", "dose_kind": "step"}, "step 0.1 mg/kg/h"),
        ({"dose_low": 15, "dose_unit": "mg", "concentration": "per 0.1 mL"}, "15 mg (per 0.1 mL)"),
    ],
)
def test_doses_read_well(cells, words):
    assert wording.dose_text(treatment(**cells)) == words


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({}, ""),
        ({"duration_low": 2, "duration_unit": "h"}, "2 h"),
        ({"duration_low": 6, "duration_high": 12, "duration_unit": "wk"}, "6 to 12 wk"),
    ],
)
def test_durations_read_well(cells, words):
    assert wording.duration_text(treatment(**cells)) == words

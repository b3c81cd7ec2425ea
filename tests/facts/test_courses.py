"""What case reports tell of a patient's course without shares or means."""

from pathlib import Path

import pytest
import yaml

from cephlit.facts.outcomes import read_outcomes

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "courses" / "courses.yaml").read_text(encoding="utf-8"))
REPORT = "A man with chronic cluster headache\n\nCASE REPORT\nA 44-year-old man had chronic cluster headache. {}\n"
TRIAL = """Verapamil for cluster headache: a randomised trial

METHODS: Forty patients were randomised to verapamil 360 mg or placebo.
RESULTS: {}
"""


def told(text, read_study):
    outcomes = read_outcomes(read_study(text))
    return [(o.measure, o.drug, o.value, o.unit, o.time_point, o.direction) for o in outcomes]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_course(case, read_study):
    assert told(REPORT.format(case["text"]), read_study) == [tuple(row) for row in case["rows"]]


def test_a_trial_tells_no_courses(read_study):
    text = "Recurrence within 48 h was told by some on verapamil, and relief lasted for 24 h on placebo."
    assert all(measure != "recurrence" for measure, *_ in told(TRIAL.format(text), read_study))

"""Treatments of short texts of many kinds of papers, and rules that hold for any text."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading_cases import cases, reading_of

from cephlit.facts.records import Treatment
from cephlit.facts.treatments import read_treatments

CASES = cases("treatments")
SCHEDULE = ("frequency", "duration")
DRUGS = st.sampled_from(["rizatriptan", "naproxen", "ketorolac", "prednisone", "topiramate", "candesartan"])
MILLIGRAMS = st.integers(1, 900)


def span(low: float | None, high: float | None, unit: str) -> str:
    """``2-3 wk`` or ``5 mg``, empty for nothing."""
    if low is None:
        return ""
    return f"{low:g}-{high:g} {unit}" if high not in (None, low) else f"{low:g} {unit}"


def cells(treatment: Treatment) -> dict[str, str]:
    """A treatment in the words of the case files."""
    return {
        "drug": treatment.drug,
        "role": treatment.role,
        "dose": span(treatment.dose_low, treatment.dose_high, treatment.dose_unit),
        "route": treatment.route,
        "frequency": treatment.frequency,
        "duration": span(treatment.duration_low, treatment.duration_high, treatment.duration_unit),
    }


def expected(row: str) -> dict[str, str]:
    """A row of a case file; cells that are left out at its end are empty."""
    given_cells = [cell.strip() for cell in row.split("|")]
    names = ("drug", "role", "dose", "route", *SCHEDULE)
    return dict(zip(names, given_cells + [""] * (len(names) - len(given_cells)), strict=True))


def marked(case: dict[str, Any]) -> Any:
    """A case, or one that is known not to be read yet."""
    marks = [pytest.mark.xfail(reason=case["limit"], strict=True)] if "limit" in case else []
    return pytest.param(case, id=f"{case['file']}-{case['name']}", marks=marks)


@pytest.mark.parametrize("case", [marked(c) for c in CASES])
def test_reads_what_was_given(case: dict[str, Any]) -> None:
    read = [cells(t) for t in read_treatments(reading_of(case["title"], case["text"])) if t.role != "background"]
    wanted = [expected(row) for row in case["given"]]
    core = [{k: v for k, v in row.items() if k not in SCHEDULE} for row in read]
    assert sorted(core, key=str) == sorted(
        ({k: v for k, v in row.items() if k not in SCHEDULE} for row in wanted), key=str
    )
    for row in wanted:
        found = next(r for r in read if all(r[k] == row[k] for k in row if k not in SCHEDULE))
        assert {k: found[k] for k in SCHEDULE if row[k]} == {k: row[k] for k in SCHEDULE if row[k]}


@pytest.mark.parametrize("case", CASES[::6], ids=lambda c: c["name"])
def test_evidence_lies_in_the_text(case: dict[str, Any]) -> None:
    reading = reading_of(case["title"], case["text"])
    view = reading.tagged.study.view.text
    for treatment in read_treatments(reading):
        assert 0 <= treatment.start < treatment.end <= len(view)
        assert treatment.dose_low is None or treatment.dose_low <= (treatment.dose_high or 0)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(DRUGS, min_size=2, max_size=2, unique=True), MILLIGRAMS, MILLIGRAMS, st.booleans())
def test_each_drug_keeps_its_dose(drugs: list[str], first: int, second: int, behind: bool) -> None:
    a, b = (f"{d} {n} mg" if behind else f"{n} mg of {d}" for d, n in zip(drugs, (first, second), strict=True))
    treatments = read_treatments(reading_of("Two drugs for headache", f"Patients were randomised to {a} or {b}."))
    doses = {(t.drug, t.dose_low) for t in treatments if t.dose_low is not None}
    assert doses == {(drugs[0], first), (drugs[1], second)}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DRUGS, MILLIGRAMS)
def test_other_peoples_doses_are_not_given(drug: str, dose: int) -> None:
    text = (
        f"Patients were randomised to frovatriptan 2.5 mg or placebo. In a previous study, {drug} {dose} mg was better "
        "than placebo."
    )
    treatments = read_treatments(reading_of("Frovatriptan for migraine", text))
    assert {(t.drug, t.dose_low) for t in treatments if t.dose_low is not None} == {("frovatriptan", 2.5)}

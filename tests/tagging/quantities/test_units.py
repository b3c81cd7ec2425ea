"""Written units as UCUM, and what pint makes of them."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cephlit.tagging.quantities.units import (
    is_dose_unit,
    is_time_unit,
    match_unit,
    normalise_unit,
    parse_unit,
    to_hours,
)
from cephlit.vocabulary.load import rows

with (Path(__file__).parent / "cases" / "units.csv").open(encoding="utf-8", newline="") as lines:
    CASES = [(case["written"], case["ucum"], case["dose"]) for case in csv.DictReader(lines)]


@pytest.mark.parametrize(("written", "ucum"), [(written, ucum) for written, ucum, _ in CASES])
def test_written_unit(written: str, ucum: str) -> None:
    assert normalise_unit(written) == (ucum or None)


@pytest.mark.parametrize(("ucum", "dose"), sorted({(ucum, dose) for _, ucum, dose in CASES if dose}))
def test_which_units_are_doses(ucum: str, dose: str) -> None:
    assert is_dose_unit(ucum) == (dose == "yes")


@pytest.mark.parametrize("ucum", sorted({row["ucum"] for row in rows("units")}))
def test_every_unit_of_the_vocabulary_is_known_to_pint(ucum: str) -> None:
    assert str(parse_unit(ucum))


def test_denominators_stay() -> None:
    assert str(parse_unit("mg/kg").dimensionality) != "dimensionless"
    assert parse_unit("mg/kg/h") != parse_unit("mg/h")


@pytest.mark.parametrize("unknown", ["", "foo", "mg/foo", "/", "mg/", "mg//kg", "kg mg"])
def test_unknown_units_are_refused(unknown: str) -> None:
    with pytest.raises(ValueError, match="no such unit"):
        parse_unit(unknown)
    assert not is_dose_unit(unknown)
    assert not is_time_unit(unknown)


@pytest.mark.parametrize(
    ("value", "ucum", "hours"),
    [(30, "min", 0.5), (2, "h", 2), (1, "d", 24), (12, "wk", 2016), (1, "mo", 730.5), (1, "a", 8766), (90, "s", 0.025)],
)
def test_hours(value: float, ucum: str, hours: float) -> None:
    assert to_hours(value, ucum) == pytest.approx(hours)


def test_only_times_have_hours() -> None:
    with pytest.raises(ValueError, match="no unit of time"):
        to_hours(1, "mg")


def test_pint_is_not_imported_before_it_is_needed() -> None:
    code = (
        "import sys; from cephlit.tagging.quantities import find_quantities; "
        "find_quantities('5 mg'); print('pint' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


@given(st.text(max_size=12))
def test_any_text_is_a_unit_or_none(written: str) -> None:
    ucum = normalise_unit(written)
    assert ucum is None or str(parse_unit(ucum))


def test_a_volume_below_the_line_is_what_the_amount_is_per() -> None:
    unit = match_unit("15 mg per 0.1 cc", 2)
    assert unit is not None
    assert (unit.ucum, unit.per, unit.kind) == ("mg", "0.1 mL", "dose")

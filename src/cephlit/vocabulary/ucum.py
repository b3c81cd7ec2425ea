"""Does a unit parse: UCUM terms over the units of ``units.csv``, the one list of units.

Source: Unified Code for Units of Measure, <https://ucum.org/ucum>. Two liberties that dosing needs: a number may stand
below the line (``mg/0.1mL``, ``mg/70kg``), and a scale's ``points`` are a unit.
"""

import csv
import re
from functools import lru_cache
from importlib.resources import files

DOSE_KINDS = frozenset({"amount", "volume", "trace", "share"})
"""Kinds of unit that a dose is measured in."""

_NUMBER_BELOW = re.compile(r"^\d{1,4}(?:\.\d{1,3})?")
_COUNTED = re.compile(r"\{[a-z ]{1,40}\}")


@lru_cache(1)
def _kinds() -> dict[str, str]:
    """Each unit of the list, and of what kind it is."""
    lines = (files("cephlit.vocabulary") / "units.csv").read_text(encoding="utf-8").splitlines()
    return {line["ucum"]: line["kind"] for line in csv.DictReader(lines) if "/" not in line["ucum"]}


def is_unit(text: str) -> bool:
    """Whether a unit parses: ``mg/kg/h``, ``pg/mL``, ``/mo``, ``{attacks}/wk``, ``%``."""
    above, *below = text.split("/")
    factors = [_NUMBER_BELOW.sub("", factor) for factor in below]
    if above or not below:
        factors.append(above)
    return all(factor in _kinds() or _COUNTED.fullmatch(factor) for factor in factors)


def is_dose_unit(text: str) -> bool:
    """Whether a unit parses and measures an amount, alone or per weight, time or volume: ``mg``, ``ug/kg/min``."""
    return _kinds().get(text.split("/", maxsplit=1)[0]) in DOSE_KINDS and is_unit(text)


_HOURS = {"s": 1 / 3600, "min": 1 / 60, "h": 1.0, "d": 24.0, "wk": 168.0, "mo": 730.5, "a": 8766.0}


def hours(unit: str) -> float:
    """Hours in a unit of time; months and years are UCUM's mean Julian ones.

    Raises
    ------
    KeyError
        If it is no unit of time.
    """
    return _HOURS[unit]

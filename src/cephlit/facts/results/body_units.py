"""Units in which only values of the body are told, and neither doses nor scores nor lengths of time."""

import re

_UNITS = frozenset(
    {"kg", "mm[Hg]", "mm[H2O]", "cm[H2O]", "dB", "mL/kg/min", "mL/min", "/min", "{beats}/min", "deg", "um", "ms", "L",
     "Cel", "mm/h", "cm/s", "kPa"}
)  # fmt: skip
_CONCENTRATION = re.compile(r"(?:[munpk]?g|[munpf]?mol|m?Eq|[munk]?(?:\[IU\]|U))/(?:L|dL|mL|uL)")
_OF_DRUGS = frozenset({"mg/mL", "U/mL", "[IU]/mL", "g/mL", "g/L", "mEq/mL"})
"""Concentrations in which drugs are made up."""


def is_body_unit(unit: str) -> bool:
    """Whether a unit (UCUM) is one of the body's values: a concentration in blood, a pressure, a pulse.

    >>> is_body_unit("mmol/L"), is_body_unit("mg/mL"), is_body_unit("mg")
    (True, False, False)
    """
    return unit in _UNITS or (unit not in _OF_DRUGS and _CONCENTRATION.fullmatch(unit) is not None)

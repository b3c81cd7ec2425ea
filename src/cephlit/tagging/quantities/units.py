"""Units as papers write them, as UCUM, and as pint checks them.

A written unit is an atom (``mg``) with up to three factors below the line (``/kg``, `` per hour``, ``.h-1``), each an
atom of ``vocabulary/units.csv``. Source of the codes: UCUM, <https://ucum.org/ucum>. Months and years are UCUM's mean
Julian ones (30.4375 and 365.25 days).
"""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from cephlit.tagging.quantities.surface import one_spelling
from cephlit.vocabulary.load import rows

if TYPE_CHECKING:
    from pint import Unit, UnitRegistry

_DEFINITIONS = """
gram = [mass] = g
bodyweight = [weight]
bodysurface = [surface]
liter = [volume] = L
mole = [substance]
equivalent = [charge_equivalent]
international_unit = [activity]
enzyme_unit = [units]
percent = [share]
second = [time] = s
minute = 60 second
hour = 60 minute
day = 24 hour
week = 7 day
month = 30.4375 day
year = 365.25 day
points = [score]
meter = [length]
meter_mercury = [pressure]
meter_water = 0.0735559 * meter_mercury
pascal = 0.00000750062 * meter_mercury
bar = 100000 * pascal
standard_atmosphere = 101325 * pascal
hertz = [frequency]
ampere = [current]
volt = [voltage]
watt = [power]
joule = [energy]
calorie = 4.184 * joule
tesla = [field]
celsius = [temperature]
fahrenheit = [temperature_us]
degree = [angle]
beats = [count]
gauge = [gauge]
pound = 0.45359237 * bodyweight
femto- = 1e-15 = f-
pico- = 1e-12 = p-
nano- = 1e-9 = n-
micro- = 1e-6 = u-
milli- = 1e-3 = m-
centi- = 1e-2 = c-
deci- = 1e-1 = d-
kilo- = 1e3 = k-
mega- = 1e6 = M-
"""
"""Body weight, surface and volume are dimensions of their own, so that ``mg/kg`` never cancels to a bare number."""

_DOSE_DIMENSIONS = ("[mass]", "[volume]", "[substance]", "[charge_equivalent]", "[activity]", "[units]", "[share]")
_DOSE_BELOW = {"[weight]", "[surface]", "[time]", "[volume]"}


_CONTAINER = "spray|puff|actuation|tablet|tab|capsule|dose|injection|site|side|vial|drop|patch|ampoule|eye|nostril"
_DAILY = re.compile(r" (?:daily|a day|each day|every day)\b|-daily\b", re.IGNORECASE)
_BELOW_SPLIT = re.compile(r" ?/ ?| per (?:each )?", re.IGNORECASE)
_OF_BODY = r"(?:of )?(?i:body[ -]?weight|bw)\b"
"""What may stand behind a kilogram ("1 mg per kilogram of body weight per day")."""

_POWER = re.compile(r"[ .]?([A-Za-z]{1,40})(?:\^?-[12]|⁻[¹²])")
_VOLUME_BELOW = re.compile(r"(\d{0,3}(?:\.\d{1,2})?) ?(?:ml|cc)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WrittenUnit:
    """A unit as found in a text.

    Attributes
    ----------
    end
        Offset of the unit's end.
    ucum
        Its UCUM code.
    kind
        ``dose``, ``share``, ``time``, ``points`` or ``measure`` (sizes, pressures, concentrations in blood).
    per
        What an amount is given per, where that is a volume of its own or a container: ``0.1 mL``, ``spray``.
    """

    end: int
    ucum: str
    kind: str
    per: str = ""


@cache
def _atoms() -> dict[str, tuple[str, str]]:
    """UCUM code and kind of each written atom; only one-letter atoms are told apart by their case."""
    return {_fold(r["written"]): (r["ucum"], r["kind"]) for r in rows("units")}


@cache
def _expressions() -> dict[str, str]:
    """The pint expression of each UCUM code."""
    return {r["ucum"]: r["pint"] for r in rows("units")}


def _fold(atom: str) -> str:
    return atom if len(atom) == 1 else atom.lower()


@cache
def unit_pattern() -> re.Pattern[str]:
    """Pattern of a unit right after a number, a space or hyphen between; groups ``atom`` and ``below``."""
    forms = sorted(_atoms(), key=lambda form: (-len(form), form))
    one_letter = "|".join(rf"(?<=[ -]){f}" if f == "s" else re.escape(f) for f in forms if len(f) == 1)
    longer = "|".join(re.escape(f).replace(r"\ ", " ") for f in forms if len(f) > 1)
    atom = rf"(?:(?i:{longer})|{one_letter})(?![A-Za-z0-9])(?: {_OF_BODY})?"
    below = (
        rf"(?: ?/ ?| per (?:each )?)(?:24 ?(?:hours?|hrs?|h)\b|70 ?kg\b|\d{{0,3}}(?:\.\d{{1,2}})? ?(?i:ml|cc)\b"
        rf"|{atom}|(?i:{_CONTAINER})s?\b)"
    )
    power = r"[ .]?(?:kg|hr?|min|d|day|[Ll]|m[Ll])(?:\^?-[12](?!\d)|⁻[¹²])"
    return re.compile(rf"[ -]?(?P<atom>{atom}|%)(?P<below>(?:{below}){{0,3}}(?:{power}){{0,2}})")


def match_unit(text: str, position: int, limit: int | None = None) -> WrittenUnit | None:
    """Read the unit that stands right after a number, if any.

    Parameters
    ----------
    text
        Text in one spelling.
    position
        The number's end.
    limit
        Where the unit must end; the text's end if None.
    """
    match = unit_pattern().match(text, position, len(text) if limit is None else limit)
    return _compose(match, text) if match else None


@cache
def _amount_at_end() -> re.Pattern[str]:
    forms = [_fold(r["written"]) for r in rows("units") if r["kind"] in ("amount", "volume")]
    return re.compile(rf"\d[ -]?(?i:{'|'.join(re.escape(f) for f in sorted(forms))})(?:/kg|/m2)? $")


def amount_before(text: str, position: int) -> bool:
    """Whether a number with a unit of amount ends right before a position."""
    return _amount_at_end().search(text, max(0, position - 30), position) is not None


def _compose(match: re.Match[str], text: str) -> WrittenUnit | None:
    """Put the atoms of a unit together."""
    ucum, kind = _atoms()[_fold(match["atom"])]
    if kind in ("time", "share", "points"):
        return WrittenUnit(match.end("atom"), ucum, kind)
    factors, per = _below(match["below"])
    end = match.end()
    if kind in ("amount", "volume") and (daily := _DAILY.match(text, end)) and "d" not in factors:
        factors, end = [*factors, "d"], daily.end()
    of_kidney = text.startswith("/1.73", end)
    return WrittenUnit(end, "/".join([ucum, *factors]), "measure" if of_kidney else _kind(ucum, kind, factors), per)


def _below(written: str) -> tuple[list[str], str]:
    """UCUM factors below the line, body weight first, and the container or volume that is no factor."""
    factors, per = [], ""
    plain = re.sub(rf" {_OF_BODY}", "", _POWER.sub(r"/\1", written))
    parts = [part for part in _BELOW_SPLIT.split(plain)[1:] if part]
    for part in parts:
        if volume := _VOLUME_BELOW.fullmatch(part):
            if volume[1]:
                per = f"{volume[1]} mL"
            else:
                factors.append("mL")
        elif part.startswith("24"):
            factors.append("d")
        elif part.startswith("70"):
            factors.append("70kg")
        elif _fold(part) in _atoms():
            factors.append(_atoms()[_fold(part)][0])
        else:
            per = part.lower().removesuffix("s")
    return sorted(factors, key=lambda factor: factor not in ("kg", "70kg")), per


def _kind(ucum: str, kind: str, factors: list[str]) -> str:
    """Tell doses from sizes and from concentrations in blood.

    Amounts per litre or decilitre, and micrograms or less per millilitre, are laboratory values; nanograms are doses
    only per body weight.
    """
    in_blood = any(f in ("L", "dL", "uL") for f in factors) or ("mL" in factors and ucum == "ug")
    if kind == "amount" and not in_blood:
        return "dose"
    if kind == "volume" and ucum in ("mL", "L") and not in_blood:
        return "dose"
    if kind == "trace" and "kg" in factors:
        return "dose"
    return "measure"


def normalise_unit(written: str) -> str | None:
    """UCUM code of a written unit, or None if it is none: ``mg/kg/hour`` is ``mg/kg/h``, ``mcg`` is ``ug``."""
    text = one_spelling(written).strip()
    unit = match_unit(text, 0)
    return unit.ucum if unit and unit.end == len(text) else None


@cache
def _registry() -> "UnitRegistry[float]":
    """Pint with this project's own definitions, made on first use: its import costs half a second."""
    from pint import UnitRegistry  # noqa: PLC0415

    registry: UnitRegistry[float] = UnitRegistry(None)
    registry.load_definitions(_DEFINITIONS.strip().splitlines())
    return registry


@cache
def parse_unit(ucum: str) -> "Unit":
    """Pint's unit of a UCUM code, with body weight, surface and volume as dimensions of their own.

    Raises
    ------
    ValueError
        If the code, or a factor of it, is not in the vocabulary.
    """
    above, *below = ucum.split("/")
    expressions = [_expressions().get(above, "" if above or not below else "dimensionless")]
    expressions += [_expressions().get(re.sub(r"^\d{1,4}(?:\.\d{1,3})?", "", factor), "") for factor in below]
    if not all(expressions):
        raise ValueError(f"no such unit: {ucum}")
    return _registry().parse_units(" / ".join(f"({e})" if " " in e else e for e in expressions))


def is_dose_unit(ucum: str) -> bool:
    """Whether a UCUM code is an amount, alone or per body weight, body surface, time or volume."""
    try:
        dimensions = dict(parse_unit(ucum).dimensionality)
    except ValueError:
        return False
    above = [name for name, power in dimensions.items() if str(power)[0] != "-"]
    below = {name for name, power in dimensions.items() if str(power)[0] == "-"}
    return len(above) == 1 and above[0] in _DOSE_DIMENSIONS and below <= _DOSE_BELOW


@lru_cache(maxsize=1024)
def is_time_unit(ucum: str) -> bool:
    """Whether a UCUM code is a unit of time."""
    try:
        return dict(parse_unit(ucum).dimensionality) == {"[time]": 1}
    except ValueError:
        return False


@lru_cache(maxsize=1024)
def to_hours(value: float, ucum: str) -> float:
    """A time in hours.

    Raises
    ------
    ValueError
        If the unit is not one of time.
    """
    if not is_time_unit(ucum):
        raise ValueError(f"no unit of time: {ucum}")
    return float((value * parse_unit(ucum)).to("hour").magnitude)

"""Doses: amounts of a drug, and percentages that are the strength of a preparation."""

import re
from functools import cache

from cephlit.tagging.quantities.readings import Item
from cephlit.tagging.quantities.values import Reading, Value
from cephlit.tagging.quantities.words import any_of

_WORD_BEFORE = re.compile(r"([A-Za-z][\w-]{0,60})(?: (?:hydrochloride|HCl))? \(?$")
_DAILY_DOSE = re.compile(
    r"(?<!two )(?<!three )(?<!four )(?<!divided )(?<![2-6] )\b(?:daily|per day)"
    r"(?: (?:total|oral|maximum|maximal|mean|median|average|maintenance|starting|initial|target))?"
    r" (?:doses?|dosages?|amounts?|intakes?)"
    r"(?: (?:of|was|were|is|up to|from|between|ranged|ranging|to|about|approximately|in)){0,4}[ :=]$",
    re.IGNORECASE,
)
_OF_DRUG_PER = re.compile(
    r" of [A-Za-z-]{3,25} per (?P<per>ml|cc|spray|puff|tablet|capsule|actuation)\b", re.IGNORECASE
)
_HIGHEST_STRENGTH_BEHIND = 10
"""Above this, ``lidocaine 40%`` is rather a share of patients than a strength."""


@cache
def _preparation() -> re.Pattern[str]:
    return re.compile(rf"(?: (?i:{any_of('strength_filler')})){{0,3}},? ([A-Za-z][\w-]{{0,40}})")


def strength_lists(text: str, items: list[Item], strengths: frozenset[str]) -> frozenset[int]:
    """Starts of the lists whose percentages are strengths: ``2% lidocaine``, ``lidocaine 4% or 10%``."""
    return frozenset(
        item.list_start for item in items if item.reading and _is_strength(text, item.value, item.reading, strengths)
    )


def _is_strength(text: str, value: Value, reading: Reading, strengths: frozenset[str]) -> bool:
    """Whether a percentage stands right before or behind the word of a preparation."""
    if reading.kind != "share":
        return False
    behind = _preparation().match(text, reading.end)
    if behind and behind[1].lower() in strengths:
        return True
    if value.low > _HIGHEST_STRENGTH_BEHIND or text.startswith(" of", reading.end):
        return False
    before = _WORD_BEFORE.search(text, max(0, value.start - 40), value.start)
    return bool(before and before[1].lower() in strengths)


def dose_unit(text: str, list_start: int, reading: Reading) -> tuple[str, str]:
    """Unit of a dose, and what it is per, from around it: ``a daily dose of 1500 mg``, ``75 mg of X per mL``."""
    unit, per = reading.unit, reading.per
    if unit in ("mg", "g", "ug", "mg/kg") and _DAILY_DOSE.search(text, max(0, list_start - 60), list_start):
        unit += "/d"
    if not per and (of_drug := _OF_DRUG_PER.match(text, reading.end)):
        per = of_drug["per"].lower().replace("cc", "mL").replace("ml", "mL")
    return unit, per

"""Changes of what is measured in blood or at the bedside, told as harm ("raised creatinine", "rise in pulse rate")."""

import re
from collections.abc import Iterator
from functools import cache

from cephlit.patterns import Screened, screened
from cephlit.vocabulary.load import rows

_UP = r"raised|elevated|increased|high|higher"
_DOWN = r"lowered|reduced|decreased|low|diminished"
_RISE = r"rises?|increases?|elevations?"
_FALL = r"falls?|decreases?|drops?|reductions?|declines?"
_OF = r"(?:in|of)\s(?:the\s|their\s|serum\s)?"


@cache
def _patterns() -> tuple[Screened, ...]:
    values = {v for row in rows("laboratory_values") for v in (row["name"], *row["synonyms"].split("|")) if v}
    value = "(?P<value>" + "|".join(re.escape(v) for v in sorted(values, key=lambda v: (-len(v), v))) + ")"
    return (
        screened(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|(?P<other>abnormal))\s{value}\b", re.IGNORECASE),
        screened(rf"\b(?:(?P<up>{_RISE})|(?P<down>{_FALL}))\s{_OF}{value}\b", re.IGNORECASE),
        screened(
            rf"\b{value}\s(?:(?P<up>rise|increase|elevation|increased|elevated)|(?P<down>fall|decrease|drop|decreased))"
            r"(?=$|\s?[(,;:]|\s(?:in|was|were|occurred)\b)",
            re.IGNORECASE,
        ),
    )


def changed_values(text: str) -> Iterator[tuple[int, int]]:
    """Places of the changes that a text names; overlapping ones may be among them."""
    for pattern in _patterns():
        for match in pattern.finditer(text):
            yield match.start(), match.end()


def changed_value(words: str) -> str:
    """The plain name of a change ("serum bicarbonate decreased"), or empty where words name none."""
    for pattern in _patterns():
        if match := pattern.fullmatch(words):
            way = next(name for name in ("up", "down", "other") if match.groupdict().get(name))
            value = match["value"].lower()
            return f"abnormal {value}" if way == "other" else f"{value} {'increased' if way == 'up' else 'decreased'}"
    return ""

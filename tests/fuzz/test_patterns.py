"""No text makes a regular expression of the package take more than a time in proportion to its length."""

import json
import re
import subprocess
import sys
from pathlib import Path

from attacks import attacks, seconds

SHORT = 400
TIMES = 5
"""How much longer the longer of two texts is."""

NOTABLE = 0.002
"""Seconds below which no time is worth a second look."""

MOST = 3 * TIMES
"""Growth of the time that counts as in proportion: a square would be ``TIMES ** 2``; the clock has its say too."""


def text_of(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length] + "\x00"


def growth(pattern: re.Pattern[str], unit: str, placed: bool) -> float:
    """How much longer a text of the unit takes that is ``TIMES`` as long; the least of some trials."""
    short, long = text_of(unit, SHORT), text_of(unit, SHORT * TIMES)
    if seconds(pattern, long, placed=placed) < NOTABLE:
        return 0.0
    least = [min(seconds(pattern, text, placed=placed) for _ in range(4)) for text in (short, long)]
    return least[1] / max(least[0], 1e-6) if least[1] >= NOTABLE else 0.0


def test_every_pattern_takes_time_in_proportion_to_the_text() -> None:
    script = Path(__file__).with_name("patterns.py")
    lines = subprocess.run([sys.executable, script], check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(lines) > 300
    slow = []
    for line in lines:
        found = json.loads(line)
        pattern = re.compile(found["pattern"], found["flags"])
        worst = max((growth(pattern, unit, found["placed"]), unit) for unit in attacks(pattern.pattern, pattern.flags))
        if worst[0] > MOST:
            slow.append((found["module"], found["pattern"][:200], worst))
    assert not slow


def test_a_pattern_that_takes_the_square_of_the_length_is_found() -> None:
    for quadratic in (r"[a-z]+\d", r"(?:\w+ and )?children", r"\s+$"):
        pattern = re.compile(quadratic)
        assert max(growth(pattern, unit, placed=False) for unit in ("a", "1", " ")) > MOST

"""Which paragraph is a study's title."""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from cephlit.studies.headings import inline_headings
from cephlit.studies.lines import is_terminal, item_lead
from cephlit.studies.phrases import phrase_set
from cephlit.studies.units import SENTENCE_END, Unit, UnitKind
from cephlit.vocabulary.load import rows

MAX_TITLE = 320
"""Characters of a title at most."""
MIN_LETTERS = 0.8
"""Share of letters and spaces in a title at least; lines of a table have more digits and signs."""
HEAD_UNITS = 8
"""Units at the beginning of a study among which its title is looked for."""

RECORD_LABEL = re.compile(
    r"(?:study|abstract|paper|article|record|report|citation)\s?(?:no\.?|number|#)?\s?(\d{1,3})\b(?! of)", re.IGNORECASE
)
"""What numbers the studies of a digest: ``Abstract 3``."""
_CODE = re.compile(r"[A-Z]{1,6}[-. ]?\d{1,4}(?:[-.]\d{1,4})?[a-z]?")
"""Number of an abstract in the book of a congress: ``P-127``."""

_TO_EDITORS = ("to the editor", "dear editor", "dear sir")
"""How a letter begins below its title."""
_NO_TITLE = re.compile(r"[=±#|]|^\d+ [A-Z]|^[^\w\"'(\[]|\b[Pp]\s?[<>]|https?:|\bNCT\d")
_NARRATES = re.compile(r"\b(?:we|was|were|had|our|I|has been|have been|there (?:is|are))\b")
_ABOUT: frozenset[UnitKind] = frozenset({"authors", "citation", "byline", "furniture", "separator"})


def is_title_like(unit: Unit) -> bool:
    """Whether a paragraph can be a title: one phrase, of some words, that is no sentence of a story."""
    text = unit.text
    if unit.kind == "item":
        # A number may stand before the title of a record, but no bullet.
        text = text[item_lead(text) :] if text[0].isdigit() else ""
    if (
        unit.kind not in ("heading", "prose", "mark", "item")
        or unit.heading is not None
        or not 8 <= len(text) <= MAX_TITLE
    ):
        return False
    words = text.split()
    if text.lower().strip(" :.#*") in _textbook_headings():
        return False
    if len(words) < 2 or not any(character.isupper() for character in text[:40]) or text[-1] in ":;,":
        return False
    if _NO_TITLE.search(text) or _letters(text) < MIN_LETTERS:
        return False
    if SENTENCE_END.search(text) or next(inline_headings(text[:200]), None) is not None:
        return False
    return not (text.endswith(".") and _NARRATES.search(text))


@cache
def _textbook_headings() -> frozenset[str]:
    return frozenset(row["heading"] for row in rows("monograph_headings"))


def _letters(text: str) -> float:
    return sum(character.isalpha() or character == " " for character in text) / len(text)


def title_weight(unit: Unit) -> int:
    """How much a title-like paragraph reads as the title of a study rather than a heading inside one: -1 to 2."""
    words = [word.strip("().,:;?") for word in unit.text.lower().split()]
    return (len(words) >= 5) - (len(words) <= 3) + any(word in phrase_set("title") for word in words)


def find_title(units: Sequence[Unit]) -> int | None:
    """Index of the title among a study's units, or None."""
    for place, unit in enumerate(units[:HEAD_UNITS]):
        if unit.kind == "mark":
            return _marked_title(units, place)
        label = unit.text.strip(" .:")
        if unit.kind in _ABOUT or RECORD_LABEL.fullmatch(label) or _CODE.fullmatch(label):
            continue
        # A summary may stand above the title; the title then shows by the authors or the abstract below it.
        if unit.text.endswith(".") and place + 2 < len(units) and _is_headed(units, place + 1):
            return place + 1
        if (is_title_like(unit) and _has_text_below(units, place)) or _is_in_two_parts(units, place):
            return place
        return None
    return None


def _is_in_two_parts(units: Sequence[Unit], place: int) -> bool:
    """Whether a paragraph right above authors is a title with a subtitle: "Stimulation for X. A pilot: a trial"."""
    unit, below = units[place], units[place + 1 : place + 2]
    if not below or below[0].kind not in ("authors", "citation", "byline") or _NARRATES.search(unit.text):
        return False
    ends = list(SENTENCE_END.finditer(unit.text))
    if len(ends) != 1:
        return False
    return all(
        is_title_like(replace(unit, text=part))
        for part in (unit.text[: ends[0].end() - 2], unit.text[ends[0].end() - 1 :])
    )


def _marked_title(units: Sequence[Unit], mark: int) -> int | None:
    if not units[mark].text.rstrip(" :").upper().startswith("TITLE"):
        return mark
    below = mark + 1
    return (
        below if below < len(units) and units[below].kind in ("prose", "heading") and not units[below].heading else None
    )


def _has_text_below(units: Sequence[Unit], place: int) -> bool:
    """Whether a title-like paragraph stands above something, and not just at the head of a story."""
    below = units[place + 1 : place + 2]
    if not below:
        return False
    ends_sentence = is_terminal(units[place].text) and units[place].text.endswith(".")
    # Sentences set one to a line look like titles: a real one stands apart, or has authors or an abstract below it.
    letter = below[0].text.lower().startswith(_TO_EDITORS)
    return (
        not ends_sentence
        or letter
        or below[0].gap > 0
        or below[0].kind != "prose"
        or len(below[0].text) > 2 * MAX_TITLE
    )


def _is_headed(units: Sequence[Unit], place: int) -> bool:
    unit, below = units[place], units[place + 1]
    return (
        is_title_like(unit)
        and not unit.text.endswith(".")
        and (
            below.kind in ("authors", "citation", "byline")
            or (below.heading is not None and below.heading.role != "drop")
        )
    )

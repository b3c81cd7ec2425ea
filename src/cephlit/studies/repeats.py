"""Paragraphs that a web page or a digest prints twice: titles, and summaries above the abstract."""

from bisect import bisect_right
from collections.abc import Sequence

from cephlit.studies.units import Unit

WINDOW = 8
"""Units within which a repetition belongs to the same head of a study."""
MIN_TEASER = 60
"""Characters of a summary that is printed twice."""
MIN_REPEATED = 4
"""Words of a title that counts as repeated; shorter lines recur in tables."""

_KEY_LENGTH = 60


class Repeats:
    """Which of some units come again a few units below."""

    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.keys = [" ".join(unit.text.lower().split()) for unit in units]
        self._places: dict[str, list[int]] = {}
        for place, key in enumerate(self.keys):
            self._places.setdefault(key[:_KEY_LENGTH], []).append(place)

    def comes_again(self, place: int) -> bool:
        """Whether the same paragraph of some words follows."""
        key = self.keys[place]
        return len(key.split()) >= MIN_REPEATED and any(self.keys[other] == key for other in self._below(place))

    def is_teaser(self, place: int) -> bool:
        """Whether a paragraph is a summary that a paragraph below repeats, and may go on from."""
        key = self.keys[place]
        if self.units[place].kind != "prose" or len(key) < MIN_TEASER:
            return False
        return any(self.keys[other].startswith(key) for other in self._below(place))

    def _below(self, place: int) -> list[int]:
        places = self._places[self.keys[place][:_KEY_LENGTH]]
        return places[bisect_right(places, place) : bisect_right(places, place + WINDOW)]


def without_repeats(units: Sequence[Unit], title: int | None) -> tuple[list[Unit], int | None]:
    """Units without the second printing of the title and the first of a summary, and the title's new index."""
    repeats = Repeats(units)
    key = repeats.keys[title] if title is not None else None
    kept = [
        place
        for place in range(len(units))
        if place == title
        or not (repeats.is_teaser(place) or (key == repeats.keys[place] and units[place].kind in ("heading", "prose")))
    ]
    return [units[place] for place in kept], None if title is None else kept.index(title)

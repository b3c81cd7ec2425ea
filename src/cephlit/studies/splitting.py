"""A document's paragraphs into studies: where each one starts.

Digests have no common form, so that several signs are weighed: what a paragraph reads like (a title), what stands
below it (authors, source, abstract, its own repetition, a report told in the first person) and what stands above it
(a study that has come to its conclusion). Headings inside one paper have the first at most, and never all three.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cephlit.studies.headings import Role, inline_headings
from cephlit.studies.phrases import phrases
from cephlit.studies.repeats import WINDOW, Repeats
from cephlit.studies.retold_studies import retold_starts
from cephlit.studies.titles import RECORD_LABEL, is_title_like, title_weight
from cephlit.studies.units import Unit, UnitKind

THRESHOLD = 5
"""Weight of the signs from which a paragraph starts a study."""
SHORT_HEADING = 3
"""Words of a heading that is hardly a title."""
MAX_PREAMBLE = 300
"""Characters above the first title, if they introduce a digest and are no study of their own."""
MAX_SHORT_STUDY = 5000
"""Characters of an abstract or short report at most."""
MOST = 0.6
"""Share of the numbered or marked paragraphs that have to look like titles of studies."""
MAX_UNITS = 200
"""Units that are looked through at most to judge a text."""
MIN_TEXT = 60
"""Characters below a title, without which it is none."""
MIN_REPORT = 200
"""Characters of the shortest text that reports a study."""

_NUMBERED = re.compile(r"(?:\[|\()?(\d{1,4})[.):\]]+\s+\S")
_CITED = re.compile(r"\[\d{1,3}(?:[,– -]+\d{1,3}){0,8}\]")
_ABOUT: frozenset[UnitKind] = frozenset({"authors", "citation", "byline"})
_PASSED: frozenset[UnitKind] = frozenset({"furniture", "separator"})


def study_ranges(units: Sequence[Unit]) -> list[tuple[int, int]]:
    """First and last-but-one index of the units of each study."""
    content = [place for place, unit in enumerate(units) if unit.kind not in _PASSED]
    if not content:
        return [(0, len(units))] if units else []
    splitter = _Splitter(units)
    starts = splitter.with_text(splitter.starts())
    if not starts:
        starts = [content[0]]
    elif splitter.is_study(content[0], starts[0]):
        starts.insert(0, content[0])
    elif len(starts) == 1:
        starts = [content[0]]
    return list(pairwise([*starts, len(units)]))


class _Splitter:
    def __init__(self, units: Sequence[Unit]) -> None:
        self.units = units
        self.repeats = Repeats(units)
        self.first = next((place for place, unit in enumerate(units) if unit.kind not in _PASSED), 0)
        self.roles = list(_roles(units))
        self.dotted: bool | None = None
        self.marked = [(place, u.heading.part) for place, u in enumerate(units) if u.heading and u.heading.part]

    def starts(self) -> list[int]:
        """Indices of the units that start studies, as far as their form tells."""
        forms = (self._marked, self._records, self._markdown, self._numbered, self._headed)
        for form in (*forms, lambda: retold_starts(self.units)):
            explicit = form()
            if len(explicit) >= 2:
                return explicit
        return self._weighed()

    def is_study(self, first: int, last: int) -> bool:
        """Whether what stands above the first title is a study, and not the introduction of a digest."""
        text = self._text(first, last)
        return first < last and len(text) > MAX_PREAMBLE and _reports(text)

    def with_text(self, starts: Sequence[int]) -> list[int]:
        """The starts without those that have no text of their own, such as the heading of a digest."""
        # An untitled abstract is its own text.
        return [
            start
            for start, end in pairwise([*starts, len(self.units)])
            if len(self._text(start + is_title_like(self.units[start]), end)) >= MIN_TEXT
        ]

    # Explicit forms -------------------------------------------------------------------------------------------------

    def _marked(self) -> list[int]:
        return [place for place, unit in enumerate(self.units) if unit.kind == "mark"]

    def _records(self) -> list[int]:
        """Records, numbered: ``1. Headache. 2017;57(8):1261-4.``, or titles with authors or source below most."""
        numbers: dict[int, int] = {}
        cited = 0
        for place, unit in enumerate(self.units):
            match = _NUMBERED.match(unit.text)
            if match and (unit.kind == "citation" or (unit.gap and is_title_like(unit) and title_weight(unit) >= 0)):
                numbers[place] = int(match[1])
                below = self.units[place + 1].kind if place + 1 < len(self.units) else ""
                cited += unit.kind == "citation" or below in ("authors", "citation")
        return _rising(numbers) if cited >= 2 else []

    def _headed(self) -> list[int]:
        """Heads of three lines: title, authors and citation, in any order of the first two, each above a text."""
        heads = [
            place
            for place in range(len(self.units) - 3)
            if self._is_head(place) and self.units[place + 3].kind in ("prose", "item")
        ]
        # A digest may set a headline of its own above each.
        lines = [place for place in heads if place and self.units[place - 1].kind == "heading"]
        starts = [place - 1 for place in heads] if len(lines) == len(heads) else heads
        return starts if len(starts) == len(self.with_text(starts)) else []

    def _is_head(self, place: int) -> bool:
        first, second, third = self.units[place : place + 3]
        title, authors = (second, first) if first.kind == "authors" else (first, second)
        return authors.kind == "authors" and third.kind == "citation" and is_title_like(title)

    def _markdown(self) -> list[int]:
        levels = Counter(unit.level for unit in self.units if unit.level)
        for level in sorted(levels):
            if levels[level] < 2:
                continue
            places = [place for place, unit in enumerate(self.units) if unit.level == level]
            return self._only_studies(places) if all(is_title_like(self.units[place]) for place in places) else []
        return []

    def _numbered(self) -> list[int]:
        """Numbered titles, or labels such as ``Abstract 3``, each above a report."""
        for pattern in (_NUMBERED, RECORD_LABEL):
            numbers = {
                place: int(match[1])
                for place, unit in enumerate(self.units)
                if unit.kind in ("heading", "prose", "item") and len(unit.text) <= 320 and unit.heading is None
                and (match := pattern.match(unit.text))
            }  # fmt: skip
            found = self._only_studies(_rising(numbers), titled=pattern is _NUMBERED)
            if len(found) >= 2:
                return found
        return []

    def _only_studies(self, places: Sequence[int], *, titled: bool = True) -> list[int]:
        """The places, if most of them are titles above a report of a study; else none."""
        reporting = [
            _reports(self._text(place + 1, end)) and (not titled or title_weight(self.units[place]) > 0)
            for place, end in pairwise([*places, len(self.units)])
        ]
        return list(places) if sum(reporting) >= max(2, MOST * len(reporting)) else []

    # Weighed signs --------------------------------------------------------------------------------------------------

    def _weighed(self) -> list[int]:
        starts: list[int] = []
        for place, unit in enumerate(self.units):
            if (starts and self._repeats_title(starts[-1], place)) or self._in_marked_body(place):
                continue
            above = starts[-1] if starts else 0
            if unit.kind != "item" and is_title_like(unit) and not self._is_headed(place):
                ended = self._is_ended(above, place)
                weight = title_weight(unit) + self._below(place, ended=ended) + 2 * ended + self._style(place)
            else:
                weight = THRESHOLD if self._restarts(above, place) else 0
            if weight >= THRESHOLD:
                self.dotted = unit.text.endswith(".") if self.dotted is None else self.dotted
                starts.append(self._with_teaser(above, place))
        return starts

    def _in_marked_body(self, place: int) -> bool:
        """Whether marked headings stand above and below, and the nearest below is one of a paper's body.

        Above it may be one of the abstract: the introduction then has no heading.
        """
        below = bisect_left(self.marked, (place, ""))
        return 0 < below < len(self.marked) and self.marked[below][1] == "body"

    def _style(self, place: int) -> int:
        """Weight of a title's full stop: all titles of a digest have one, or none; most have none."""
        unit = self.units[place]
        if not unit.text.endswith("."):
            return 0
        if self.dotted is None:
            return -1 if place + 1 < len(self.units) and self.units[place + 1].gap else -2
        return 0 if self.dotted else -3

    def _is_headed(self, place: int) -> bool:
        """Whether a heading stands right above, so that what follows it is its text."""
        above = self.units[place - 1] if place > self.first else None
        if above is None or above.kind != "heading":
            return False
        return above.heading is not None or (
            self.units[place].kind == "prose" and place - 1 > self.first and len(above.text.split()) <= SHORT_HEADING
        )

    def _repeats_title(self, start: int, place: int) -> bool:
        """Whether a line repeats, or goes on with, the title of the study that has just started."""
        if place == start + 1 and self.units[place].gap == 0 and is_title_like(self.units[start]):
            return True
        return place - start <= WINDOW and self.repeats.keys[place] in self.repeats.keys[start:place]

    def _below(self, place: int, *, ended: bool) -> int:
        """Weight of what stands below a title; a heading right below counts only where no paper is under way."""
        weight = 2 * self.repeats.comes_again(place)
        for below in range(place + 1, min(place + WINDOW, len(self.units))):
            unit = self.units[below]
            if unit.kind in _ABOUT:
                return weight + 3
            if unit.kind in _PASSED:
                continue
            if unit.kind == "heading":
                role = unit.heading.role if unit.heading else None
                if role in ("abstract", "background", "objective"):
                    return weight + 3
                if role is not None or not is_title_like(unit):
                    return weight
                if below > place + 2:
                    return weight
                weight += ended and below == place + 1
                continue
            return weight + self._below_prose(below)
        return weight

    def _below_prose(self, place: int) -> int:
        unit = self.units[place]
        if unit.kind != "prose":
            return 0
        if self.repeats.is_teaser(place):
            return 2
        first = next(inline_headings(unit.text[:200]), None)
        if first and first.start == 0 and first.heading.role in ("background", "objective"):
            return 3
        return 2 if _reports(self._text(place, self._next_title(place))) else 0

    def _is_ended(self, start: int, place: int) -> bool:
        """Whether nothing stands above a title, or a study that has come to its end."""
        return place == start or len(self._text(self.first, place)) < MIN_TEXT or self._is_complete(start, place)

    def _is_complete(self, start: int, place: int) -> bool:
        """Whether the study that began at ``start`` has come to its end above ``place``."""
        role = self._last_role(start, place)
        if role is not None:
            return role in ("conclusion", "references")
        text = self._text(start, place)
        return MIN_REPORT <= len(text) <= MAX_SHORT_STUDY and _reports(text)

    def _last_role(self, start: int, place: int) -> Role | None:
        """What the last main heading between two places announces; None if there is none."""
        where, role = self.roles[place]
        return role if where >= start else None

    def _restarts(self, start: int, place: int) -> bool:
        """Whether an untitled abstract starts here: a second background or objective below a conclusion.

        A paper's body opens the same way; it is longer, cites, and has its headings on lines of their own.
        """
        if place == start or not self._opens(place):
            return False
        if self._last_role(start, place) not in ("results", "discussion", "conclusion"):
            return False
        end = place + 1
        while end < len(self.units) and not self._opens(end) and not is_title_like(self.units[end]):
            end += 1
        text = self._text(place, end)
        return len(text) <= MAX_SHORT_STUDY and not _CITED.search(text)

    def _opens(self, place: int) -> bool:
        """Whether a paragraph begins with a heading that opens an abstract."""
        unit = self.units[place]
        first = next(inline_headings(unit.text[:200]), None) if unit.kind == "prose" else None
        return first is not None and first.start == 0 and first.heading.role in ("background", "objective")

    def _with_teaser(self, above: int, place: int) -> int:
        """Start of a study whose summary stands above its title."""
        before = place - 1
        while before > above and self.units[before].kind in _PASSED:
            before -= 1
        return before if before >= 0 and (before > above or above == 0) and self.repeats.is_teaser(before) else place

    def _next_title(self, place: int) -> int:
        """Index of the next paragraph that may be a title, or the end."""
        below = place + 1
        end = min(len(self.units), place + MAX_UNITS)
        while below < end and not (is_title_like(self.units[below]) and title_weight(self.units[below]) == 2):
            below += 1
        return below

    def _text(self, first: int, last: int) -> str:
        """Running text of some units, as much as is needed to judge it."""
        texts: list[str] = []
        length = 0
        for place in range(first, min(last, first + MAX_UNITS)):
            unit = self.units[place]
            if unit.kind in ("prose", "item"):
                texts.append(unit.text)
                length += len(unit.text)
                if length > 2 * MAX_SHORT_STUDY:
                    break
        return " ".join(texts)


def _roles(units: Sequence[Unit]) -> Iterator[tuple[int, Role | None]]:
    """For each place, the last main heading above it: its index, and what it announces."""
    last: tuple[int, Role | None] = (-1, None)
    for place, unit in enumerate(units):
        yield last
        headings = [unit.heading] if unit.heading else []
        if unit.kind == "prose":
            headings = [found.heading for found in inline_headings(unit.text)]
        # Funding, registration and the like may stand anywhere, and "Abstract" says nothing of where it ends.
        main = [head.role for head in headings if head.rank == "main" and head.role not in ("drop", "abstract")]
        if unit.kind == "reference":
            last = (place, "references")
        elif main:
            last = (place, main[-1])


def _reports(text: str) -> bool:
    """Whether a text tells of a study in its own voice, with numbers, and does not tell of others' by citation."""
    if len(text) < MIN_REPORT or not any(character.isdigit() for character in text):
        return False
    if len(text) < MAX_SHORT_STUDY and len(_CITED.findall(text)) > 2:
        return False
    low = f" {text[:MAX_SHORT_STUDY].lower()} "
    own = sum(low.count(f" {phrase} ") for phrase in phrases("own_voice"))
    return own >= 2 or (own == 1 and sum(f" {phrase} " in low for phrase in phrases("report")) >= 2)


def _rising(numbers: dict[int, int]) -> list[int]:
    """Places of the longest run of numbers that counts up by one from the first 1."""
    places: list[int] = []
    wanted = 1
    for place, number in numbers.items():
        if number == wanted:
            places.append(place)
            wanted += 1
    return places

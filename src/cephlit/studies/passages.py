"""Units of a study into passages: paragraphs with the section that they stand in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from cephlit.studies.characters import trim
from cephlit.studies.headings import Heading, InlineHeading, Role, inline_headings, unnumbered
from cephlit.studies.run_in_tables import run_in_tables, table_pieces
from cephlit.studies.study import BlockKind, Section
from cephlit.studies.units import Span, Unit, UnitKind

Part = Literal["abstract", "body"]

MAX_ABSTRACT = 4500
"""Characters of running text that an abstract without any sign of a body has at most."""
MIN_BODY = 300
"""Characters that follow a second introduction, if it opens a body."""
MIN_LEAD = 300
"""Characters above an "Introduction", if they are an abstract without a heading."""
MAX_DROPPED = 2500
"""Characters below a heading such as "Funding" that are left out at most: a text below it that is longer is another."""

_BLOCK_KINDS: dict[UnitKind, BlockKind] = {
    "heading": "heading", "prose": "prose", "item": "list", "table": "table", "caption": "caption", "mark": "heading",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A block to be: what it is, where it stands, and the spans of the document that make it up.

    ``heading`` is set on the passages that are known headings.
    """

    kind: BlockKind
    pieces: tuple[Span, ...]
    section: Section = "other"
    label: str = ""
    part: Part = "body"
    heading: Heading | None = None

    @property
    def length(self) -> int:
        """Characters of source that it takes."""
        return sum(end - start for start, end in self.pieces)


def read_passages(text: str, units: Sequence[Unit], title: int | None) -> list[Passage]:
    """Passages of a study, with headings inside paragraphs split off and furniture left out.

    Parameters
    ----------
    text
        The document's text.
    units
        The study's units.
    title
        Index of the unit that is the title, or None.
    """
    raw = list(_split_inline(text, units, title))
    body = _body_start(raw)
    parted = [replace(passage, part=_part(place, body, passage)) for place, passage in enumerate(raw)]
    parted = _marked_parts(parted)
    return _with_conclusion(_Sections().place(parted))


def _split_inline(text: str, units: Sequence[Unit], title: int | None) -> Iterator[Passage]:
    for place, unit in enumerate(units):
        kind = _BLOCK_KINDS.get(unit.kind)
        if kind is None or (unit.kind == "mark" and place != title):
            continue
        if place == title:
            yield Passage("heading", unit.pieces, "title")
        elif kind in ("prose", "list"):
            yield from _split_paragraph(text, unit, kind)
        else:
            yield Passage(kind, unit.pieces, heading=unit.heading, label=_own_label(unit))


def _own_label(unit: Unit) -> str:
    if unit.kind != "heading":
        return ""
    return unit.heading.label if unit.heading else unnumbered(unit.text)


def _split_paragraph(text: str, unit: Unit, kind: BlockKind) -> Iterator[Passage]:
    joined = " ".join(text[start:end] for start, end in unit.pieces)
    place = 0
    for (start, end), has_cells in run_in_tables(joined):
        yield from _split_headings(text, unit.pieces, kind, joined[:start], place)
        if has_cells:
            cells = [p for a, b in table_pieces(joined, (start, end)) for p in _cut(text, unit.pieces, a, b)]
            yield Passage("table", tuple(cells))
        else:
            yield from _part_of(text, unit.pieces, "caption", start, end)
        place = end
    yield from _split_headings(text, unit.pieces, kind, joined, place)


def _split_headings(text: str, pieces: tuple[Span, ...], kind: BlockKind, joined: str, place: int) -> Iterator[Passage]:
    """Passages of a paragraph from ``place`` to the end of ``joined``, with the headings inside it apart."""
    first = place
    for inline in inline_headings(joined[first:]):
        yield from _part_of(text, pieces, kind, place, first + inline.start)
        yield from _inline_passage(text, pieces, inline, first)
        place = first + inline.end
    yield from _part_of(text, pieces, kind, place, len(joined))


def _inline_passage(text: str, pieces: tuple[Span, ...], inline: InlineHeading, offset: int) -> Iterator[Passage]:
    for passage in _part_of(text, pieces, "heading", offset + inline.start, offset + inline.end):
        yield replace(passage, heading=inline.heading, label=inline.heading.label)


def _part_of(text: str, pieces: tuple[Span, ...], kind: BlockKind, first: int, last: int) -> Iterator[Passage]:
    """Passage of what stands at ``first:last`` of a paragraph's lines joined by single spaces."""
    cut = _cut(text, pieces, first, last)
    if cut:
        yield Passage(kind, tuple(cut))


def _cut(text: str, pieces: tuple[Span, ...], first: int, last: int) -> list[Span]:
    """Spans of the document that stand at ``first:last`` of a paragraph's lines joined by single spaces."""
    cut: list[Span] = []
    place = 0
    for start, end in pieces:
        left, right = trim(text, start + max(0, first - place), start + min(end - start, last - place))
        if left < right:
            cut.append((left, right))
        place += end - start + 1
    return cut


def _body_start(passages: Sequence[Passage]) -> int | None:
    """Index of the passage that opens the body of a paper that has an abstract; None without such parts."""
    total = sum(passage.length for passage in passages)
    seen: set[Role] = set()
    done = 0
    for place, passage in enumerate(passages):
        heading = passage.heading
        if heading and heading.rank == "main":
            opens = heading.role in ("background", "objective", "methods") and heading.role in seen
            again = heading.role in ("background", "objective") and bool(seen & {"results", "conclusion"})
            lead = heading.role == "background" and "introduction" in heading.label.lower() and done >= MIN_LEAD
            if (opens or again or lead) and total - done >= MIN_BODY and not heading.part:
                return place
            seen.add(heading.role)
        if passage.kind != "heading":
            done += passage.length
    return None


def _part(place: int, body: int | None, passage: Passage) -> Part:
    if body is not None:
        return "abstract" if place < body else "body"
    return passage.part


def _marked_parts(passages: list[Passage]) -> list[Passage]:
    """Parts by section marks where there are any; else, without a second introduction, by length."""
    marks = [place for place, passage in enumerate(passages) if passage.heading and passage.heading.part == "body"]
    if marks:
        first = _unheaded_introduction(passages, marks[0])
        return [replace(p, part="abstract" if place < first else "body") for place, p in enumerate(passages)]
    if any(passage.part == "abstract" for passage in passages):
        return passages
    length = sum(passage.length for passage in passages if passage.kind != "heading")
    marked = any(passage.heading and passage.heading.part == "abstract" for passage in passages)
    return [replace(passage, part="abstract" if marked or length <= MAX_ABSTRACT else "body") for passage in passages]


def _unheaded_introduction(passages: Sequence[Passage], body: int) -> int:
    """Index of the passage that begins an introduction without a heading, or that of the body's first heading.

    The sections of a marked abstract are a paragraph each; more paragraphs below the last of them, which is its
    conclusion, are what the paper begins with where its body has no introduction.
    """
    heads = [place for place in range(body) if (h := passages[place].heading) and h.part == "abstract"]
    opening = passages[body].heading
    if not heads or opening is None or opening.role in ("background", "objective", "other"):
        return body
    last = passages[heads[-1]].heading
    below = heads[-1] + 2
    concludes = last is not None and last.role == "conclusion"
    return below if concludes and below < body and passages[below].kind == "prose" else body


class _Sections:
    """Walks down a study and gives each passage the section of the headings above it."""

    def __init__(self) -> None:
        self.section: Section | None = None
        self.label = ""
        self.dropping: Role | None = None
        self.dropped = 0

    def place(self, passages: Sequence[Passage]) -> list[Passage]:
        kept: list[Passage] = []
        part: Part | None = None
        for passage in passages:
            if passage.part != part:
                # What a paper tells below its abstract and above any heading is its introduction.
                opens = part == "abstract" and passage.kind != "heading"
                part, self.section, self.label = passage.part, "background" if opens else None, ""
            if passage.section == "title":
                kept.append(passage)
                continue
            if passage.kind == "heading":
                self._enter(passage)
            if self._drops(passage):
                continue
            kept.append(replace(passage, section=self._section_of(passage), label=self.label))
        return kept

    def _enter(self, passage: Passage) -> None:
        heading = passage.heading
        self.label = passage.label
        if heading is None:
            # A heading of its own ends what "Funding" began, but not a reference list.
            self.dropping = self.dropping if self.dropping == "references" else None
            return
        if heading.role == "references" or heading.role == "drop":  # noqa: PLR1714 - mypy narrows equality alone
            self.dropping, self.dropped = heading.role, 0
            return
        self.dropping = None
        settled = self.section in ("methods", "results", "discussion", "conclusion")
        if heading.rank != "sub" or (not settled and heading.role != "other"):
            self.section = heading.role

    def _drops(self, passage: Passage) -> bool:
        if self.dropping is None:
            return False
        self.dropped += passage.length if passage.kind != "heading" else 0
        if self.dropping == "drop" and self.dropped > MAX_DROPPED:
            self.dropping, self.label = None, ""
            return False
        return True

    def _section_of(self, passage: Passage) -> Section:
        if self.section is not None:
            return self.section
        return "abstract" if passage.part == "abstract" else "other"


def _with_conclusion(passages: list[Passage]) -> list[Passage]:
    """Give a structured abstract without a conclusion's heading its last, separate paragraph as conclusion."""
    if len(passages) < 4 or passages[-1].kind != "prose" or passages[-2].kind != "prose":
        return passages
    last = passages[-1]
    headings = {p.heading.role for p in passages if p.heading and p.heading.rank == "main"}
    if last.part == "abstract" and last.section == "results" and len(headings) >= 2 and "conclusion" not in headings:
        return [*passages[:-1], replace(last, section="conclusion", label="")]
    return passages

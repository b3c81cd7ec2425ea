"""Digests that tell of each study in a paragraph of its own, in the third person.

``A 2018 trial randomised 955 adults …``, ``Cohen and colleagues (JAMA 2009) treated 109 patients …``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cephlit.studies.characters import readable, trim
from cephlit.studies.units import Unit
from cephlit.vocabulary.load import rows

MIN_PARAGRAPH = 80
"""Characters of a paragraph that may tell of a study."""
MOST = 0.6
"""Share of the paragraphs that have to open with a study."""
_OPENING = 320
"""Characters in which a paragraph names its study and counts the people."""

_PEOPLE = "|".join(
    sorted({r[form] for r in rows("people") for form in ("singular", "plural")} | {"attacks"}, key=len, reverse=True)
)
_COUNT = re.compile(
    rf"\b(?:\d[\d,]{{0,6}}|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[A-Za-z]{{3,6}}teen|"
    rf"[A-Za-z]{{3,5}}ty(?:-\w{{3,5}})?)(?: [\w/-]+,?){{0,4}}? (?:{_PEOPLE})\b"
)
_STUDY = r"(?:trial|study|series|report|survey|audit|chart review|case report|crossover|comparison|cohort)"
_OF_A_STUDY = re.compile(
    rf"(?:In )?(?:A|An|One|Another|a|an|one|another)(?: (?:(?:19|20)\d\d|second|third|[\w-]+),?){{0,6}}? {_STUDY}\b"
    rf"|In (?:19|20)\d\d\b|(?:The|the|In the) [\w-]{{2,20}}(?: [\w-]+){{0,3}} {_STUDY}\b"
)
_NAME = r"[A-ZÀ-Ý][\w'’-]{1,24}"
_OTHERS = r"(?:colleagues|co-?workers|associates|others|collaborators)"
NAMED = re.compile(
    rf"(?P<authors>{_NAME}(?:(?:, {_NAME}){{0,4}},? and {_NAME}|,? et al\.?| and (?:his |her |their )?{_OTHERS}|"
    rf" (?:& |and ){_NAME})?)"
    r"(?: ?[(\[](?P<source>[^()\[\]]{0,60}?(?:19|20)\d\d[^()\[\]]{0,30})[)\]],?)?"
    r"(?= (?:have |had |then |also |retrospectively |prospectively )?(?!was|is|has)[a-z]{2,14}(?:ed|ve|ook|d)\b)"
)
"""Who did the study that a paragraph opens with, and where it appeared."""
_SIGNED = re.compile(
    rf"{_NAME}(?:(?:, {_NAME}){{0,4}},? (?:and|&) {_NAME}|,? et al\.?| and (?:his |her |their )?{_OTHERS})?"
    r",? ?(?:[(\[]?(?:19|20)\d\d[a-z]?[)\]]?|[(\[][A-Z][^()\[\]]{2,40},? (?:19|20)\d\d[)\]])[.:]?"
)
_SIGNATURE = 120
_MARK = re.compile(r"\[\d{1,3}(?:[,– -]+\d{1,3}){0,8}\]|[a-z][.,]\d{1,3}(?:[,–-]\d{1,3}){0,4}(?= [A-Z]|$)")
"""Mark of a reference list, by which a review cites."""
_LEAD = re.compile(r"(?:[-•*–]|\(?\d{1,3}[.)])\s+")
_LINK = re.compile(
    r"(?:In )?(?:(?:an?|one|the) )?(?:another|other|recent|previous|earlier|prior|published|later)(?: (?:and|but))? "
    r"(?:recent |previous |earlier |published )?",
    re.IGNORECASE,
)
"""What sets a study beside others, and is said of other people's studies elsewhere."""
_PARTS = frozenset({"methods", "results", "case"})


def retold_starts(units: Sequence[Unit]) -> list[int]:
    """Indices of the units that start the studies of such a digest; none where a text is not one.

    The headings above the paragraphs start the studies where most paragraphs have one.
    """
    if any(unit.heading and unit.heading.role in _PARTS for unit in units):
        return []
    signed = [place for place, unit in enumerate(units[:-1]) if _is_signed(unit, units[place + 1])]
    if len(signed) >= 2:
        return signed
    told = [p for p, unit in enumerate(units) if unit.kind in ("prose", "item") and len(unit.text) >= MIN_PARAGRAPH]
    opening = [place for place in told if _opens(units[place])]
    if len(opening) < 2 or len(opening) < MOST * len(told):
        return []
    headed = [place for place in opening if place and units[place - 1].kind == "heading"]
    return [place - (place in headed) for place in opening] if len(headed) >= MOST * len(opening) else opening


def _opens(unit: Unit) -> bool:
    text = unit.text[_lead(unit.text) :]
    opening = text[:_OPENING]
    told = _OF_A_STUDY.match(opening) or _named(opening, 0, len(opening))
    return told is not None and _COUNT.search(opening) is not None and _MARK.search(unit.text) is None


def _is_signed(unit: Unit, below: Unit) -> bool:
    """Whether a line names only those who did the study told below it, and the year: ``Berg et al. (2007)``."""
    alone = unit.kind in ("heading", "prose", "authors", "citation", "item") and len(unit.text) <= _SIGNATURE
    return alone and below.kind == "prose" and _SIGNED.fullmatch(unit.text[_lead(unit.text) :]) is not None


def _named(text: str, start: int, end: int) -> re.Match[str] | None:
    """Those who did a study, named together or with where it appeared, at a place of a text."""
    named = NAMED.match(text, start, end)
    return named if named and (named["source"] or "et al" in named[0] or " and " in named[0]) else None


def _lead(text: str) -> int:
    lead = _LEAD.match(text)
    return lead.end() if lead else 0


def with_names_apart(text: str, units: Sequence[Unit]) -> list[Unit]:
    """Units of one study of a digest, with those who did it and where it appeared cut off its first paragraph.

    Parameters
    ----------
    text
        The document's text.
    units
        The study's units.
    """
    if len(units) > 1 and _is_signed(units[0], units[1]):
        return [replace(units[0], kind="authors", heading=None), *units[1:]]
    told = next((place for place, unit in enumerate(units) if unit.kind in ("prose", "item")), None)
    if told is None or not _opens(units[told]):
        return list(units)
    return [*units[:told], *_apart(text, units[told]), *units[told + 1 :]]


def _apart(text: str, unit: Unit) -> Iterator[Unit]:
    start, end = unit.pieces[0]
    named = _named(text, start + _lead(text[start:end]), end)
    if named is None:
        yield _without_link(text, unit)
        return
    yield replace(unit, kind="authors", pieces=(named.span("authors"),), text=named["authors"])
    if named["source"]:
        yield replace(unit, kind="citation", pieces=(named.span("source"),), text=named["source"], gap=0)
    left, right = trim(text, named.end(), end)
    told = " ".join((text[left:right], *(text[first:last] for first, last in unit.pieces[1:])))
    yield replace(unit, kind="prose", pieces=((left, right), *unit.pieces[1:]), start=left, text=readable(told), gap=0)


def _without_link(text: str, unit: Unit) -> Unit:
    """A paragraph without the words that only set its study beside the others of the digest ("Another trial …")."""
    start, end = unit.pieces[0]
    link = _LINK.match(text, start + _lead(text[start:end]), end)
    if link is None:
        return unit
    told = " ".join((text[link.end() : end], *(text[first:last] for first, last in unit.pieces[1:])))
    return replace(unit, kind="prose", pieces=((link.end(), end), *unit.pieces[1:]), text=readable(told))

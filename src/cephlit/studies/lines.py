"""The lines of a text, each with what it looks like on its own."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from cephlit.studies.characters import readable, trim
from cephlit.studies.headings import is_marked, read_heading
from cephlit.studies.phrases import phrase_set, phrases
from cephlit.studies.run_in_heads import cut_at, run_in_head

LineKind = Literal[
    "text", "heading", "mark", "caption", "item", "reference", "authors", "citation", "byline", "furniture",
    "separator", "table",
]  # fmt: skip
"""``mark`` announces a title (``TITLE:``), ``byline`` is a posting line, ``citation`` tells where a study appeared."""

MAX_IMAGE_CAPTION = 600
"""Characters of an image caption at most; a longer text that ends in a source is prose."""

MAX_AUTHORS = 200
"""Names in a line of authors at most."""

_YEAR = r"(?:19|20)\d\d"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_SEPARATOR = re.compile(r"[*=_#~+.·•-](?:\s?[*=_#~+.·•-]){2,}")
_MARK = re.compile(r"(?:TITLE|Title|TI|ARTICLE TITLE)\s?(?:-|:)\s*")
_CAPTION = re.compile(
    r"(?:(?:Supplementary |Additional )?(?:Table|TABLE|Tab\.|Fig(?:ure)?s?\.?|FIG(?:URE)?\.?|Box|Chart|Scheme))\s?"
    r"(?:S?\d{1,2}|[IVX]{1,4})[a-z]?(?:\s?[.:|-]\s?|\s?)(?=[A-Z(\[]|$)"
)
_GLUED_CAPTION = re.compile(r"(?<=[.)\]%])(?=(?:Table|Fig\.|Figure)\s?\d{1,2}[A-Z])")
_ITEM = re.compile(r"(?:[-•*–▪◦‣·]\s+|\(?\d{1,2}[.)]\s+|\(?[a-h][.)]\s+|\([ivx]{1,4}\)\s+)(?=\S)")
_LABELLED_CITATION = re.compile(
    r"(?:source|citation|published in|journal|reference|cite this as|doi|pmid|pmcid|pubmed id|epub)"
    r"\s?(?::|\b(?=\s?\d))",
    re.IGNORECASE,
)
_CITATION = re.compile(
    rf"(?:\d{{1,4}}[.:]\s+)?[A-Z][A-Za-z&()'.: -]{{2,100}}?[.,]?\s{_YEAR}(?:[ /-]?{_MONTH}[\w -]{{0,12}})?"
    rf"(?:\s?;\s?\d{{1,4}}|,\s?(?:vol\.?\s?)?\d{{1,4}}\s?\(|\.\s?(?:doi|Epub|Online))"
    rf"|[A-Z][A-Za-z&' -]{{2,80}},? \d{{1,4}}\s?(?:\(\d{{1,3}}\))?\s?[:,]\s?\d{{1,5}}\s?-\s?\d{{1,5}}"
    rf"\s?[,(]\s?{_YEAR}\)?"
)
_BYLINE = re.compile(
    rf"(?:posted |published |updated )?(?:on )?(?:{_MONTH} \d{{1,2}},? {_YEAR}|\d{{1,2}} {_MONTH} {_YEAR})"
    r"(?:,? ?(?:by|\|).{0,80})?$",
    re.IGNORECASE,
)
AUTHORS_LABEL = re.compile(r"(?:authors?|author\(s\)|by)\s?:\s*(?=\S)", re.IGNORECASE)
AFFILIATION_MARKS = re.compile(r"\(\d+\)|[\d*†‡§#]+|\([a-z]\)")
_ET_AL = re.compile(r",? et al\.?$")
_NAME_SPLIT = re.compile(r"(?<!\s)\s*[,;]\s*(?:and\s+|&\s*)?|(?<!\s)\s+(?:and|&)\s+")
_INITIALS = re.compile(r"(?:[A-Z]\.?-?){1,4}")
_DEGREE = re.compile(
    r"(?:MD|M\.D\.|PhD|Ph\.D\.|DDS|MPH|MSc|MSEd|MS|BSc|RN|PharmD|DO|FRCP|MBBS|DPhil|Jr|Sr|III?|Dr|Prof)\.?"
)
_LONE_AUTHOR = re.compile(
    rf"[A-ZÀ-Ý][\w'-]+ [A-Z]{{1,3}}(?:\(\d\))?\.|(?:[A-ZÀ-Ý][\w.'-]*,? ){{2,4}}?(?:{_DEGREE.pattern}(?:, )?){{1,4}}"
)
_PARTICLES = frozenset(
    ("de", "van", "von", "der", "den", "del", "della", "di", "da", "la", "le", "el", "al", "bin", "ten", "ter", "dos")
)
_REFERENCE_LEAD = re.compile(r"(?:[-•*–]\s*|\[?\(?\d{1,3}[\].)]?\)?\s+)?(?=[A-Z])")
_REFERENCE_AUTHOR = re.compile(
    r"(?:[a-z]{2,4} ){0,2}[A-Z][A-Za-zÀ-ž'-]{1,30}(?: [A-Z][A-Za-zÀ-ž'-]{2,30})?,? (?:[A-Z]\.?[- ]?){1,4}"
    r"(?:[,.;:)]|\s(?:and|et|&)\b| \()"
)
_HAS_YEAR = re.compile(rf"\b{_YEAR}\b")
_TERMINAL = re.compile(
    r"[.!?:;][\"')\]]*(?:\[[\d, -]{1,20}\])?$|(?<!\d)[.!?;]\d{1,3}(?:[,-]\d{1,3}){0,5}$"  # "used.12", but not "0.5"
)
_IMAGE_SOURCE = re.compile(r"\((?:source|image|photo|credit|courtesy)\b[^()]{0,60}\)\.?$", re.IGNORECASE)
_PAGE = re.compile(r"(?:page\s?)?\d{1,4} (?:of|/) \d{1,4}|page \d{1,4}|-\s?\d{1,4}\s?-", re.IGNORECASE)
_RUNNING_HEAD = re.compile(r"(?:\d{1,4} )?[A-ZÀ-Ý][\w'-]+(?: and [A-ZÀ-Ý][\w'-]+)?(?: et al\b| \|).{0,110}[^.;,]$")
_RUNNING_TITLE = re.compile(
    r"[A-ZÀ-Ý][\w'-]+(?: and [A-ZÀ-Ý][\w'-]+)?(?: et al\.?)?,? [A-Z][A-Za-z&. -]{2,80},? "
    rf"\({_YEAR}\),? \d{{1,4}} ?: ?\w{{1,8}}(?: (?:page|p\.?) \d{{1,4}}(?: of \d{{1,4}})?)?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_NAME = r"[A-ZÀ-Ý][\w'-]+(?: [A-ZÀ-Ý][\w'-]+)? (?:[A-Z]\.?-?){1,3}"
_SIGNED_CITATION = re.compile(
    rf"(?P<authors>{_NAME}(?:(?:, (?:and |& )?| and | & ){_NAME}){{0,40}}(?:,? et al)?)[.:]?"
    rf"\s+(?=[A-Z][A-Za-z&() -]{{2,60}}\.?,? {_YEAR})"
)
_LETTER = re.compile(r"[^\W\d_]|[†‡§*]")
_WORD = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that shows something.

    Attributes
    ----------
    start, end
        Its span in the document, without blanks at its ends.
    text
        As the readable view shows it.
    gap
        Number of blank lines above.
    kind
        What it looks like on its own.
    page_top
        Whether a page break stands above it.
    columns
        Whether its source is laid out in columns (tabs, bars, runs of blanks).
    """

    start: int
    end: int
    text: str
    gap: int
    kind: LineKind
    page_top: bool = False
    columns: bool = False

    @property
    def words(self) -> int:
        """Number of words of two letters or more."""
        return len(_WORD.findall(self.text))


def read_lines(text: str) -> list[Line]:
    """Lines of a text that show something; a caption glued to the sentence before it starts a line of its own."""
    lines: list[Line] = []
    place, gap, page_top = 0, 0, False
    raws = text.splitlines(keepends=True)
    for at, raw in enumerate(raws):
        start, end = trim(text, place, place + len(raw))
        place += len(raw)
        if start < end:
            cuts = [start, *(cut.start() for cut in _GLUED_CAPTION.finditer(text, start, end)), end]
            beside = (raws[at - 1].strip() if at else "", raws[at + 1].strip() if at + 1 < len(raws) else "")
            head = run_in_head(text[start:end], *beside) if len(cuts) == 2 else []
            for begin, stop in cut_at(start, end, head) if head else pairwise(cuts):
                left, right = trim(text, begin, stop)
                source = text[left:right]
                shown = readable(source)
                lines.append(Line(left, right, shown, gap, line_kind(shown), page_top, _has_columns(source)))
                gap, page_top = 0, False
        else:
            gap += 1
        page_top = page_top or raw.endswith("\f")
    return _without_running_heads(lines)


def _without_running_heads(lines: list[Line]) -> list[Line]:
    """Make furniture of lines that come again with another page number, at the top of pages or naming authors."""
    keys = [_DIGITS.sub("#", line.text) if _may_run(line) else "" for line in lines]
    often = {key for key, times in Counter(keys).items() if key and times >= 2}
    return [replace(line, kind="furniture") if key in often else line for key, line in zip(keys, lines, strict=True)]


def _may_run(line: Line) -> bool:
    return (
        line.kind in ("text", "citation", "byline", "reference")
        and 10 <= len(line.text) <= 120
        and (line.page_top or _RUNNING_HEAD.match(line.text) is not None)
    )


def line_kind(line: str) -> LineKind:
    """What a line looks like on its own."""
    if _SEPARATOR.fullmatch(line):
        return "separator"
    if _LETTER.search(line) is None:
        return "furniture" if _PAGE.fullmatch(line) else "text"
    if _MARK.match(line):
        return "mark"
    if read_heading(line) or is_marked(line):
        return "heading"
    if _CAPTION.match(line):
        return "caption"
    return _publication_kind(line) or ("item" if _ITEM.match(line) else "text")


def _publication_kind(line: str) -> LineKind | None:
    """Lines about the publication, and page furniture."""
    head = line[:400]
    if signature(head):
        return "citation"
    if looks_like_reference(line):
        return "reference"
    if _LABELLED_CITATION.match(head) or _CITATION.match(head):
        return "citation"
    if _BYLINE.match(head):
        return "byline"
    if is_furniture(line):
        return "furniture"
    return "authors" if names_authors(line) else None


def signature(citation: str) -> str:
    """Authors that open a citation without a title (``Smith J, Doe A. Headache. 2016;…``), or nothing."""
    match = _SIGNED_CITATION.match(citation)
    return match["authors"] if match else ""


def is_furniture(line: str) -> bool:
    """Whether a line is page furniture, navigation or a notice beside the study."""
    low = line[:60].lower()
    return (
        low.startswith(phrases("furniture_start"))
        or low in phrase_set("furniture_whole")
        or _PAGE.fullmatch(line) is not None
        or _RUNNING_TITLE.fullmatch(line[:200]) is not None
        or (len(line) < MAX_IMAGE_CAPTION and _IMAGE_SOURCE.search(line[-80:]) is not None)
    )


def looks_like_reference(line: str) -> bool:
    """Whether a line reads as an entry of a reference list: authors with initials, then a year."""
    if not 30 < len(line) < 700:
        return False
    lead = _REFERENCE_LEAD.match(line)
    if lead is None or _REFERENCE_AUTHOR.match(line, lead.end()) is None:
        return False
    return _HAS_YEAR.search(line, 20) is not None


def names_authors(line: str) -> bool:
    """Whether a line names authors: labelled, or names with initials or degrees."""
    if AUTHORS_LABEL.match(line):
        return True
    if len(line) > 1500 or line.endswith(("?", "!", ":")):
        return False
    groups = [
        group
        for group in _NAME_SPLIT.split(_ET_AL.sub("", AFFILIATION_MARKS.sub("", line)).strip(" ."))
        if group.strip(" .")
    ]
    if len(groups) == 1:
        return _LONE_AUTHOR.fullmatch(line) is not None
    if not 2 <= len(groups) <= MAX_AUTHORS or not all(map(_is_name, groups)):
        return False
    return sum(map(_is_signed, groups)) * 2 >= len(groups)


def is_terminal(text: str) -> bool:
    """Whether a text ends as a sentence does, citation marks aside."""
    return _TERMINAL.search(text[-40:]) is not None


def title_after_mark(line: str) -> int:
    """Length of a ``TITLE:`` mark at the beginning of a line, 0 if there is none."""
    mark = _MARK.match(line)
    return mark.end() if mark else 0


def item_lead(line: str) -> int:
    """Length of the bullet or number at the beginning of a list item, 0 if there is none."""
    lead = _ITEM.match(line)
    return lead.end() if lead else 0


def is_table_caption(line: str) -> bool:
    """Whether a caption is a table's (a picture's leaves no cells behind)."""
    return line[:12].lower().startswith(("tab", "supplementary", "additional"))


def _is_name(group: str) -> bool:
    words = group.split()
    return 1 <= len(words) <= 6 and all(
        word[0].isupper() or word in _PARTICLES or _DEGREE.fullmatch(word) is not None for word in words
    )


def _is_signed(group: str) -> bool:
    """Whether a name carries initials or a degree."""
    words = group.split()
    return any(_DEGREE.fullmatch(word) for word in words) or (
        len(words) > 1
        and (
            _INITIALS.fullmatch(words[-1]) is not None
            or _INITIALS.fullmatch(words[0]) is not None
            or any(len(word) == 2 and word[1] == "." for word in words)
        )
    )


def _has_columns(source: str) -> bool:
    if source.count("|") >= 2 or source.count("\t") >= 2:
        return True
    return len(re.findall(r"\S {3,}(?=\S)", source[:2000])) >= 2

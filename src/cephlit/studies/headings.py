"""Headings: which words make one, and what they say of the text below them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from cephlit.studies.characters import readable
from cephlit.studies.study import Section
from cephlit.vocabulary.load import rows

Role = Section | Literal["references", "drop"]
"""What stands below a heading; ``drop`` is matter that tells nothing of the study (funding, correspondence)."""

Rank = Literal["main", "sub", "always"]

MAX_HEADING = 90
"""Characters that a known heading has at most."""

MAX_MARKED = 400
"""Characters that a heading with a section mark has at most: it may name all headings above it."""

MAX_COMPOUND = 7
"""Words of a heading that is known by its first part alone."""
SECTION_MARK = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,3}\.? ?)?(?:(?P<part>ABSTRACT|BODY|BACK|FRONT)\.(?=[A-Z\d(])|BODY(?=::?$))"
)
"""Mark that says which part of a paper a heading stands in; the heading's number may stand before it."""

_DROP_CAP = re.compile(r"(?<![A-Z])([A-Z]):(?=[A-Z]{2})")
"""Letter that was set larger than the rest of its word (``R:ESULTS``)."""
_INITIALS: dict[str, Section] = {
    "I": "background", "M": "methods", "R": "results", "F": "results", "D": "discussion", "C": "conclusion",
}  # fmt: skip
"""Marked headings of which nothing is left but a letter that was set larger: F is for findings."""
_STEP = re.compile(r"(?<=[A-Z)\]]) ?\.(?=[A-Z\d(])")
"""Full stop between the headings of a path such as ``RESULTS.SAFETY``, which has no space behind it."""

_NUMBERING = re.compile(
    r"(?:#{1,6}\s+|[*_]{1,3}|(?:\d{1,2}\.){1,3}\d{0,2}\.?\s+|\d{1,2}[.)]?\s+|[IVX]{1,4}\.\s+|[A-H][.)]\s+)"
)
_NOTE = re.compile(r"(?<=\w) \([^()]{1,30}\)$")
_WHEN = re.compile(r" (?:at|after) (?:[\w-]+ ){0,2}[\w-]+$")
_AND = re.compile(r",? and |, | / |/")
_EDGE = " \t:.-*_#=~"
_LEADING = frozenset({"results", "methods", "discussion"})
"""First parts that make a main heading whatever follows ("results and analysis", "methods/design")."""
_CASE = re.compile(
    r"(?:illustrative |clinical )?(?:case|patient|subject)(?: report| study| history| description)?"
    r"(?: (?:no\.?|number|#))? ?#?(?:\d{1,3}|[ivx]{1,4}|[a-h]|one|two|three|four|five|six|seven|eight|nine|ten)",
    re.IGNORECASE,
)
_INLINE_START = re.compile(
    r"(?P<head>[A-Z][A-Za-z0-9&/,'’()-]*(?: [A-Za-z0-9&/,'’()-]+){0,7}) ?(?P<mark>:|\.?-? ?[—–]|\. ?-)(?=\s*\S)"
)
_INLINE_LATER = re.compile(
    r"[.!?)%\]]\s{0,3}(?P<head>[A-Z][A-Za-z&/'’()]*(?:,? [A-Za-z0-9&/'’()]+){0,6})"
    r" ?(?P<mark>:|\.?[—–]|\. ?-)(?=\s*\S)"
)
_ROW = frozenset({"methods", "results"})
"""What a row of headings without colon or dash must announce to be one."""

_ROW_LENGTH = 3
_NO_ROW = frozenset({"drop", "references", "abstract"})


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found.

    Attributes
    ----------
    label
        As written, without numbering, section marks and end punctuation.
    role
        What stands below it.
    rank
        ``main`` opens a part of the paper; ``sub`` keeps the part's section where it would contradict it;
        ``always`` is a lower heading that means the same wherever it stands (statistical analysis).
    part
        ``abstract`` or ``body`` where a section mark such as ``BODY.RESULTS:`` says so, else empty.
    """

    label: str
    role: Role
    rank: Rank
    part: Literal["abstract", "body", ""] = ""


@dataclass(frozen=True, slots=True)
class InlineHeading:
    """A heading at the beginning of a text or after one of its sentences; ``start:end`` includes its colon or dash."""

    start: int
    end: int
    heading: Heading


def read_heading(line: str) -> Heading | None:
    """Known heading that a line of its own makes, or None."""
    if len(line) > MAX_MARKED:
        return None
    text = readable(line)
    mark = SECTION_MARK.match(text)
    if mark:
        return _marked_heading(text[mark.end() :], "abstract" if mark["part"] in ("ABSTRACT", "FRONT") else "body")
    if len(line) > MAX_HEADING:
        return None
    label = unnumbered(text)
    known = _lookup(label)
    # A wrapped line that happens to be the one word "sample" is no heading.
    return Heading(label, known[0], known[1]) if known and not label[0].islower() else None


def _marked_heading(text: str, part: Literal["abstract", "body"]) -> Heading:
    """Heading behind a section mark; of a path such as ``METHODS.PATIENTS`` the first step says what stands below it.

    Matter that tells nothing of the study may hang under any step.
    """
    steps = [unnumbered(step) for step in _STEP.split(_DROP_CAP.sub(r"\1", text))]
    label = steps[-1]
    lowest = _lookup(label)
    initial = _INITIALS.get(text.strip(_EDGE))
    if initial:
        return Heading(label, initial, "main", part)
    if len(steps) == 1 or (lowest and lowest[0] in ("drop", "references")):
        return Heading(label, lowest[0], lowest[1], part) if lowest else Heading(label, "other", "sub", part)
    highest = _lookup(steps[0])
    return Heading(label, highest[0] if highest else "other", "main", part)


def is_marked(line: str) -> bool:
    """Whether a line carries a section mark such as ``BODY.``."""
    return SECTION_MARK.match(line) is not None


def inline_headings(text: str) -> Iterator[InlineHeading]:
    """Known headings inside a paragraph (``… hospital. RESULTS: All …``, ``Methods.—We …``).

    Where the paragraph has none with a colon or a dash, words without either are headings if they stand in a row from
    its beginning to its results (``Background - …``, ``Methods. …``, ``RESULTS Twelve …``).
    """
    marked = list(_marked(text))
    yield from marked or _bare_row(text)


def _marked(text: str) -> Iterator[InlineHeading]:
    first = _INLINE_START.match(text, 0, MAX_HEADING)
    found = _inline(first) if first else None
    structured = found is not None
    end = 0
    if found:
        end = found.end
        yield found
    for match in _INLINE_LATER.finditer(text, end):
        found = _inline(match)
        # "Patients: …" inside a paragraph that does not begin with a heading is too weak a sign.
        if found and (structured or found.heading.rank == "main" or match["head"].isupper()):
            yield found


def _bare_row(text: str) -> list[InlineHeading]:
    row = [
        InlineHeading(m.start("head"), m.end(), Heading(readable(m["head"]), *known))
        for m in _bare().finditer(text)
        if m["head"][0].isupper() and (known := _lookup(readable(m["head"]))) is not None
    ]
    told = {inline.heading.role for inline in row}
    return row if row and row[0].start == 0 and told >= _ROW and len(told) >= _ROW_LENGTH else []


@cache
def _bare() -> re.Pattern[str]:
    """Pattern of main headings with a hyphen, a full stop or nothing between them and the sentence behind."""
    known = [label for label, (role, rank) in _vocabulary().items() if rank == "main" and role not in _NO_ROW]
    words = "|".join(re.escape(label).replace("and", "(?:and|&)") for label in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?:^|[.!?)%\]]\s{{1,3}})(?P<head>(?i:{words}))(?: - ?|\. ?-|\.?\s)(?=\s?[A-Z\d(\"'“])")


def _inline(match: re.Match[str]) -> InlineHeading | None:
    label = readable(match["head"])
    known = _lookup(label)
    if known is None:
        return None
    # A dash after a plain word may be a sentence's own; after a main heading it is the old style "Results.—".
    if match["mark"] != ":" and known[1] != "main":
        return None
    return InlineHeading(match.start("head"), match.end("mark"), Heading(label, known[0], known[1]))


def unnumbered(text: str) -> str:
    """A heading's words without numbering and punctuation around them."""
    label = text.strip(_EDGE)
    numbering = _NUMBERING.match(label)
    return label[numbering.end() :].strip(_EDGE) if numbering else label


def _lookup(label: str) -> tuple[Role, Rank] | None:
    """Role and rank of a heading's words."""
    key = " ".join(_NOTE.sub("", label.lower().replace("&", " and ").replace("’", "'")).split())
    known = _vocabulary().get(key)
    if known:
        return known
    if _CASE.fullmatch(key):
        return "case", "main"
    # "Results at six months": a heading may say when.
    timed = _vocabulary().get(_WHEN.sub("", key))
    if timed and timed[1] == "main":
        return timed
    words = key.split(" ")
    # "Retrospective case summaries", "Case reports of two sisters": the case words decide.
    if 2 < len(words) <= 5:
        roles = [_vocabulary().get(" ".join(cut)) for cut in (words[-2:], words[:2])]
        if any(role and role[0] == "case" for role in roles):
            return "case", "main"
    return _compound(key) if len(words) <= MAX_COMPOUND else None


def _compound(key: str) -> tuple[Role, Rank] | None:
    """Role of "study design and participating centres", "efficacy, safety and cost": that of the first part."""
    parts = _AND.split(key)
    known = _vocabulary().get(parts[0]) if len(parts) > 1 else None
    if known is None or known[0] in ("drop", "references", "abstract"):
        return None
    return known[0], known[1] if parts[0] in _LEADING else "sub"


@cache
def _vocabulary() -> dict[str, tuple[Role, Rank]]:
    return {row["heading"]: (cast(Role, row["section"]), cast(Rank, row["rank"])) for row in rows("headings")}

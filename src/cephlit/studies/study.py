"""What a study is: where it stands, what the file says of its publication, and its readable text."""

from dataclasses import dataclass
from typing import Literal

from cephlit.documents.document import Document
from cephlit.documents.view import TextView

BlockKind = Literal["heading", "prose", "list", "table", "caption"]
"""``list`` is one item of a list; ``table`` is a run of linearised table lines, kept apart by line ends."""

Section = Literal[
    "title", "abstract", "background", "objective", "methods", "results", "conclusion", "discussion", "case", "other"
]
"""``abstract`` is running text without headings of its own; ``other`` is what no heading places."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item, caption or table of a study.

    Attributes
    ----------
    kind, section
        What it is and where it stands.
    label
        The heading above it as written (``Case 3``, ``Results``), or empty.
    part
        ``abstract`` or ``body``; a paper without such parts is all ``body``, an abstract alone all ``abstract``.
    start, end
        Offsets into the study's view. Blocks are ordered, never overlap, and are kept apart by one line end.
    """

    kind: BlockKind
    section: Section
    label: str
    part: Literal["abstract", "body"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Bibliography:
    """What the file itself says of a study's publication; empty or None where it says nothing."""

    title: str = ""
    authors: str = ""
    journal: str = ""
    year: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    pmid: str = ""


@dataclass(frozen=True, slots=True)
class Study:
    """One paper, abstract or report.

    Attributes
    ----------
    document
        The document that holds it.
    number
        Its place among the document's studies, from 1.
    start, end
        Offsets into ``document.text``.
    bibliography
        Title, authors, journal and the like, as the file states them.
    view
        The readable text, without reference lists, page furniture and navigation. Inside a block white space is
        single spaces, words hyphenated over line ends are joined, ligatures expanded, soft hyphens dropped, curly
        quotes straight, dashes and minus signs ``-``, the decimal point of ``0·5`` a dot, the micro sign ``µ``.
        Table blocks keep line ends between their lines.
    blocks
        The view's blocks in order, covering all of its text.
    """

    document: Document
    number: int
    start: int
    end: int
    bibliography: Bibliography
    view: TextView
    blocks: tuple[Block, ...]

    @property
    def study_id(self) -> str:
        """Identifier made of the document's and the study's number."""
        return f"{self.document.document_id}-s{self.number:02d}"

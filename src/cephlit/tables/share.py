"""What one content gives to the tables: its rows checked and written, ready to be put between those of others.

A share depends on nothing but a file's bytes and the program, not on the file's name, so it holds for every file with
that content and can be kept from run to run. Checking and writing rows is the greater part of making tables; a table
of thousands of papers is then only the lines of their shares, one after the other.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from cephlit.tables.cells import csv_line, spreadsheet_safe
from cephlit.tables.evidence import evidence_rows, reading_order
from cephlit.tables.extraction import Cells, Extraction
from cephlit.tables.schema import STUDY_TABLES, EvidenceRow, RejectRow
from cephlit.tables.validation import validate
from cephlit.tables.values import FileStatus

CONTENT_TABLES = ("studies", *STUDY_TABLES)
"""Tables whose rows depend on the content alone, and stand together by content."""

_FILE = EvidenceRow.columns().index("file")


class EvidenceLine(NamedTuple):
    """A row of evidence as CSV, without the name of its file.

    Attributes
    ----------
    order
        Its place among all evidence, as `evidence.reading_order`.
    before, after
        The line before and after the cell of the file.
    safe_before, safe_after
        The same for spreadsheet programs, where these need something else.
    """

    order: list[Any]
    before: str
    after: str
    safe_before: str
    safe_after: str

    @classmethod
    def of(cls, row: EvidenceRow) -> "EvidenceLine":
        """Write a row."""
        cells = row.cells()
        safe = [spreadsheet_safe(cell) for cell in cells]
        plain, disarmed = ([csv_line(part)[:-1] for part in (c[:_FILE], c[_FILE + 1 :])] for c in (cells, safe))
        return cls(reading_order(row), *plain, *(disarmed if disarmed != plain else ("", "")))

    def line(self, file: str) -> str:
        """The line of a CSV file."""
        return f"{self.before},{_cell(file)},{self.after}\n"

    def safe_line(self, file: str) -> str:
        """The line of a CSV file for spreadsheet programs."""
        before, after = (self.safe_before, self.safe_after) if self.safe_before else (self.before, self.after)
        return f"{before},{_safe_cell(file)},{after}\n"


@lru_cache(maxsize=1024)
def _cell(file: str) -> str:
    return csv_line([file])[:-1]


@lru_cache(maxsize=1024)
def _safe_cell(file: str) -> str:
    return csv_line([spreadsheet_safe(file)])[:-1]


class KeptText(NamedTuple):
    """A lasting file that holds a text in UTF-8, by its path as text: to make thousands of a `Path` takes its time."""

    path: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one content gives to the tables.

    Attributes
    ----------
    sha256, media_type, status, problem
        As in an extraction.
    characters
        Length of the text.
    counts, lines
        Number of rows and the rows as lines of CSV in UTF-8, for each of ``CONTENT_TABLES``.
    evidence
        The rows of evidence.
    rejects
        The rows of rejects, without the document's identifier.
    text_source
        The text, or a lasting file that holds it in UTF-8.
    """

    sha256: str
    media_type: str
    status: FileStatus
    problem: str
    characters: int
    counts: dict[str, int]
    lines: dict[str, bytes]
    evidence: tuple[EvidenceLine, ...]
    rejects: tuple[Cells, ...]
    text_source: str | KeptText = field(compare=False)

    @classmethod
    def of(cls, extraction: Extraction) -> "Share":
        """Check the raw rows of an extraction, and write those that are valid."""
        checked = validate(extraction)
        return cls(
            sha256=extraction.sha256,
            media_type=extraction.media_type,
            status=extraction.status,
            problem=extraction.problem,
            characters=len(extraction.text),
            counts={table: len(checked.valid[table]) for table in CONTENT_TABLES},
            lines={
                table: "".join(csv_line(row.cells()) for row in checked.valid[table]).encode()
                for table in CONTENT_TABLES
            },
            evidence=tuple(EvidenceLine.of(row) for row in evidence_rows(checked.valid, extraction.printable_file)),
            rejects=tuple(row.model_dump(exclude={"document_id"}) for row in checked.rejects),
            text_source=extraction.text,
        )

    @property
    def text(self) -> str:
        """The text."""
        return (
            self.text_source if isinstance(self.text_source, str) else Path(self.text_source.path).read_bytes().decode()
        )

    def reject_rows(self, document_id: str, *, of_file: bool = False) -> list[RejectRow]:
        """Rows of rejects under an identifier; on demand only those that tell why the file could not be read."""
        chosen = [cells for cells in self.rejects if not of_file or cells["row"] is None]
        return [RejectRow(document_id=document_id, **cells) for cells in chosen]

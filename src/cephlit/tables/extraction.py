"""What one input file gave: plain values, fit for a worker's answer and for a ledger."""

import os
from dataclasses import dataclass, field
from typing import Any

from cephlit.documents.document import Document
from cephlit.tables.identifiers import document_id
from cephlit.tables.values import FileStatus

Cells = dict[str, Any]
"""A raw row, not yet validated: column to a JSON value."""

RawRows = dict[str, list[Cells]]
"""Table to its raw rows."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception or refusal that kept something of a file out of the tables.

    Attributes
    ----------
    stage
        Where it happened: ``read``, ``split``, ``tag``, ``assemble``.
    reason
        One sentence that a user can act on.
    study_id
        The study that is lost, or empty where it is the whole file.
    """

    stage: str
    reason: str
    study_id: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """One input file's share of the tables.

    Attributes
    ----------
    file
        Path relative to the seeds folder, with forward slashes.
    sha256
        Digest of the file's bytes; empty where they could not be read, or where reading them did not end: only what
        has it is told by the content alone.
    media_type, status, problem
        As in the documents table.
    text
        The kept text; empty where there is none.
    rows
        Raw rows of the study tables and of ``studies``, as `rows.study_rows` makes them, studies in order.
    failures
        What went wrong; each becomes a row of ``rejects``.
    """

    file: str
    sha256: str
    media_type: str
    status: FileStatus
    problem: str = ""
    text: str = ""
    rows: RawRows = field(default_factory=dict)
    failures: tuple[Failure, ...] = ()

    @classmethod
    def of(cls, document: Document, rows: list[RawRows], failures: tuple[Failure, ...] = ()) -> "Extraction":
        """Make the extraction of a readable document from the raw rows of its studies in order."""
        joined: RawRows = {}
        for study in rows:
            for table, cells in study.items():
                joined.setdefault(table, []).extend(cells)
        blank = not document.text.strip()
        return cls(
            file=document.file,
            sha256=document.sha256,
            media_type=document.media_type,
            status="empty" if blank else "ok",
            problem="the file holds no text" if blank else "",
            text=document.text,
            rows=joined,
            failures=failures,
        )

    @classmethod
    def refused(cls, file: str, reason: str, sha256: str = "", media_type: str = "") -> "Extraction":
        """Make the extraction of a file that could not be read."""
        return cls(file, sha256, media_type, "rejected", reason, failures=(Failure("read", reason),))

    @property
    def document_id(self) -> str:
        """Identifier of the content, or of the name where the content is unknown."""
        return document_id(self.sha256, self.printable_file)

    @property
    def printable_file(self) -> str:
        """The path as valid Unicode: bytes of a name that are none are written as escapes."""
        return os.fsencode(self.file).decode("utf-8", "backslashreplace")

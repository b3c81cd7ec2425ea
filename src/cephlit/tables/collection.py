"""All files' extractions into one set of tables, whatever the order in which they come."""

from collections import defaultdict
from collections.abc import Iterable

from cephlit.tables.evidence import evidence_rows
from cephlit.tables.extraction import Extraction
from cephlit.tables.frames import Tables, frame_of
from cephlit.tables.row import Row
from cephlit.tables.schema import STUDY_TABLES, TABLES, DocumentRow, RejectRow
from cephlit.tables.validation import failure_rejects, validate


def collect(extractions: Iterable[Extraction]) -> Tables:
    """Validate the rows of all files and make the tables.

    Rows stand in the order of their documents' identifiers, so they depend neither on file names nor on the order of
    ``extractions``; the documents table follows file names. Files with the same content are all in `documents`: the
    first by name has the studies, each other has the identifier with ``-2``, ``-3`` and so on.
    """
    by_content: dict[str, list[Extraction]] = defaultdict(list)
    for extraction in sorted(extractions, key=lambda e: e.printable_file):
        by_content[extraction.document_id].append(extraction)
    valid: dict[str, list[Row]] = {table: [] for table in TABLES}
    rejects: list[RejectRow] = []
    texts: dict[str, str] = {}
    for document_id, (first, *twins) in sorted(by_content.items()):
        checked = validate(first)
        for table, rows in checked.valid.items():
            valid[table].extend(rows)
        rejects.extend(checked.rejects)
        documents = [_document(first, document_id, len(checked.valid["studies"]), first.problem)]
        for number, twin in enumerate(twins, start=2):
            documents.append(_twin(twin, first, f"{document_id}-{number}"))
            rejects.extend(failure_rejects(twin, f"{document_id}-{number}") if twin.status == "rejected" else [])
        valid["documents"].extend(documents)
        texts.update({row.document_id: first.text for row in documents if row.status != "rejected" or first.text})
    valid["documents"].sort(key=lambda row: (getattr(row, "file"), getattr(row, "document_id")))  # noqa: B009
    valid["evidence"] = list(evidence_rows(valid))
    valid["rejects"] = [*sorted(rejects, key=_reject_order)]
    return Tables({table: frame_of(table, valid[table]) for table in TABLES}, texts)


def _document(extraction: Extraction, document_id: str, studies: int, problem: str) -> DocumentRow:
    return DocumentRow(
        document_id=document_id,
        file=extraction.printable_file,
        sha256=extraction.sha256 or None,
        media_type=extraction.media_type or None,
        characters=len(extraction.text),
        studies=studies,
        status=extraction.status,
        problem=problem or None,
    )


def _twin(twin: Extraction, first: Extraction, document_id: str) -> DocumentRow:
    same = f"the same content as {first.printable_file}; its rows stand there"
    return _document(twin, document_id, 0, same if twin.status == "ok" else twin.problem)


def _reject_order(row: RejectRow) -> tuple[str, ...]:
    tables = ("documents", "studies", *STUDY_TABLES)
    place = tables.index(row.table) if row.table in tables else len(tables)
    return (row.document_id, f"{place:02d}", row.study_id or "", row.row or "", row.rule, row.reason)

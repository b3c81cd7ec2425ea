"""All files' shares into one set of tables, whatever the order in which they come."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from cephlit.tables.extraction import Extraction
from cephlit.tables.frames import PlacedEvidence, Tables
from cephlit.tables.identifiers import document_id
from cephlit.tables.schema import STUDY_TABLES, DocumentRow, RejectRow
from cephlit.tables.share import Share


class FileShare(NamedTuple):
    """A file, by its printable path in the seeds folder, and what its content gives to the tables."""

    file: str
    share: Share

    @classmethod
    def of(cls, extraction: Extraction) -> "FileShare":
        """Check and write what was extracted from a file."""
        return cls(extraction.printable_file, Share.of(extraction))


def collect(extractions: Iterable[Extraction]) -> Tables:
    """Make the tables of what was extracted from all files."""
    return assemble(FileShare.of(extraction) for extraction in extractions)


def assemble(files: Iterable[FileShare]) -> Tables:
    """Make the tables of all files' shares.

    Rows stand in the order of their documents' identifiers, so they depend neither on file names nor on the order of
    ``files``; the documents table follows file names. Files with the same content are all in `documents`: the first
    by name has the studies, each other has the identifier with ``-2``, ``-3`` and so on.
    """
    by_content: dict[str, list[FileShare]] = defaultdict(list)
    for named_share in sorted(files, key=lambda named: named.file):
        by_content[document_id(named_share.share.sha256, named_share.file)].append(named_share)
    documents: list[DocumentRow] = []
    rejects: list[RejectRow] = []
    evidence: list[PlacedEvidence] = []
    texts: dict[str, Share] = {}
    for identifier, ((file, share), *twins) in sorted(by_content.items()):
        rows = [(identifier, _document(share, identifier, file, share.counts["studies"], share.problem))]
        rejects += share.reject_rows(identifier)
        evidence += [PlacedEvidence(row, identifier, file) for row in share.evidence]
        for number, twin in enumerate(twins, start=2):
            name = f"{identifier}-{number}"
            rows.append((name, _twin(twin, file, name)))
            rejects += twin.share.reject_rows(name, of_file=True) if twin.share.status == "rejected" else []
        documents += [row for _, row in rows]
        texts.update({name: share for name, row in rows if row.status != "rejected" or share.characters})
    return Tables(
        documents=tuple(sorted(documents, key=lambda row: (row.file, row.document_id))),
        rejects=tuple(sorted(rejects, key=_reject_order)),
        evidence=tuple(sorted(evidence, key=lambda placed: placed.row.order)),
        shares={identifier: same[0].share for identifier, same in sorted(by_content.items())},
        texts=texts,
    )


def _document(share: Share, identifier: str, file: str, studies: int, problem: str) -> DocumentRow:
    return DocumentRow(
        document_id=identifier,
        file=file,
        sha256=share.sha256 or None,
        media_type=share.media_type or None,
        characters=share.characters,
        studies=studies,
        status=share.status,
        problem=problem or None,
    )


def _twin(twin: FileShare, first: str, identifier: str) -> DocumentRow:
    same = f"the same content as {first}; its rows stand there"
    problem = same if twin.share.status == "ok" else twin.share.problem
    return _document(twin.share, identifier, twin.file, 0, problem)


def _reject_order(row: RejectRow) -> tuple[str, ...]:
    tables = ("documents", "studies", *STUDY_TABLES)
    place = tables.index(row.table) if row.table in tables else len(tables)
    return (row.document_id, f"{place:02d}", row.study_id or "", row.row or "", row.rule, row.reason)

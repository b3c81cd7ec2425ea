"""Names of rows: readable, and the same wherever and whenever the same text is read."""

import hashlib

CODES = {
    "groups": "g",
    "mentions": "m",
    "treatments": "t",
    "conditions": "c",
    "outcomes": "o",
    "adverse_events": "e",
}
"""Letter of each table in its rows' identifiers."""

_DIGITS = {"mentions": 4}


def row_id(study_id: str, table: str, number: int) -> str:
    """Name a study's row: the study, the table's letter and the row's number there, from 1.

    >>> row_id("d0123456789ab-s01", "treatments", 3), row_id("d0123456789ab-s01", "mentions", 12)
    ('d0123456789ab-s01-t003', 'd0123456789ab-s01-m0012')
    """
    return f"{study_id}-{CODES[table]}{number:0{_DIGITS.get(table, 3)}d}"


def document_id(sha256: str, file: str) -> str:
    """Name a document by the digest of its bytes; by its path, where that is unknown, as nothing else is known."""
    return f"d{sha256[:12]}" if sha256 else f"u{hashlib.sha256(file.encode()).hexdigest()[:12]}"

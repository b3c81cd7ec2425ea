"""Cases of the facts tests: texts with what should be read from them, and the way from a text to a reading."""

import hashlib
from pathlib import Path
from typing import Any

import yaml

from cephlit.documents.document import Document
from cephlit.facts.reading import Reading, read
from cephlit.studies.reader import split_studies
from cephlit.tagging.pipeline import get_tagger, tag_study

CASES = Path(__file__).parent / "cases"


def cases(*names: str) -> list[dict[str, Any]]:
    """Cases of the files of these names (or of all files of a folder), each with the file's name."""
    paths = [p for name in names for p in sorted(CASES.glob(f"{name}/*.yaml")) or [CASES / f"{name}.yaml"]]
    return [case | {"file": p.stem} for p in paths for case in yaml.safe_load(p.read_text(encoding="utf-8"))]


def reading_of(title: str, text: str) -> Reading:
    """Read a text as the only study of a document."""
    content = f"{title}\n\n{text}".strip() + "\n"
    digest = hashlib.sha256(content.encode()).hexdigest()
    studies = split_studies(Document("case.txt", digest, "text/plain", content))
    assert len(studies) == 1
    return read(tag_study(get_tagger(), studies[0]))

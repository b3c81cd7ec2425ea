"""What the tests of facts share."""

import hashlib
from collections.abc import Callable

import pytest

from cephlit.documents.document import Document
from cephlit.facts.reading import Reading, read
from cephlit.studies.reader import split_studies
from cephlit.tagging.pipeline import get_tagger, tag_study


@pytest.fixture(scope="session")
def read_study() -> Callable[[str], Reading]:
    """Read the first study of a text."""

    def reading(text: str) -> Reading:
        digest = hashlib.sha256(text.encode()).hexdigest()
        study = split_studies(Document("case.txt", digest, "text/plain", text))[0]
        return read(tag_study(get_tagger(), study))

    return reading

"""Textbook chapters and drug monographs: texts about a drug or disorder, parted by headings of their own kind."""

from functools import cache

from cephlit.tagging.tagged import TaggedStudy
from cephlit.vocabulary.load import rows

_ENOUGH = 2
_STUDY_PARTS = frozenset({"methods", "results"})
"""Sections that a monograph has not got, as nobody was studied for it."""


def is_monograph(tagged: TaggedStudy) -> bool:
    """Whether headings of textbooks part the text (``Indications``, ``Mechanism of Action``), and none of studies.

    A heading that papers on studies have too ("Complications") counts half of one that only textbooks have.
    """
    blocks = tagged.study.blocks
    sections = {block.section for block in blocks}
    if sections >= _STUDY_PARTS or "case" in sections:
        return False
    labels = {block.label.lower().strip(" :.") for block in blocks}
    return sum(weight for heading, weight in _headings().items() if heading in labels) >= _ENOUGH


@cache
def _headings() -> dict[str, int]:
    return {row["heading"]: int(row["weight"]) for row in rows("monograph_headings")}

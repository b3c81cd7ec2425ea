"""Textbook chapters and drug monographs: texts about a drug or disorder, parted by headings of their own kind."""

import re
from functools import cache

from cephlit.tagging.tagged import TaggedStudy
from cephlit.vocabulary.load import rows

_ENOUGH = 2
_SAID = 3
"""Phrases of textbooks that make one of a text without headings."""
_OWN = re.compile(
    r"\b(?:we|our|year[- ]old|(?:this|the present|the current) (?:[\w-]+ ){0,2}(?:study|trial|case|report|series))\b"
)
"""What only the report of a study says."""
_STUDY_PARTS = frozenset({"methods", "results"})
"""Sections that a monograph has not got, as nobody was studied for it."""


def is_monograph(tagged: TaggedStudy) -> bool:
    """Whether headings of textbooks part the text (``Indications``, ``Mechanism of Action``), and none of studies.

    A heading that papers on studies have too ("Complications") counts half of one that only textbooks have. A text
    without headings is one if it says often enough what only textbooks say ("is contraindicated in").
    """
    blocks = tagged.study.blocks
    sections = {block.section for block in blocks}
    if sections >= _STUDY_PARTS or "case" in sections:
        return False
    labels = {block.label.lower().strip(" :.") for block in blocks}
    if sum(weight for heading, weight in _headings().items() if heading in labels) >= _ENOUGH:
        return True
    told = [s.text.lower() for s in tagged.sentences]
    if sections & _STUDY_PARTS or any(_OWN.search(text) for text in told):
        return False
    said = {row["phrase"] for row in rows("monograph_phrases") if any(row["phrase"] in text for text in told)}
    return len(said) >= _SAID


@cache
def _headings() -> dict[str, int]:
    return {row["heading"]: int(row["weight"]) for row in rows("monograph_headings")}

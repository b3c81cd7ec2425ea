"""Headings inside one paragraph that neither a colon nor a dash marks."""

import pytest

from cephlit.documents.document import Document
from cephlit.studies.reader import split_studies

STYLES = ("{} - ", "{}. ", "{}.-", "{}.—", "{} ", "{}: ")


def sections(abstract: str) -> list[str]:
    text = f"Lithium for attacks of cluster headache\n\n{abstract}"
    (study,) = split_studies(Document("a.txt", "0" * 64, "text/plain", text))
    return [b.section for b in study.blocks if b.kind == "prose"]


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("write", [str, str.upper])
def test_a_row_of_headings_parts_an_abstract(style, write):
    told = {
        "Objective": "To test lithium.",
        "Patients and methods": "Twenty patients took lithium 900 mg daily.",
        "Results": "Attacks ceased in 12 patients.",
        "Conclusion": "Lithium helped.",
    }
    abstract = " ".join(style.format(write(head)) + text for head, text in told.items())
    assert sections(abstract) == ["objective", "methods", "results", "conclusion"]


@pytest.mark.parametrize(
    "abstract",
    [
        "Methods of withdrawal differ. Results Of three trials were pooled. Twelve patients improved.",
        "We treated 20 patients. Results Were good in 12 patients. Conclusion Lithium helped.",
    ],
)
def test_single_words_are_no_headings(abstract):
    assert len(sections(abstract)) == 1

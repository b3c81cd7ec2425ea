"""Sections, furniture and the readable text of whole papers, block by block.

Next to each paper of ``cases/papers`` stands what a reader should see of it: kind, section, part, label and text,
kept apart by tabs; the line ends of a table are written ``/``.
"""

from pathlib import Path

import pytest

from cephlit.documents.document import Document
from cephlit.studies.reader import split_studies

CASES = sorted((Path(__file__).parent / "cases" / "papers").glob("*.txt"))


@pytest.mark.parametrize("paper", CASES, ids=lambda path: path.stem)
def test_blocks(paper):
    (study,) = split_studies(Document(paper.name, "0" * 64, "text/plain", paper.read_text("utf-8")))
    blocks = [
        "\t".join((b.kind, b.section, b.part, b.label, study.view.text[b.start : b.end].replace("\n", " / ")))
        for b in study.blocks
    ]
    assert blocks == paper.with_suffix(".blocks.tsv").read_text("utf-8").splitlines()


def blocks_of(text: str) -> list[tuple[str, str, str]]:
    (study,) = split_studies(Document("a.txt", "0" * 64, "text/plain", text))
    return [(b.kind, b.section, study.view.text[b.start : b.end]) for b in study.blocks]


def test_a_structured_abstract_without_conclusion_heading_ends_in_one():
    text = (
        "Slow or fast infusion of a drug\n\nOBJECTIVE: To compare both.\nMETHODS: We randomised 40 patients.\n"
        "RESULTS: Restlessness was seen in 2 and 9 patients.\nSlow infusion is the better way.\n"
    )
    assert blocks_of(text)[-1] == ("prose", "conclusion", "Slow infusion is the better way.")


def test_statistics_below_results_stay_methods_and_safety_below_methods_does_not_become_results():
    text = (
        "Methods\nWe treated 20 patients with the drug.\n\nSafety\nEvents were noted at every visit.\n\n"
        "Results\nPain fell in 12 patients.\n\nStatistical analysis\nA t test was used.\n"
    )
    assert [section for kind, section, _ in blocks_of(text) if kind == "prose"] == [
        "methods",
        "methods",
        "results",
        "methods",
    ]


@pytest.mark.parametrize(
    "furniture",
    [
        "For personal use only.",
        "Downloaded from journal.example by guest on March 3, 2020",
        "Page 3 of 7",
        "© 2017 The Authors. All rights reserved.",
        "Correspondence to: A. Person, Clinic, Town",
        "Conflict of interest: None declared.",
        "Funding: A grant of the county.",
        "Keywords: migraine; triptans",
        "A woman holds her head. (Source: Picture Agency)",
        "Acknowledgements: We thank our nurses.",
        "Trial registration: NCT00000000",
        "Home > Journals > Headache",
        "March 4, 2019, by Site Admin",
        "https://journal.example/article/12",
    ],
)
def test_furniture_is_left_out(furniture):
    text = f"Zinc in migraine\n\nWe gave zinc to 12 patients with migraine.\n\n{furniture}\n\nFive of them improved.\n"
    assert [shown for _, _, shown in blocks_of(text)] == [
        "Zinc in migraine",
        "We gave zinc to 12 patients with migraine.",
        "Five of them improved.",
    ]


def test_a_reference_list_without_heading_is_left_out():
    text = (
        "Zinc in migraine\n\nWe gave zinc to 12 patients with migraine.\n\n"
        "- Abel T, Moor K. Zinc and the brain. Brain Res. 1999;12:1-9.\n"
        "- Casey R. Zinc in 40 patients with migraine. Headache. 2003;43(1):22-30.\n"
        "- Dunn P, Eder Q, Fox S. More zinc. Cephalalgia. 2009;29:7.\n"
    )
    assert blocks_of(text)[-1][2] == "We gave zinc to 12 patients with migraine."


def test_a_text_of_furniture_alone_is_shown_as_it_stands():
    assert blocks_of("For personal use only.\n") == [("prose", "other", "For personal use only.")]

"""Publication data: the lines below a title, and what is never taken for one."""

import csv
from dataclasses import asdict
from pathlib import Path

import pytest

from cephlit.documents.document import Document
from cephlit.studies.reader import split_studies
from cephlit.studies.study import Bibliography

BODY = "We gave zinc to 12 patients with migraine, and 5 of them improved within a month of treatment."
with (Path(__file__).parent / "cases" / "citations.csv").open(encoding="utf-8", newline="") as lines:
    CASES = list(csv.DictReader(lines))


def bibliography(text: str) -> Bibliography:
    (study,) = split_studies(Document("a.txt", "0" * 64, "text/plain", text))
    return study.bibliography


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["line"][:40])
def test_a_line_below_the_title(case):
    found = asdict(bibliography(f"Zinc in migraine\n{case['line']}\n\n{BODY}\n"))
    wanted = {**case, "title": "Zinc in migraine", "year": int(case["year"]) if case["year"] else None}
    del wanted["line"]
    assert found == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["line"][:40])
def test_such_a_line_is_not_shown(case):
    (study,) = split_studies(Document("a", "0" * 64, "text/plain", f"Zinc in migraine\n{case['line']}\n\n{BODY}\n"))
    assert study.view.text == f"Zinc in migraine\n{BODY}"


def test_identifiers_below_the_text_belong_to_it():
    found = bibliography(f"Zinc in migraine.\n\n{BODY}\n\nDOI: 10.1000/1\nPMID: 1234567\n")
    assert (found.title, found.doi, found.pmid) == ("Zinc in migraine", "10.1000/1", "1234567")


def test_references_and_running_text_are_not_taken():
    text = (
        f"Zinc in migraine\n\n{BODY} Others used copper (Headache 2001;41:2-9; doi:10.1000/2).\n\nReferences\n\n"
        "1. Abel T. Copper in headache. Cephalalgia. 1999;19(3):101-8. doi: 10.1000/3. PMID: 7654321\n"
        "2. Moor K. Iron in headache. Pain. 1998;18(3):11-18.\n3. Neil P. Lead in headache. Brain. 1997;17:1-8.\n"
    )
    assert bibliography(text) == Bibliography(title="Zinc in migraine")


@pytest.mark.parametrize(
    "text",
    [
        f"Abstract\n{BODY}",
        BODY,
        f"{BODY} Nothing else is known of it.\n\nMethods\nThey took it in the morning.",
        "We gave zinc to a man.\nHe improved.\nWe think that it helped.",
    ],
)
def test_a_text_without_title_has_none(text):
    assert bibliography(text).title == ""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Zinc in migraine: a\ntrial in adults\n\n{BODY}", "Zinc in migraine: a trial in adults"),
        (f"Does zinc help in migraine?\n\n{BODY}", "Does zinc help in migraine?"),
        (f"# Zinc in migraine\n\n{BODY}", "Zinc in migraine"),
        (f"TITLE:\nZinc in migraine\n\n\n{BODY}", "Zinc in migraine"),
        (f"Title: Zinc vs. copper in migraine\n{BODY}", "Zinc vs. copper in migraine"),
        (
            f"Original article\n\nZinc in mi-\ngraine and migraine alone\n\nAbel T, Moor K\n\n{BODY}",
            "Zinc in migraine and migraine alone",
        ),
        (f"{BODY}\nZinc in migraine\nAbstract\n{BODY}", "Zinc in migraine"),
    ],
)
def test_titles(text, title):
    assert bibliography(text).title == title


def test_a_title_with_a_subtitle_stands_above_its_authors():
    text = f"Zinc for migraine in adults. The COPPER study: a trial.\nAbel T, Moor K. Headache 2001;41:2-9.\n\n{BODY}\n"
    assert bibliography(text).title == "Zinc for migraine in adults. The COPPER study: a trial"

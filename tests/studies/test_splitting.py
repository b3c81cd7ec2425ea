"""Where the studies of a document start, and that one paper stays one."""

import itertools
from pathlib import Path

import pytest
import yaml
from digests import ABSTRACTS, SHAPES, digest

from cephlit.documents.document import Document
from cephlit.studies.reader import split_studies
from cephlit.studies.study import Study

RETOLD = yaml.safe_load((Path(__file__).parent / "cases" / "retold.yaml").read_text("utf-8"))
PAPERS = sorted((Path(__file__).parent / "cases" / "papers").glob("*.txt"))


def studies_of(text: str) -> tuple[Study, ...]:
    return split_studies(Document("a.txt", "0" * 64, "text/plain", text))


@pytest.mark.parametrize("shape", SHAPES)
def test_digests_are_split_where_studies_start(shape):
    # Each study comes first, last and behind every other one.
    for order in itertools.islice(itertools.permutations(ABSTRACTS), 0, 120, 17):
        for count in (2, 3, 5):
            text, starts = digest(shape, order[:count])
            assert [study.start for study in studies_of(text)] == starts, text


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("abstract", ABSTRACTS, ids=lambda abstract: abstract["title"][:20])
def test_one_abstract_is_one_study(shape, abstract):
    text, _ = digest(shape, [abstract])
    assert [(study.start, study.number) for study in studies_of(text)] == [(0, 1)]


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if shape != "untitled"])
def test_titles_are_read(shape):
    text, _ = digest(shape, ABSTRACTS)
    assert [study.bibliography.title for study in studies_of(text)] == [abstract["title"] for abstract in ABSTRACTS]


@pytest.mark.parametrize(
    "preamble",
    ["Headache papers read this month\n\n", "# Journal club\n\nFive papers on drugs.\n\n", "Menu\nHome > News\n\n"],
)
def test_the_head_of_a_digest_is_no_study(preamble):
    text, starts = digest("blank lines", ABSTRACTS)
    studies = studies_of(preamble + text)
    assert [study.start for study in studies] == [start + len(preamble) for start in starts]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda path: path.stem)
def test_one_paper_is_one_study(paper):
    (study,) = studies_of(paper.read_text("utf-8"))
    assert study.start == 0
    assert study.end == len(paper.read_text("utf-8").rstrip())


@pytest.mark.parametrize(
    "text", ["Headache.", "word", "The cat sat on the mat. It was warm there, and quiet.", "- item\n- item"]
)
def test_words_without_a_study_are_one_study(text):
    (study,) = studies_of(text)
    assert study.view.text == text


@pytest.mark.parametrize("text", ["", " \n", "\u200b\n\u00ad"])
def test_a_text_that_shows_nothing_has_no_study(text):
    assert studies_of(text) == ()


@pytest.mark.parametrize("case", RETOLD, ids=lambda case: case["text"][:25])
def test_digests_that_retell_studies(case):
    studies = studies_of(case["text"])
    assert len(studies) == len(case["studies"])
    for study, (opens, title, authors, year) in zip(studies, case["studies"], strict=True):
        about = study.bibliography
        assert case["text"][study.start :].startswith(opens)
        assert (about.title, about.authors, str(about.year or "")) == (title, authors, year)

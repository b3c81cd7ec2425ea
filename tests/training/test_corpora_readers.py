"""Readers of the training corpora, on small files in their forms."""

import json
from pathlib import Path

import pytest
from training.ner.corpora import Span, read_split, spell, spell_apart, without_overlaps
from training.ner.measure import score

IOB = """\
Oral	O
valproate	B-Chemical
-	O
induced	O
liver	B-Disease
failure	I-Disease
.	O

Nausea	B-Disease
(	O
n	O
=	O
3	O
)	O
"""


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    for name in ("bc5cdr", "ncbi-disease", "phee"):
        (tmp_path / name).mkdir()
    (tmp_path / "bc5cdr" / "train.tsv").write_text(IOB, encoding="utf-8")
    (tmp_path / "ncbi-disease" / "train.tsv").write_text(IOB.replace("B-Chemical", "O"), encoding="utf-8")
    treatment = {
        "text": [["20 mg lithium"]],
        "start": [[9]],
        "Drug": {"text": [["lithium"]], "start": [[15]]},
        "Dosage": {"text": [["20 mg"]], "start": [[9]]},
    }
    event = {"Treatment": treatment, "Effect": {"text": [["Tremor"]], "start": [[0]]}}
    record = {"context": "Tremor on20 mg lithium", "annotations": [{"events": [event]}]}
    (tmp_path / "phee" / "train.json").write_text(json.dumps(record) + "\n", encoding="utf-8")
    return tmp_path


def test_iob_files_are_spelt_as_running_text(corpora: Path) -> None:
    (corpus,) = read_split(corpora, "train", ["bc5cdr"])
    assert [sentence.text for sentence in corpus.sentences] == [
        "Oral valproate-induced liver failure.",
        "Nausea (n = 3)",
    ]
    first, second = (sentence.spans["entity"] for sentence in corpus.sentences)
    assert first == (Span(5, 14, "Chemical"), Span(23, 36, "Disease"))
    assert second == (Span(0, 6, "Disease"),)


def test_tokens_can_be_kept_apart(corpora: Path) -> None:
    (corpus,) = read_split(corpora, "train", ["ncbi-disease, tokens"])
    assert corpus.sentences[0].text == "Oral valproate - induced liver failure ."
    assert corpus.sentences[0].spans["entity"] == (Span(25, 38, "Disease"),)
    assert corpus.silent == {"Chemical"}


def test_each_corpus_bears_the_name_that_it_is_asked_by(corpora: Path) -> None:
    """Its scores are told by that name: one of two spellings must not take the place of the other."""
    names = ["bc5cdr", "bc5cdr, tokens", "ncbi-disease", "ncbi-disease, tokens", "phee"]
    assert [corpus.name for corpus in read_split(corpora, "train", names)] == names


def test_arguments_of_events(corpora: Path) -> None:
    (corpus,) = read_split(corpora, "train", ["phee"])
    (sentence,) = corpus.sentences
    assert {(s.label, sentence.text[s.start : s.end]) for s in sentence.spans["argument"]} == {
        ("Effect", "Tremor"),
        ("Dosage", "20 mg"),
        ("Drug", "lithium"),
    }


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("5 - HT , dose / day", "5-HT, dose/day"),
        ("the ' open ' arm", "the'open'arm"),
        ('the " open " arm ( n = 3 ) .', 'the "open" arm (n = 3).'),
        ("50 % of [ them ]", "50% of [them]"),
    ],
)
def test_spelling(tokens: str, text: str) -> None:
    for speller, wanted in ((spell, text), (spell_apart, tokens)):
        spelt, places = speller(tokens.split())
        assert spelt == wanted
        assert [spelt[start:end] for start, end in places] == tokens.split()


def test_of_two_spans_that_overlap_the_first_or_longer_stays() -> None:
    spans = [Span(4, 9, "Drug"), Span(0, 9, "Effect"), Span(9, 12, "Drug"), Span(11, 15, "Age")]
    assert without_overlaps(spans) == [Span(0, 9, "Effect"), Span(9, 12, "Drug")]


def test_scores_count_exact_spans() -> None:
    found = [[(0, 3, "Drug"), (5, 9, "Age")], []]
    wanted = [[(0, 3, "Drug"), (5, 8, "Age")], [(1, 2, "Drug")]]
    scores = score(found, wanted)
    assert (scores["Drug"].precision, scores["Drug"].recall) == (100.0, 50.0)
    assert scores["Age"].f1 == 0.0
    assert scores["all"].f1 == pytest.approx(40.0)

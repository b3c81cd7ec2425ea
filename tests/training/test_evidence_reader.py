"""The reader of Evidence Inference: marked sentences, their directions, and the phrases of the prompts in them."""

import csv
import io
import tarfile
from pathlib import Path

import pytest
from training.ner.corpora import Span
from training.ner.evidence import Statement, read_evidence, split_of
from training.ner.phrases import places

ARTICLE = """TITLE:
A trial of verapamil

BODY.RESULTS:
Attack frequency fell with verapamil but not with placebo. Adherence was good.
Constipation was as common with placebo.
"""
PROMPT = {"Outcome": "attack frequency", "Intervention": "verapamil 240 mg", "Comparator": "placebo"}


def corpora(folder: Path, answers: list[tuple[str, str, bool]]) -> Path:
    """A folder with one article, one prompt, and answers: words of the article, code, and whether they are valid."""
    (folder / "evidence-inference").mkdir()
    (folder / "rct-text").mkdir()
    write(folder / "evidence-inference" / "prompts.csv", [{"PromptID": "1", "PMCID": "77"} | PROMPT])
    rows = [
        {
            "PromptID": "1",
            "PMCID": "77",
            "Valid Label": str(valid),
            "Valid Reasoning": "True",
            "Annotations": words,
            "Label Code": code,
            "Evidence Start": str(ARTICLE.index(words)),
            "Evidence End": str(ARTICLE.index(words) + len(words)),
        }
        for words, code, valid in answers
    ]
    write(folder / "evidence-inference" / "annotations.csv", rows)
    with tarfile.open(folder / "rct-text" / "rct-text-2500.tar.xz", "w:xz") as packed:
        member = tarfile.TarInfo("rct-text-2500/PMC77.txt")
        member.size = len(ARTICLE)
        packed.addfile(member, io.BytesIO(ARTICLE.encode()))
    return folder


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def statements(folder: Path) -> dict[str, Statement]:
    ((article, found),) = read_evidence(folder, split_of("77"))
    assert article == "77"
    return {statement.text: statement for statement in found}


def test_a_marked_sentence_has_its_direction_and_the_places_of_its_prompt(tmp_path: Path) -> None:
    first = "Attack frequency fell with verapamil but not with placebo."
    found = statements(corpora(tmp_path, [(first, "-1", True)]))
    assert found[first].directions == ("Decreased",)
    assert set(found[first].phrases) == {
        Span(0, 16, "Outcome"),
        Span(27, 36, "Intervention"),
        Span(50, 57, "Comparator"),
    }
    assert found["Adherence was good."] == Statement("Adherence was good.")


def test_a_small_part_of_a_sentence_teaches_nothing_of_it(tmp_path: Path) -> None:
    words = "Adherence was good.\nConstipation"
    found = statements(corpora(tmp_path, [(words, "0", True)]))
    assert found["Adherence was good."].directions == ("No difference",)
    assert not found["Constipation was as common with placebo."].known


def test_answers_that_were_not_accepted_are_left_out(tmp_path: Path) -> None:
    folder = corpora(tmp_path, [("Adherence was good.", "1", False), ("Constipation", "0", True)])
    assert statements(folder)["Adherence was good."].directions == ()


def test_each_article_is_in_one_split_and_the_larger_one_is_for_training() -> None:
    sides = [split_of(str(number)) for number in range(2000)]
    assert set(sides) == {"train", "devel"}
    assert 0.15 < sides.count("devel") / 2000 < 0.25


@pytest.mark.parametrize(
    ("phrase", "sentence", "wanted"),
    [
        ("pain relief", "Pain relief and PAIN RELIEF at 2 h", [("Pain relief", True), ("PAIN RELIEF", True)]),
        ("propranolol 80 mg daily", "more with propranolol than without", [("propranolol", False)]),
        ("frequency of attacks", "the attacks had a lower frequency", [("attacks", False)]),
        ("number of patients", "The number of the women", []),
        ("severity of nausea", "nausea in its severity", [("nausea", False)]),
        ("", "nothing to find", []),
        ("...", "nothing to find", []),
    ],
)
def test_where_a_phrase_stands(phrase: str, sentence: str, wanted: list[tuple[str, bool]]) -> None:
    assert [(sentence[start:end], exact) for start, end, exact in places(phrase, sentence)] == wanted

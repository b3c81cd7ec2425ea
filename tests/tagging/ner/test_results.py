"""The head for results: what it reads, and that the other heads know nothing of it."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from cephlit.cli import app
from cephlit.tagging.ner import SHIPPED
from cephlit.tagging.ner.model import SpanTagger, shipped_tagger
from cephlit.tagging.ner.results import DIRECTIONS, FILE, PARTS, ResultHead

LOWER = "Monthly migraine days were significantly reduced with galcanezumab compared with placebo (p < 0.001)."
HIGHER = "The responder rate was significantly higher in the topiramate group than in the placebo group (p = 0.01)."
SAME = "There was no significant difference in pain intensity between the valproate and the placebo group (p = 0.62)."
METHODS = "Participants were recruited from two headache clinics and gave written informed consent."
TEXT = [METHODS, LOWER, HIGHER, SAME]


def told(sentences: list[str], head: str) -> list[list[str]]:
    tagged = shipped_tagger().tag(sentences)
    return [[span.label for span in spans if span.head == head] for spans in tagged]


def test_results_are_told_from_methods_and_their_directions_apart() -> None:
    assert told(TEXT, "direction") == [[], ["Decreased"], ["Increased"], ["No difference"]]


def test_a_direction_spans_the_sentence() -> None:
    (spans,) = shipped_tagger().tag([LOWER])
    assert [(s.start, s.end) for s in spans if s.head == "direction"] == [(0, len(LOWER))]


def test_the_parts_of_a_comparison() -> None:
    (spans,) = shipped_tagger().tag([SAME])
    found = {(s.label, SAME[s.start : s.end]) for s in spans if s.head == "result"}
    assert any(label == "Outcome" and "pain" in words for label, words in found)
    assert any(label == "Comparator" and "placebo" in words for label, words in found)


def test_only_results_have_parts() -> None:
    for directions, parts in zip(told(TEXT, "direction"), told(TEXT, "result"), strict=True):
        assert directions or not parts


def test_the_other_heads_know_nothing_of_it(tmp_path: Path) -> None:
    with as_file(files("cephlit.models") / SHIPPED) as folder:
        for file in ("model.onnx", "tokenizer.json", "labels.json", "names.txt.gz"):
            shutil.copy(folder / file, tmp_path)
        assert (folder / FILE).stat().st_size < 1_000_000
    bare = SpanTagger(tmp_path)
    assert set(bare.heads) == {"entity", "argument"}
    with_results = [[s for s in spans if s.head in bare.heads] for spans in shipped_tagger().tag(TEXT)]
    assert with_results == bare.tag(TEXT)
    assert shipped_tagger().chances(TEXT, "entity", "Chemical") == bare.chances(TEXT, "entity", "Chemical")


def test_weights_are_kept_as_they_were(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    shapes = ((768, 4), (2**15, 4), (4,), (1152, 7), (7,), ())
    head = ResultHead(*(rng.normal(size=shape).astype(np.float16).astype(np.float32) for shape in shapes))
    head.write(tmp_path / FILE)
    again = ResultHead.read(tmp_path / FILE)
    vectors = rng.normal(size=(5, 384)).astype(np.float32)
    assert np.array_equal(head.sentence_scores(LOWER, vectors), again.sentence_scores(LOWER, vectors))
    assert np.array_equal(head.word_scores(vectors), again.word_scores(vectors))


def test_a_sentence_without_words_reports_nothing() -> None:
    assert told(["", " "], "direction") == [[], []]


def test_the_labels_are_announced() -> None:
    heads = shipped_tagger().heads
    assert (heads["direction"], heads["result"]) == (list(DIRECTIONS), list(PARTS))


@pytest.mark.parametrize(("option", "shown"), [("--model", True), ("--no-model", False)])
def test_the_command_lists_them(option: str, shown: bool) -> None:
    said = CliRunner().invoke(app, ["tag", option, "-"], input=f"Results\n\n{LOWER}\n")
    assert said.exit_code == 0
    assert ("results read by the model" in said.stdout) == shown
    assert ("Decreased" in said.stdout) == shown

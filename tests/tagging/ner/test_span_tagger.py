"""The shipped weights: what they find, and that nothing but the text decides it."""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cephlit.tagging.ner import SHIPPED
from cephlit.tagging.ner.model import SpanTagger, shipped_tagger

CASES = Path(__file__).parent / "cases" / "annotated.txt"
MARKED = re.compile(r"\[([^|\]]+)\|(\w+)\]")
LARGEST = 45_000_000
"""Bytes that the shipped folder may take."""


def annotated() -> list[tuple[str, set[tuple[int, int, str]]]]:
    """Sentences without their marks, and the spans that were marked."""
    cases = []
    for line in CASES.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        text, spans, done = "", set(), 0
        for mark in MARKED.finditer(line):
            text += line[done : mark.start()]
            spans.add((len(text), len(text) + len(mark[1]), mark[2]))
            text += mark[1]
            done = mark.end()
        cases.append((text + line[done:], spans))
    return cases


SENTENCES = [text for text, _ in annotated()]


def shuffled(seed: int) -> list[str]:
    return random.Random(seed).sample(SENTENCES, len(SENTENCES))


def test_it_finds_what_people_marked() -> None:
    tagged = [
        {(s.start, s.end, s.label) for s in spans if s.head == "entity"}
        for text in SENTENCES
        for spans in shipped_tagger().tag([text])
    ]
    wanted = [spans for _, spans in annotated()]
    right = sum(len(found & gold) for found, gold in zip(tagged, wanted, strict=True))
    f1 = 2 * right / (sum(map(len, tagged)) + sum(map(len, wanted)))
    assert f1 >= 0.85


def test_it_finds_the_arguments_of_a_treatment() -> None:
    text = "A 34-year-old woman received intravenous methotrexate 50 mg weekly for lymphoma and developed pneumonitis."
    (spans,) = shipped_tagger().tag([text])
    found = {(s.label, text[s.start : s.end]) for s in spans if s.head == "argument"}
    assert {("Route", "intravenous"), ("Drug", "methotrexate"), ("Effect", "pneumonitis")} <= found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=80) | st.sampled_from(SENTENCES), max_size=6))
def test_spans_lie_in_their_sentence_and_do_not_cross_within_a_head(sentences: list[str]) -> None:
    tagger = shipped_tagger()
    tagged = tagger.tag(sentences)
    assert len(tagged) == len(sentences)
    for text, spans in zip(sentences, tagged, strict=True):
        ends = dict.fromkeys(tagger.heads, 0)
        for span in spans:
            assert ends[span.head] <= span.start < span.end <= len(text)
            assert span.label in tagger.heads[span.head]
            ends[span.head] = span.end


def test_texts_tagged_at_the_same_time_do_not_touch_each_other() -> None:
    texts = [shuffled(seed) for seed in range(8)]
    alone = [shipped_tagger().tag(text) for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(shipped_tagger().tag, texts)) == alone
    assert [shipped_tagger().tag(text) for text in reversed(texts)] == alone[::-1]


@pytest.mark.parametrize("threads", [2, 3])
def test_the_number_of_threads_decides_nothing(threads: int) -> None:
    text = shuffled(99)
    assert shipped_tagger(threads).tag(text) == shipped_tagger(1).tag(text)


def test_a_name_is_read_alike_in_all_its_places() -> None:
    text = [
        "Twelve patients were given 5 mg of zarvotinib for lymphoma, and zarvotinib was well tolerated.",
        "Severe nausea was caused by zarvotinib in two patients.",
        "Zarvotinib: a summary.",
        "Three took zarvotinib.",
    ]
    tagged = shipped_tagger().tag(text)
    named = [
        [sentence[s.start : s.end] for s in spans if s.label == "Chemical"]
        for sentence, spans in zip(text, tagged, strict=True)
    ]
    assert [found.count("zarvotinib") for found in named] == [2, 1, 0, 1]


def test_no_sentences_and_empty_sentences() -> None:
    assert shipped_tagger().tag([]) == []
    assert shipped_tagger().tag(["", " ", "\n"]) == [[], [], []]


def test_the_weights_are_small_and_described() -> None:
    with as_file(files("cephlit.models") / SHIPPED) as folder:
        sizes = {path.name: path.stat().st_size for path in folder.iterdir()}
        assert set(SpanTagger(folder).heads) >= {"entity", "argument"}
    assert sum(sizes.values()) <= LARGEST
    assert {"model.onnx", "tokenizer.json", "labels.json", "names.txt.gz", "README.md"} <= set(sizes)

from itertools import pairwise
from pathlib import Path

import pytest
import spacy
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cephlit.tagging.layers import Line
from cephlit.tagging.sentences import sentence_spans

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "sentences.yaml").read_text(encoding="utf-8"))
TEXTS = st.text(alphabet=st.one_of(st.sampled_from(list('aBc 019.,;:!?()[]"\n%µα')), st.characters()), max_size=200)


@pytest.mark.parametrize("sentences", CASES, ids=lambda sentences: sentences[0][:40])
def test_sentences_end_where_a_reader_would_end_them(sentences):
    text = " ".join(sentences)
    assert [text[start:end] for start, end in sentence_spans(text)] == sentences


def test_glued_sentences_are_parted():
    text = "Pain stopped.Nausea lasted for a day."
    assert [text[start:end] for start, end in sentence_spans(text)] == ["Pain stopped.", "Nausea lasted for a day."]


def test_a_line_end_ends_a_sentence_and_a_whole_line_is_one():
    text = "Results. All of them\nDrug A. 3 of 5\nPain fell. Nausea rose."
    lines = [Line(0, 20, whole=True), Line(21, 35, whole=True), Line(36, len(text))]
    assert [text[a:b] for a, b in sentence_spans(text, lines)] == [
        "Results. All of them",
        "Drug A. 3 of 5",
        "Pain fell.",
        "Nausea rose.",
    ]


@given(TEXTS)
def test_sentences_cover_the_text_in_order_and_stay_inside_lines(text):
    spans = sentence_spans(text)
    covered = "".join("".join(text[start:end].split()) for start, end in spans)
    assert covered == "".join(text.split())
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert not any("\n" in text[start:end] for start, end in spans)


def test_the_component_works_alone_in_any_pipeline():
    nlp = spacy.blank("en")
    nlp.add_pipe("cephlit_sentences")
    doc = nlp("Pain fell vs. placebo. 12 patients took 5 mg b.i.d. for a week.")
    assert [s.text for s in doc.sents] == ["Pain fell vs. placebo.", "12 patients took 5 mg b.i.d. for a week."]

"""The shipped tagger in a spaCy pipeline."""

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from cephlit.tagging.layers import mentions_of
from cephlit.tagging.ner.spans import spans_of

TEXT = "Nausea followed sumatriptan. Verapamil 240 mg daily, given by mouth, caused bradycardia in two men."


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    made.add_pipe("sentencizer")
    made.add_pipe("cephlit_ner")
    return made


def test_offsets_count_the_characters_of_the_doc(nlp: Language) -> None:
    doc = nlp(TEXT)
    found = {(span.label, TEXT[span.start : span.end]) for span in spans_of(doc) if span.head == "entity"}
    assert {("Disease", "Nausea"), ("Chemical", "sumatriptan"), ("Disease", "bradycardia")} <= found


def test_span_groups_show_the_spans(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert ("Verapamil", "Chemical") in [(span.text, span.label_) for span in doc.spans["model_entity"]]
    assert "model_argument" in doc.spans
    assert doc._.cephlit_spans == spans_of(doc)


def test_entities_become_mentions(nlp: Language) -> None:
    mentions = [(m.label, m.concept, m.tagger) for m in mentions_of(nlp(TEXT))]
    assert ("DRUG", "verapamil", "model") in mentions
    assert ("CONDITION", "nausea", "model") in mentions


def test_spans_survive_serialisation(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert spans_of(Doc(nlp.vocab).from_bytes(doc.to_bytes())) == spans_of(doc)


def test_other_docs_of_a_batch_do_not_matter(nlp: Language) -> None:
    texts = [TEXT, "A short one on lithium.", TEXT * 20]
    alone = [spans_of(nlp(text)) for text in texts]
    assert [spans_of(doc) for doc in nlp.pipe(texts, batch_size=3)] == alone
    assert [spans_of(doc) for doc in nlp.pipe(texts, batch_size=1, n_process=2)] == alone


def test_an_empty_doc_has_no_spans(nlp: Language) -> None:
    assert spans_of(nlp("")) == ()


def test_sentences_are_required() -> None:
    bare = spacy.blank("en")
    bare.add_pipe("cephlit_ner")
    with pytest.raises(ValueError, match="sentence"):
        bare(TEXT)


def test_a_folder_of_other_weights_can_be_named(tmp_path: object) -> None:
    bare = spacy.blank("en")
    bare.add_pipe("sentencizer")
    bare.add_pipe("cephlit_ner", config={"folder": str(tmp_path)})
    with pytest.raises(FileNotFoundError):
        bare(TEXT)

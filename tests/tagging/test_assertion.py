import re
from pathlib import Path

import pytest
import spacy
import yaml

from cephlit.tagging.assertion import Assertion
from cephlit.tagging.layers import mentions_of, set_mentions
from cephlit.tagging.pipeline import blank_pipeline
from cephlit.tagging.tagged import Mention

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "assertion.yaml").read_text(encoding="utf-8"))
MARK = re.compile(r"<(?P<label>[A-Z]+)(?P<flags>(?: [a-z]+)*)\|(?P<words>[^>]+)>")


@pytest.fixture(scope="module")
def nlp():
    nlp = blank_pipeline()
    nlp.add_pipe("cephlit_sentences")
    nlp.add_pipe("cephlit_assertion")
    return nlp


def marked(case):
    """Text of a case, and its mentions with their flags."""
    text, mentions, done = "", [], 0
    for mark in MARK.finditer(case):
        text += case[done : mark.start()]
        start = len(text)
        text += mark["words"]
        flags = dict.fromkeys(mark["flags"].split(), True)
        mentions.append(Mention(mark["label"], start, len(text), mark["words"], mark["words"], **flags))
        done = mark.end()
    return text + case[done:], tuple(mentions)


@pytest.mark.parametrize("case", [case for cases in CASES.values() for case in cases])
def test_mentions_get_the_flags_that_a_reader_would_give_them(nlp, case):
    text, expected = marked(case)
    doc = nlp.make_doc(text)
    set_mentions(doc, [Mention(m.label, m.start, m.end, m.text, m.concept) for m in expected])
    assert mentions_of(nlp(doc)) == expected


def test_entities_of_other_components_are_flagged_too():
    nlp = spacy.blank("en")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "EVENT", "pattern": "nausea"}])
    nlp.add_pipe("cephlit_assertion")
    doc = nlp("His mother had nausea.")
    assert [(e.text, e._.cephlit_assertion) for e in doc.ents] == [("nausea", ["family"])]
    assert nlp("He had nausea.").ents[0]._.cephlit_assertion == []


def test_a_text_without_sentence_ends_is_read_in_pieces():
    nlp = spacy.blank("en")
    assertion = Assertion(nlp)
    doc = nlp("no nausea and " * 2000)
    places = [(m.start(), m.end(), "EVENT") for m in re.finditer("nausea", doc.text)]
    assert all("negated" in flags for flags in assertion.flags(doc, places))

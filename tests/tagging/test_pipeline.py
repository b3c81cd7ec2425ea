import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from cephlit.documents.document import Document
from cephlit.documents.view import TextView
from cephlit.studies.study import Bibliography, Block, Study
from cephlit.tagging import pipeline
from cephlit.tagging.display import render
from cephlit.tagging.layers import mentions_of, quantities_of
from cephlit.tagging.pipeline import get_tagger, tag_study

TRIAL = (
    "We compared frovatriptan (F) 2.5 mg with zolmitriptan (Z) 2.5 mg in 133 adults with migraine without aura. "
    "Pain was relieved at 2 h in 57% with F and 58% with Z (P < 0.05). No nausea was seen; his mother had migraine."
)
TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from(list("no mg(F)=P<0.51 %/,.;-h\n")), st.characters(exclude_categories=["Cs"])),
    max_size=120,
)


def study_of(text, kinds=()):
    """A study whose blocks are the text's lines, of the kinds given or prose."""
    blocks, start = [], 0
    for i, line in enumerate(text.split("\n")):
        kind = kinds[i] if i < len(kinds) else "prose"
        blocks.append(Block(kind, "results", "", "body", start, start + len(line)))
        start += len(line) + 1
    document = Document("a.txt", "0" * 64, "text/plain", text)
    view = TextView.build([(text, 0, len(text))])
    return Study(document, 1, 0, len(text), Bibliography(), view, tuple(blocks))


def tag(text, kinds=()):
    return tag_study(get_tagger(), study_of(text, kinds))


def test_a_trial_is_tagged_with_exact_offsets():
    tagged = tag(TRIAL)
    assert [s.text[:12] for s in tagged.sentences] == ["We compared ", "Pain was rel", "No nausea wa"]
    assert tagged.abbreviations == {"F": "frovatriptan", "Z": "zolmitriptan"}
    drugs = [(m.text, m.concept) for m in tagged.mentions if m.label == "DRUG"]
    assert drugs == [
        ("frovatriptan", "frovatriptan"),
        ("F", "frovatriptan"),
        ("zolmitriptan", "zolmitriptan"),
        ("Z", "zolmitriptan"),
        ("F", "frovatriptan"),
        ("Z", "zolmitriptan"),
    ]
    assert [q.text for q in tagged.quantities if q.kind == "dose"] == ["2.5 mg", "2.5 mg"]
    conditions = [(m.text, m.negated, m.family) for m in tagged.mentions if m.label == "CONDITION"]
    assert conditions == [("migraine without aura", False, False), ("migraine", False, True)]
    assert [m.negated for m in tagged.mentions if m.text == "nausea" and m.label == "EVENT"] == [True]


def test_a_short_form_inside_of_a_number_is_no_mention():
    tagged = tag("Patients took propranolol (P) or nothing. Those on P did better (P < 0.01).")
    assert [m.start for m in tagged.mentions if m.text == "P"] == [27, 51]


def test_headings_and_table_lines_are_one_sentence_each():
    tagged = tag("Results. All of them\nDrug A. 3 of 5\nPain fell. Nausea rose.", ("heading", "table", "prose"))
    assert [(s.text, s.block.kind) for s in tagged.sentences] == [
        ("Results. All of them", "heading"),
        ("Drug A. 3 of 5", "table"),
        ("Pain fell.", "prose"),
        ("Nausea rose.", "prose"),
    ]


def test_a_long_study_is_read_in_parts_that_share_abbreviations(monkeypatch):
    monkeypatch.setattr(pipeline, "PART", 1000)
    filler = "Headache was frequent in all of them. " * 50
    tagged = tag(f"Cluster headache (CLH) hurts.\n{filler}\n{filler}\nOxygen 12 L/min helped in CLH.")
    last = tagged.sentences[-1]
    assert last.text == "Oxygen 12 L/min helped in CLH."
    assert [(m.text, m.concept) for m in tagged.mentions_in(last.start, last.end, "CONDITION")] == [
        ("CLH", "cluster headache")
    ]
    assert [q.text for q in tagged.quantities_in(last.start, last.end, "dose")] == ["12 L/min"]


def test_a_line_longer_than_a_part_is_cut(monkeypatch):
    monkeypatch.setattr(pipeline, "PART", 1000)
    text = "migraine " * 500
    tagged = tag(text)
    assert "".join(s.text for s in tagged.sentences).replace(" ", "") == text.replace(" ", "")
    assert sum(m.label == "CONDITION" for m in tagged.mentions) == 500


@pytest.mark.parametrize("run", ["(" * 20_000, "%" * 20_000, "ab" * 5_000 + ") [12]."])
def test_runs_without_white_space_are_tokenized_in_pieces(run):
    text = f"Pain fell {run} with sumatriptan."
    assert get_tagger().make_doc(text).text == text
    assert [m.text for m in tag(text).mentions if m.label == "DRUG"] == ["sumatriptan"]


@settings(deadline=None)
@given(TEXTS)
def test_every_find_stands_where_it_says(text):
    tagged = tag(text)
    for found in (*tagged.sentences, *tagged.mentions, *tagged.quantities):
        assert found.start < found.end
        assert text[found.start : found.end] == found.text
    covered = "".join("".join(s.text.split()) for s in tagged.sentences)
    assert covered == "".join(text.split())
    for finds in (tagged.sentences, tagged.quantities):
        assert all(a.end <= b.start for a, b in pairwise(finds))
    for label in {m.label for m in tagged.mentions}:
        same = [m for m in tagged.mentions if m.label == label]
        assert all(a.end <= b.start for a, b in pairwise(same))


def _finds(text):
    tagged = tag(text)
    return tagged.mentions, tagged.quantities, tagged.abbreviations


def test_another_process_finds_the_same():
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert pool.submit(_finds, TRIAL).result(timeout=120) == _finds(TRIAL)


@pytest.mark.parametrize(
    ("component", "group", "text", "found"),
    [
        ("cephlit_quantities", "quantities", "They took 0.5 mg/kg over 2 hours.", ["0.5 mg/kg", "2 hours"]),
        ("cephlit_lexicon", "drugs", "They took ketamine at night.", ["ketamine"]),
    ],
)
def test_a_component_works_alone(component, group, text, found):
    nlp = spacy.blank("en")
    nlp.add_pipe(component)
    doc = nlp(text)
    assert [span.text for span in doc.spans[group]] == found


def test_docs_show_entities_and_survive_serialisation():
    nlp = get_tagger()
    doc = nlp("No nausea after 5 mg of rizatriptan.")
    assert [(e.text, e.label_, e._.cephlit_assertion) for e in doc.ents] == [
        ("nausea", "EVENT", ["negated"]),
        ("5 mg", "DOSE", []),
        ("rizatriptan", "DRUG", []),
    ]
    copy = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert mentions_of(copy) == mentions_of(doc)
    assert quantities_of(copy) == quantities_of(doc)


def test_a_saved_pipeline_is_the_same_when_loaded(tmp_path):
    get_tagger().to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert mentions_of(loaded(TRIAL)) == mentions_of(get_tagger()(TRIAL))


def test_the_tagged_text_reads_without_colours():
    shown = render(tag("Results\nNo nausea after 5 mg of rizatriptan.", ("heading",)))
    assert shown.plain == "Results\nNo [nausea|EVENT negated] after [5 mg|DOSE] of [rizatriptan|DRUG]."
    assert any(span.style == "bold green" for span in shown.spans)

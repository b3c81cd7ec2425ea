import dataclasses
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from worked_study import ARM, document, facts, study, tagged

from cephlit.documents.view import TextView
from cephlit.facts.records import Condition, Group, Outcome
from cephlit.studies.study import Bibliography, Block, Study
from cephlit.tables.rows import study_rows
from cephlit.tagging.tagged import Mention, TaggedStudy

EVIDENCED = ("groups", "treatments", "conditions", "outcomes", "adverse_events")


def test_rows_are_named_by_study_table_and_place():
    rows = study_rows(tagged(document()), facts())
    study_id = study(document()).study_id
    assert [row["outcome_id"] for row in rows["outcomes"]] == [f"{study_id}-o{n:03d}" for n in (1, 2, 3)]
    assert [row["start"] for row in rows["outcomes"]] == sorted(row["start"] for row in rows["outcomes"])
    assert rows["mentions"][0]["mention_id"] == f"{study_id}-m0001"
    assert rows["groups"][0]["group_id"] == f"{study_id}-g001"


@settings(deadline=None)
@given(st.randoms(use_true_random=False))
def test_rows_do_not_depend_on_the_order_of_records(chance: random.Random):
    given_facts = facts()
    shuffled = {
        f.name: tuple(chance.sample(value, len(value)))
        for f in dataclasses.fields(given_facts)
        if isinstance(value := getattr(given_facts, f.name), tuple)
    }
    changed = dataclasses.replace(given_facts, **shuffled)
    assert study_rows(tagged(document()), changed) == study_rows(tagged(document()), given_facts)


def test_a_record_told_twice_is_one_row():
    once = facts()
    twice = dataclasses.replace(once, outcomes=once.outcomes * 2, groups=once.groups * 2)
    assert study_rows(tagged(document()), twice) == study_rows(tagged(document()), once)


def test_records_refer_to_their_group():
    rows = study_rows(tagged(document()), facts())
    assert [row["group_id"] for row in rows["outcomes"]] == [rows["groups"][0]["group_id"], "", ""]


def test_a_group_that_only_a_record_names_gets_its_row():
    other = Group("patient", "case 2", start=0, end=5)
    condition = Condition("migraine", "ICHD-3:1", "indication", False, start=6, end=11, group=other)
    rows = study_rows(tagged(document()), dataclasses.replace(facts(), conditions=(condition,)))
    assert [row["label"] for row in rows["groups"]] == ["case 2", ARM.label]
    assert rows["conditions"][0]["group_id"] == rows["groups"][0]["group_id"]


def test_a_span_outside_the_view_keeps_its_numbers_and_has_no_quote():
    stray = Outcome("response", "count", start=9_000, end=9_010, n=3.0)
    row = study_rows(tagged(document()), dataclasses.replace(facts(), outcomes=(stray,)))["outcomes"][0]
    assert (row["start"], row["end"], row["quote"], row["n"]) == (9_000, 9_010, "", 3.0)


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=6), st.text(max_size=6)), min_size=1, max_size=12),
    st.data(),
)
def test_quotes_are_the_documents_own_words(pieces, data):
    """Whatever the view drops, replaces or expands, offsets and quotes are those of the source."""
    source = "".join(written for written, _ in pieces)
    ends = [sum(len(written) for written, _ in pieces[: n + 1]) for n in range(len(pieces))]
    spans = [(read, end - len(written), end) for (written, read), end in zip(pieces, ends, strict=True)]
    view = TextView.build([piece for piece in spans if piece[0] and piece[1] < piece[2]])
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    of = document(text=source)
    whole = Block("prose", "results", "", "body", 0, len(view.text))
    read = Study(of, 1, 0, len(source), Bibliography(), view, (whole,))
    mention = Mention("DRUG", start, end, view.text[start:end], "ketamine")
    outcome = Outcome("response", "text", start=start, end=end)
    bare = dataclasses.replace(facts(), groups=(), treatments=(), conditions=(), outcomes=(outcome,), adverse_events=())
    rows = study_rows(TaggedStudy(read, (), (mention,), ()), bare)
    for row, words in ((rows["outcomes"][0], "quote"), (rows["mentions"][0], "text")):
        assert row[words] == source[row["start"] : row["end"]] != ""

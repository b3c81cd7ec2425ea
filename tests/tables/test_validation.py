import copy
import dataclasses
import json

from hypothesis import given, settings
from hypothesis import strategies as st
from worked_study import extraction

from cephlit.tables.extraction import Extraction, Failure
from cephlit.tables.schema import STUDY_TABLES, TABLES
from cephlit.tables.validation import validate

NUMBERED = ("studies", *STUDY_TABLES)


def changed(table, number, **cells):
    of = extraction()
    rows = copy.deepcopy(of.rows)
    rows[table][number].update(cells)
    return dataclasses.replace(of, rows=rows)


def by_table(rejects):
    return [(reject.table, reject.rule) for reject in rejects]


def test_a_sound_extraction_has_no_rejects():
    checked = validate(extraction())
    assert checked.rejects == []
    assert {table: len(rows) for table, rows in checked.valid.items()} == {
        table: len(extraction().rows[table]) for table in NUMBERED
    }


def test_a_group_with_a_faulty_cell_keeps_its_name_and_its_results():
    checked = validate(changed("groups", 0, age=180))
    assert by_table(checked.rejects) == [("groups", "age_range")]
    (group,) = checked.valid["groups"]
    assert (group.label, group.participants, group.age) == ("active arm", None, None)
    assert checked.valid["outcomes"][0].group_id == group.group_id


def test_results_of_a_group_that_cannot_stand_have_no_group():
    checked = validate(changed("groups", 0, kind="crowd"))
    assert by_table(checked.rejects) == [("groups", "vocabulary")]
    assert checked.valid["groups"] == []
    assert [row.group_id for row in checked.valid["outcomes"]] == [None, None, None]


def test_a_study_with_a_faulty_cell_keeps_its_place_and_its_rows():
    checked = validate(changed("studies", 0, year=201))
    assert by_table(checked.rejects) == [("studies", "year_range")]
    assert (checked.valid["studies"][0].year, checked.valid["studies"][0].title) == (None, None)
    assert len(checked.valid["outcomes"]) == 3


def test_rows_of_a_study_that_cannot_stand_are_set_aside_with_it():
    of = extraction()
    checked = validate(changed("studies", 0, start=None))
    assert not any(checked.valid.values())
    assert len(checked.rejects) == sum(len(rows) for rows in of.rows.values())
    assert {reject.rule for reject in checked.rejects} == {"required", "study_reference"}


def test_a_repeated_identifier_is_set_aside():
    of = extraction()
    rows = {**of.rows, "treatments": of.rows["treatments"] * 2}
    checked = validate(dataclasses.replace(of, rows=rows))
    assert by_table(checked.rejects) == [("treatments", "key_unique")]
    assert len(checked.valid["treatments"]) == 1


def test_a_reject_says_what_is_wrong_and_where_it_stands():
    reject = validate(changed("outcomes", 0, p_value=7)).rejects[0]
    assert reject.reason == "p_value is '7': Input should be less than or equal to 1"
    assert reject.quote == "15/20 (75 %) improved"
    assert (reject.document_id, reject.study_id) == (extraction().document_id, f"{extraction().document_id}-s01")


def test_failures_are_rejects_by_their_stage():
    lost = Failure("tag", "out of memory", "d0123456789ab-s02")
    checked = validate(dataclasses.replace(extraction(), failures=(lost,)))
    assert [(r.table, r.rule, r.reason, r.study_id) for r in checked.rejects] == [
        ("studies", "tag", "out of memory", "d0123456789ab-s02")
    ]
    refused = validate(Extraction.refused("scan.txt", "binary data"))
    assert by_table(refused.rejects) == [("documents", "read")]


CELL = st.one_of(
    st.none(),
    st.just(""),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["<", "mg", "percent", "d0123456789ab-s01"]),
)


@st.composite
def damaged(draw):
    """The worked study with any cells in any places, rows doubled or gone."""
    of = extraction()
    rows = {}
    for table in NUMBERED:
        some = [draw(st.sampled_from(of.rows[table])) for _ in range(draw(st.integers(0, 3)))]
        rows[table] = [
            {**row, **draw(st.dictionaries(st.sampled_from([*TABLES[table].columns(), "stray"]), CELL, max_size=2))}
            for row in some
        ]
    return dataclasses.replace(of, rows=rows)


@settings(deadline=None)
@given(damaged())
def test_no_row_is_ever_lost(of):
    checked = validate(of)
    for table in NUMBERED:
        model = TABLES[table]
        rejected = [json.loads(reject.row) for reject in checked.rejects if reject.table == table]
        bare = [row for row in checked.valid[table] if set(row.model_fields_set) <= set(model.identity)]
        valid = [row for row in checked.valid[table] if row not in bare]
        assert len(valid) + len(rejected) <= len(of.rows[table]) <= len(valid) + len(bare) + len(rejected)


@settings(deadline=None)
@given(damaged())
def test_no_reference_dangles(of):
    checked = validate(of)
    keys = {table: [getattr(row, TABLES[table].key) for row in rows] for table, rows in checked.valid.items()}
    for table in STUDY_TABLES:
        assert len(set(keys[table])) == len(keys[table])
        for row in checked.valid[table]:
            assert row.study_id in keys["studies"]
            assert getattr(row, "group_id", None) in (None, *keys["groups"])

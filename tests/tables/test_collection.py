import dataclasses
import os

from hypothesis import given, settings
from hypothesis import strategies as st
from worked_study import TEXT, document, extraction, study, tagged

from cephlit.facts.records import StudyFacts
from cephlit.tables.collection import collect
from cephlit.tables.extraction import Extraction, Failure
from cephlit.tables.frames import python_rows
from cephlit.tables.rows import study_rows
from cephlit.tables.schema import TABLES

NOTHING = StudyFacts("", "", None, (), (), (), (), ())


def other(file, text):
    of = document(text, file)
    return Extraction.of(of, [study_rows(dataclasses.replace(tagged(document()), study=study(of)), NOTHING)])


def cells(tables, table):
    frame = tables.frames[table]
    return [dict(zip(frame.columns, row, strict=True)) for row in python_rows(frame)]


def everything(tables):
    return {table: cells(tables, table) for table in TABLES}, {name: share.text for name, share in tables.texts.items()}


FILES = [
    extraction("one.txt"),
    extraction("a copy.txt"),
    other("two.txt", TEXT + "More words.\n"),
    Extraction.of(document("", "empty.txt"), []),
    Extraction.of(document("  \n", "blank.txt"), []),
    Extraction.of(document("", "empty too.txt"), []),
    Extraction.refused("locked.txt", "no permission to read it"),
    Extraction.refused("picture.txt", "binary data, not text", "ab" * 32, "image/png"),
]

COLLECTED = everything(collect(FILES))


@settings(max_examples=10, deadline=None)
@given(st.permutations(FILES))
def test_tables_do_not_depend_on_the_order_of_files(shuffled):
    assert everything(collect(shuffled)) == COLLECTED


def test_only_the_file_columns_depend_on_file_names():
    some = [extraction("one.txt"), other("two.txt", TEXT + "More words.\n")]
    before = collect(some)
    after = collect([dataclasses.replace(of, file=name) for of, name in zip(some, ("z.txt", "y.txt"), strict=True)])
    for table in set(TABLES) - {"documents", "evidence"}:
        assert cells(after, table) == cells(before, table)
    assert [row["document_id"] for row in cells(after, "documents")] == [of.document_id for of in reversed(some)]


def test_every_file_is_in_documents_in_order_of_name():
    documents = cells(collect(FILES), "documents")
    assert [(row["file"], row["status"], row["studies"]) for row in documents] == [
        ("a copy.txt", "ok", 1),
        ("blank.txt", "empty", 0),
        ("empty too.txt", "empty", 0),
        ("empty.txt", "empty", 0),
        ("locked.txt", "rejected", 0),
        ("one.txt", "ok", 0),
        ("picture.txt", "rejected", 0),
        ("two.txt", "ok", 1),
    ]


def test_a_file_with_the_content_of_another_points_to_it():
    documents = {row["file"]: row for row in cells(collect(FILES), "documents")}
    first, twin = documents["a copy.txt"], documents["one.txt"]
    assert twin["document_id"] == first["document_id"] + "-2"
    assert twin["problem"] == "the same content as a copy.txt; its rows stand there"
    assert (first["problem"], first["sha256"]) == (None, twin["sha256"])


def test_every_rejected_file_is_in_rejects():
    twins = [Extraction.refused(name, "binary data", "ab" * 32) for name in ("x.txt", "y.txt")]
    tables = collect([*twins, Extraction.refused("locked.txt", "no permission")])
    files = {row["document_id"]: row["file"] for row in cells(tables, "documents")}
    rejects = cells(tables, "rejects")
    assert sorted(files[row["document_id"]] for row in rejects) == ["locked.txt", "x.txt", "y.txt"]
    assert {(row["table"], row["rule"]) for row in rejects} == {("documents", "read")}


def test_a_failing_study_leaves_the_others():
    of = extraction()
    lost = dataclasses.replace(of, failures=(Failure("tag", "too long a sentence", f"{of.document_id}-s02"),))
    tables = collect([lost])
    assert len(cells(tables, "studies")) == 1
    assert [(row["rule"], row["study_id"]) for row in cells(tables, "rejects")] == [("tag", f"{of.document_id}-s02")]


def test_readable_documents_keep_their_text():
    tables = collect(FILES)
    kept = {row["document_id"] for row in cells(tables, "documents") if row["status"] != "rejected"}
    assert set(tables.texts) == kept
    assert tables.texts[extraction().document_id].text == TEXT


def test_a_name_that_is_no_unicode_is_written_with_escapes():
    name = os.fsdecode(b'caf\xe9\n"x".txt')
    (row,) = cells(collect([dataclasses.replace(extraction(), file=name)]), "documents")
    assert row["file"] == 'caf\\xe9\n"x".txt'


def test_no_files_give_empty_tables():
    tables = collect([])
    assert {table: list(frame.columns) for table, frame in tables.frames.items()} == {
        table: model.columns() for table, model in TABLES.items()
    }
    assert all(frame.empty for frame in tables.frames.values())

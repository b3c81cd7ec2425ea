from dataclasses import replace
from pathlib import Path

import pytest
from worked_study import extraction

from cephlit.runs.words import MOST_TO_MIND, printable, problems_markdown, summary, table_counts
from cephlit.tables.collection import collect
from cephlit.tables.extraction import Extraction, Failure
from cephlit.tables.frames import Tables


@pytest.fixture
def tables() -> Tables:
    good = replace(extraction(), file="block.txt")
    rejected = Extraction.refused("bad\nname|.txt", "the file is not plain text but image/png")
    empty = Extraction("nothing.txt", "", "", "empty", problem="the file is empty")
    part = replace(good, file="part.txt", sha256="f" * 64, problem="1 of 2 studies could not be read")
    part = replace(part, failures=(Failure("tag", "unexpected KeyError", "dffffffffffff-s02"),), rows={})
    return collect([good, rejected, empty, part])


def test_the_summary_names_outputs_and_counts(tables: Tables) -> None:
    told = summary(tables, Path("some/outputs"))
    assert told.startswith("4 files: 2 read, 1 empty, 1 rejected; 1 study.")
    assert "some/outputs/latest/tables/evidence.csv" in told


def test_rejected_files_stand_last_on_a_line_each(tables: Tables) -> None:
    *_, head, last = summary(tables, Path("outputs")).splitlines()
    assert head.startswith("Rejected (1)")
    assert "bad\\nname|.txt" in last
    assert "not plain text but image/png" in last


def test_the_summary_tells_what_to_mind(tables: Tables) -> None:
    told = summary(tables, Path("outputs"))
    assert "nothing.txt" in told
    assert "1 of 2 studies could not be read" in told


def test_what_was_told_before_is_only_counted(tables: Tables) -> None:
    part = {(row.file, row.sha256 or "") for row in tables.documents if row.file == "part.txt"}
    told = summary(tables, Path("outputs"), part)
    assert "nothing.txt" in told
    assert "part.txt" not in told
    assert "1 other file: column problem" in told
    everything = {(row.file, row.sha256 or "") for row in tables.documents}
    told = summary(tables, Path("outputs"), everything)
    assert "Files to mind:" not in told
    assert "2 files, as before: column problem" in told


def test_a_long_list_of_files_to_mind_ends() -> None:
    empty = [Extraction(f"{number}.txt", "", "", "empty", problem="the file is empty") for number in range(100)]
    told = summary(collect([extraction(), *empty]), Path("outputs"))
    assert told.count("the file is empty") == MOST_TO_MIND
    assert f"{100 - MOST_TO_MIND} other files" in told


def test_a_run_without_rejected_files_does_not_speak_of_them() -> None:
    assert "Rejected (" not in summary(collect([extraction()]), Path("outputs"))


def test_counts_cover_every_table_but_the_rejects(tables: Tables) -> None:
    counts = {row["table"]: row for row in table_counts(tables)}
    assert "rejects" not in counts
    assert counts["documents"] == {"table": "documents", "rows": 4, "set aside": 1}


def test_names_cannot_break_the_markdown(tables: Tables) -> None:
    told = problems_markdown(tables)
    assert "| bad\\\\nname\\|.txt |" in told
    assert "## Set aside" in told


def test_a_run_without_problems_says_so() -> None:
    assert problems_markdown(collect([])) == "No problems."


@pytest.mark.parametrize(
    ("raw", "shown"), [("plain é", "plain é"), ("a\x1b[31mb", "a\\x1b[31mb"), ("two\nlines\t", "two\\nlines\\t")]
)
def test_control_characters_are_shown_not_sent(raw: str, shown: str) -> None:
    assert printable(raw) == shown

"""When a run counts as having read nothing, and when tables of an earlier run must stay."""

from pathlib import Path

import pytest
from worked_study import extraction

from cephlit.runs.unread import nothing_read
from cephlit.tables.collection import collect
from cephlit.tables.extraction import Extraction
from cephlit.tables.publish import publish

REFUSED = Extraction.refused("scan.txt", "the file is no text")
EMPTY = Extraction("nothing.txt", "", "", "empty", problem="the file is empty")


@pytest.mark.parametrize("others", [[extraction()], [EMPTY], [EMPTY, REFUSED]], ids=["read", "empty", "both"])
def test_one_file_that_is_not_rejected_is_enough(others: list[Extraction], tmp_path: Path) -> None:
    assert nothing_read(collect([REFUSED, *others]), tmp_path) is None


@pytest.mark.parametrize(("earlier", "kept"), [([extraction()], True), ([REFUSED], False), ([], False)])
def test_tables_stay_if_they_hold_anything(earlier: list[Extraction], kept: bool, tmp_path: Path) -> None:
    if earlier:
        publish(collect(earlier), tmp_path, {})
    error = nothing_read(collect([REFUSED]), tmp_path)
    assert error is not None
    assert error.keeps_latest == kept
    assert "scan.txt" in str(error)


def test_damaged_tables_need_not_stay(tmp_path: Path) -> None:
    publish(collect([extraction()]), tmp_path, {})
    (tmp_path / "latest" / "tables" / "documents.parquet").write_bytes(b"torn")
    error = nothing_read(collect([REFUSED]), tmp_path)
    assert error is not None
    assert not error.keeps_latest

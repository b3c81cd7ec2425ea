"""What becomes of a file that its worker process cannot read to its end."""

import os
import re
import signal
from pathlib import Path

import pytest

from cephlit.documents.sources import CarriedFile, FoundFile
from cephlit.runs.reading import BYTES_PER_SECOND, SECONDS, read_in, seconds_for, start_pool
from cephlit.runs.workers import PoolError, WorkerPool
from cephlit.tables.collection import FileShare
from cephlit.tables.extraction import Extraction


def nothing() -> None:
    pass


def read(found: CarriedFile) -> FileShare:
    """Do what the file's name says."""
    match found.file:
        case "exit":
            os._exit(9)
        case "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "slow":
            re.match("(a|aa)+$", "a" * 200 + "b")
        case "large":
            bytearray(10**15)
        case "defect":
            raise KeyError("column")
    return FileShare.of(Extraction(found.file, "", "", "ok"))


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cephlit.runs.reading.SECONDS", 1)
    with WorkerPool[CarriedFile, FileShare]("test_reading_limits:read", 2, "test_reading_limits:nothing") as pool:
        yield pool


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("exit", "more than this machine gives.*exit code 9"),
        ("killed", "more than this machine gives.*SIGKILL"),
        ("slow", "not read to its end.*computing time.*Split it"),
        ("large", "not read to its end.*GB of memory.*Split it"),
        ("defect", "a defect: KeyError: 'column'"),
    ],
)
def test_a_file_that_cannot_be_read_is_rejected_with_the_reason(pool, name: str, words: str) -> None:
    file, share = read_in(pool, CarriedFile(name, b""))
    assert (file, share.status) == (name, "rejected")
    assert re.search(words, share.problem)
    assert [(row.rule, row.reason) for row in share.reject_rows("u0123456789ab")] == [("read", share.problem)]
    assert read_in(pool, CarriedFile("next", b"")).share.status == "ok"


def test_a_long_file_has_more_time(tmp_path: Path) -> None:
    (tmp_path / "long.txt").write_bytes(b"x" * 5 * BYTES_PER_SECOND)
    assert seconds_for(FoundFile("long.txt", tmp_path / "long.txt")) == SECONDS + 5
    assert seconds_for(FoundFile("gone.txt", tmp_path / "gone.txt")) == SECONDS


def test_no_more_processes_than_files() -> None:
    with start_pool(1, 8) as pool:
        assert pool.size == 1


def test_processes_that_cannot_work_are_no_fault_of_the_file() -> None:
    with (
        WorkerPool[CarriedFile, FileShare]("test_reading_limits:misspelt", 1, "test_reading_limits:nothing") as pool,
        pytest.raises(PoolError),
    ):
        read_in(pool, CarriedFile("any", b""))


def test_a_file_that_cannot_be_had_is_rejected_without_a_process(tmp_path: Path) -> None:
    with WorkerPool[CarriedFile, FileShare]("test_reading_limits:misspelt", 1, "test_reading_limits:nothing") as pool:
        share = read_in(pool, FoundFile("gone.txt", tmp_path / "gone.txt")).share
    assert share.status == "rejected"
    assert "vanished" in share.problem

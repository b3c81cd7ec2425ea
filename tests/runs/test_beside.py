"""Reading beside a process that is not the run's own."""

import os
import select
from pathlib import Path

import pytest

from cephlit.documents.sources import CarriedFile, FoundFile
from cephlit.extraction import extract_file
from cephlit.runs import beside
from cephlit.runs.beside import OtherVersionError, SparePools, read_beside
from cephlit.runs.versions import current_version
from cephlit.runs.workers import WorkerPool
from cephlit.tables.collection import FileShare
from cephlit.tables.extraction import Extraction

PAPER = b"Twenty adults with migraine took 10 mg rizatriptan orally. At 2 h, 12 of 20 (60%) were pain free.\n"


def nothing() -> None:
    pass


def tell_process(file: CarriedFile) -> str:
    return f"{file.file} {os.getpid()}"


def spare_pools(idle_seconds: float) -> SparePools:
    return SparePools(
        lambda: WorkerPool[CarriedFile, Extraction]("test_beside:tell_process", 1, "test_beside:nothing"), idle_seconds
    )


def test_a_process_is_used_again_and_each_user_has_one_of_its_own() -> None:
    pools = spare_pools(60)
    with pools.one() as one, pools.one() as other:
        assert one is not other
        used = {one, other}
    with pools.one() as again:
        assert again in used
    for pool in used:
        pool.close()


def test_processes_without_work_end() -> None:
    pools = spare_pools(0.01)
    with pools.one() as pool:
        process = os.pidfd_open(int(pool.run(CarriedFile("a.txt", b""), 60).split()[1]))
        assert not select.select([process], [], [], 0.1)[0], "a process that is used stays"
    assert select.select([process], [], [], 60)[0], "a process handle becomes readable when the process ends"
    os.close(process)
    with pools.one() as pool:
        assert pool.run(CarriedFile("b.txt", b""), 60).startswith("b.txt")
        pool.close()


def test_files_read_beside_give_what_they_give_anywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(beside, "_pools", SparePools(lambda: beside.start_pool(1, 1), 0.0))
    files = [CarriedFile("a.txt", PAPER), FoundFile("gone.txt", tmp_path / "gone.txt")]
    good, gone = read_beside(current_version().key, files)
    assert good == FileShare.of(extract_file(files[0]))
    assert good.share.counts["outcomes"] == 1
    assert (gone.file, gone.share.status) == ("gone.txt", "rejected")


def test_another_version_of_the_program_reads_nothing() -> None:
    with pytest.raises(OtherVersionError, match="another version there than here"):
        read_beside("0123456789abcdef", [CarriedFile("a.txt", PAPER)])

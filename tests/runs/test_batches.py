import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from cephlit.documents.sources import FoundFile
from cephlit.runs.batches import BATCH_BYTES, SHARES_OF_THE_REST, batches


@given(st.lists(st.integers(0, 3_000), max_size=40), st.integers(1, 8))
def test_every_file_is_in_one_batch_and_the_largest_come_first(sizes: list[int], workers: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = [FoundFile(f"{number}.txt", Path(folder, f"{number}.txt")) for number in range(len(sizes))]
        for file, size in zip(files, sizes, strict=True):
            file.path.write_bytes(b"x" * size)
        parted = batches(files, workers)
        assert [file for batch in parted for file in batch] == sorted(files, key=lambda file: -file.size)
    assert all(parted)


def test_batches_shrink_to_single_files_towards_the_end(tmp_path: Path) -> None:
    files = [FoundFile(f"{number}", tmp_path / f"{number}") for number in range(40)]
    for file in files:
        file.path.write_bytes(b"x" * 1_000)
    parted = batches(files, 2)
    assert len(parted[0]) == 40 // (2 * SHARES_OF_THE_REST)
    assert all(len(batch) >= len(following) for batch, following in pairwise(parted))
    assert {len(batch) for batch in parted[-8:]} == {1}


def test_a_batch_holds_no_more_than_its_bytes_and_one_file(tmp_path: Path) -> None:
    files = [FoundFile(f"{number}", tmp_path / f"{number}") for number in range(30)]
    for file in files:
        file.path.write_bytes(b"x" * (BATCH_BYTES // 4))
    assert max(len(batch) for batch in batches(files, 1)) == 4


def test_a_file_that_has_vanished_is_still_in_a_batch(tmp_path: Path) -> None:
    gone = FoundFile("gone.txt", tmp_path / "gone.txt")
    assert batches([gone], 2) == [[gone]]

"""Runs over a folder that changes: what is read, and that the tables forget how the folder came to be."""

import logging
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cephlit.documents.discovery import Discovery, DiscoveryProblem, discover
from cephlit.documents.sources import FoundFile
from cephlit.extraction import extract_file
from cephlit.runs.digests import Digests
from cephlit.runs.history import HiddenPapersError, History
from cephlit.runs.inventory import inventory, look_up, unread_contents, with_twins
from cephlit.runs.versions import Version, current_version
from cephlit.tables.collection import FileShare, assemble
from cephlit.tables.publish import publish
from cephlit.tables.schema import TABLES

TRIAL = """\
Oral {drug} for attacks of {condition}: a randomised trial

Methods: 80 adults with {condition} were randomised to {drug} {dose} mg orally or placebo.

Results: At 2 h, {n} of 40 patients were pain free with {drug} and 10 of 40 (25%) with placebo (p < 0.01).
Nausea was reported by 3 patients on {drug}.
"""
TEXTS = [
    TRIAL.format(drug="zolmitriptan", condition="migraine", dose=5, n=20).encode(),
    TRIAL.format(drug="sumatriptan", condition="cluster headache", dose=50, n=25).encode(),
    TRIAL.format(drug="Zolmitriptan", condition="migraine", dose=5, n=9).encode(),
    b'In 4 of 9 patients with "=migraine", oxygen helped.\r\nIt was, say, good.\r\n',
    b"Minutes of the gardening club.",
    b"",
    b"\x89PNG\r\n\x1a\n" + bytes(64),
]
"""Contents of files, by the number of which the tests speak of them."""

NAMES = ("a.txt", "b.txt", "folder/c.txt", "=d.txt", "e\n,f.txt")


def run(seeds: Path, outputs: Path, version: Version | None = None) -> list[str]:
    """Run over a folder in this process; the files that were read."""
    history = History(outputs, version or current_version())
    files = inventory(discover(seeds), Digests(outputs))
    if history.unchanged(files):
        return []
    parted = look_up(files, history.ledger)
    shares = [*parted.known, *with_twins((read(found, history) for found in parted.unread), parted)]
    plan = history.plan(shares)
    publish(assemble(shares), outputs, {}, base=plan.base, complete=plan.complete)
    history.prune()
    return [found.file for found in parted.unread]


def read(found: FoundFile, history: History) -> FileShare:
    file, share = FileShare.of(extract_file(found))
    return FileShare(file, history.ledger.keep(share))


def put(seeds: Path, files: dict[str, int]) -> None:
    """Have a folder hold these files, and no others."""
    shutil.rmtree(seeds, ignore_errors=True)
    for name, number in files.items():
        path = seeds / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(TEXTS[number])


def published(outputs: Path) -> dict[str, object]:
    """All that the tables' files hold, and the rows of the database in the order of the tables."""
    latest = outputs / "latest"
    with duckdb.connect(str(latest / "cephlit.duckdb"), read_only=True) as store:
        rows = {table: sorted(map(repr, store.table(table).fetchall())) for table in TABLES}
    folders = (latest / "tables", latest / "text", latest / "spreadsheet")
    return {"rows": rows, **{path.name: path.read_bytes() for folder in folders for path in folder.iterdir()}}


@pytest.fixture(autouse=True, scope="module")
def an_hour_later() -> Iterator[None]:
    """All files seem to have been left alone for long, so that they are looked at again only if they changed."""
    now = time.time_ns
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time_ns", lambda: now() + 3_600_000_000_000)
        yield


def test_papers_in_a_folder_that_cannot_be_read_are_not_taken_for_removed(seeds: Path, outputs: Path) -> None:
    put(seeds, {"a.txt": 0, "folder/c.txt": 1})
    run(seeds, outputs)
    history = History(outputs, current_version())
    (seeds / "folder" / "c.txt").unlink()
    for name, others in (("folder", ""), (".", ""), ("other", "went on"), ("fold", "went on")):
        found = discover(seeds)
        found.problems.append(DiscoveryProblem(name, "the folder cannot be read (Input/output error)", hides=True))
        if others:
            history.refuse_hidden(found)
        else:
            with pytest.raises(HiddenPapersError, match=r"Input/output error.*papers of the latest run"):
                history.refuse_hidden(found)
    history.refuse_hidden(discover(seeds))
    history.refuse_hidden(Discovery([], [DiscoveryProblem("folder", "a link to a folder is not followed")], []))


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return tmp_path / "seeds"


@pytest.fixture
def outputs(tmp_path: Path) -> Path:
    return tmp_path / "outputs"


folders = st.dictionaries(st.sampled_from(NAMES), st.integers(0, len(TEXTS) - 1), min_size=1)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(folders, min_size=2, max_size=3))
def test_the_tables_forget_how_the_folder_came_to_be(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    seeds = folder / "seeds"
    for files in history:
        put(seeds, files)
        run(seeds, folder / "grown")
    run(seeds, folder / "fresh")
    assert published(folder / "grown") == published(folder / "fresh")


def test_only_what_is_new_is_read(seeds: Path, outputs: Path) -> None:
    put(seeds, {"a.txt": 0, "b.txt": 1})
    assert run(seeds, outputs) == ["a.txt", "b.txt"]
    put(seeds, {"a.txt": 0, "b.txt": 1, "folder/c.txt": 2})
    assert run(seeds, outputs) == ["folder/c.txt"], "a new file"
    put(seeds, {"a.txt": 0, "b.txt": 3, "folder/c.txt": 2})
    assert run(seeds, outputs) == ["b.txt"], "a changed file"
    put(seeds, {"z.txt": 0, "b.txt": 3, "folder/c.txt": 2})
    assert run(seeds, outputs) == [], "a renamed file"
    put(seeds, {"b.txt": 3})
    assert run(seeds, outputs) == [], "removed files"
    put(seeds, {"b.txt": 3, "a.txt": 0, "c.txt": 0})
    assert run(seeds, outputs) == [], "files that a kept run has, one of them twice"
    assert len(list((outputs / "runs").iterdir())) == 5


def test_a_run_with_nothing_new_publishes_nothing(seeds: Path, outputs: Path) -> None:
    put(seeds, {"a.txt": 0, "empty.txt": 5, "picture.txt": 6})
    assert run(seeds, outputs) == ["a.txt", "empty.txt", "picture.txt"]
    latest = (outputs / "latest").readlink()
    assert run(seeds, outputs) == []
    assert (outputs / "latest").readlink() == latest


def test_the_same_content_is_read_once_and_listed_twice(seeds: Path, outputs: Path) -> None:
    put(seeds, {"a.txt": 0, "b.txt": 0, "c.txt": 1})
    assert run(seeds, outputs) == ["a.txt", "c.txt"]
    with duckdb.connect(str(outputs / "latest" / "cephlit.duckdb"), read_only=True) as store:
        files = store.sql("SELECT file, studies FROM documents ORDER BY file").fetchall()
    assert files == [("a.txt", 1), ("b.txt", 0), ("c.txt", 1)]


def test_another_version_reads_all_again_once(seeds: Path, outputs: Path) -> None:
    put(seeds, {"a.txt": 0, "b.txt": 1})
    run(seeds, outputs)
    newer = current_version()._replace(vocabulary="another")
    assert run(seeds, outputs, newer) == ["a.txt", "b.txt"]
    assert run(seeds, outputs, newer) == []
    put(seeds, {"a.txt": 0})
    assert run(seeds, outputs, newer) == []


def test_an_interrupted_run_loses_no_reading(seeds: Path, outputs: Path) -> None:
    put(seeds, {"a.txt": 0, "b.txt": 1})
    history = History(outputs, current_version())
    read(discover(seeds).files[0], history)
    assert unread_contents(inventory(discover(seeds), Digests(outputs)), history.ledger) == 1
    assert run(seeds, outputs) == ["b.txt"]


def test_the_ledger_keeps_what_the_kept_runs_have(seeds: Path, outputs: Path) -> None:
    for number in range(len(TEXTS)):
        put(seeds, {"a.txt": number})
        run(seeds, outputs)
    assert len(list((outputs / "ledger").rglob("*.share"))) == len(list((outputs / "runs").iterdir())) == 5


@pytest.mark.parametrize("damaged", ["ledger.json", "cephlit.duckdb"])
@pytest.mark.parametrize("gone", [True, False])
def test_a_damaged_run_is_no_ground_to_build_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damaged: str, gone: bool
) -> None:
    seeds, outputs = tmp_path / "seeds", tmp_path / "outputs"
    put(seeds, {"a.txt": 0, "b.txt": 1})
    run(seeds, outputs)
    path = outputs / "latest" / damaged
    path.unlink() if gone else path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    put(seeds, {"a.txt": 0, "b.txt": 1, "folder/c.txt": 2})
    with caplog.at_level(logging.WARNING, logger="cephlit"):
        assert run(seeds, outputs) == ["folder/c.txt"]
    assert gone or "anew" in caplog.text
    run(seeds, tmp_path / "fresh")
    assert published(outputs) == published(tmp_path / "fresh")

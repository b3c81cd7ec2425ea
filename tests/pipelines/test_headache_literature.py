"""The flow as a whole: few runs, each of which shows many things."""

import gzip
import json
import logging
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest

from cephlit.documents.discovery import discover
from cephlit.extraction import extract_file
from cephlit.runs.lock import run_lock
from cephlit.tables.collection import collect
from cephlit.tables.frames import read_tables
from cephlit.tables.publish import publish

DRUGS = ("zolmitriptan", "sumatriptan", "eletriptan", "rizatriptan")

PAPER = """\
Oral {drug} for attacks of migraine: a randomised trial

Methods: 120 adults with migraine were randomised to {drug} {dose} mg orally or placebo.

Results: At 2 h, 36 of 60 patients (60%) were pain free with {drug} and 15 of 60 (25%) with placebo (p < 0.001).
Nausea was reported by 6 patients on {drug}.
"""


def write_papers(folder: Path, names: Callable[[int], str]) -> None:
    for number, drug in enumerate(DRUGS, start=1):
        (folder / names(number)).write_text(PAPER.format(drug=drug, dose=10 * number))


def run(seeds: Path, outputs: Path, workers: int = 2) -> int:
    from headache_literature import run as run_flow  # noqa: PLC0415 - after the Prefect settings of the fixture

    return run_flow(seeds, outputs, workers)


def tables_of(outputs: Path) -> dict[str, bytes]:
    folder = outputs / "latest" / "tables"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Lines of the log; Prefect takes the handlers of pytest away from the root logger."""
    log = logging.getLogger("cephlit")
    log.addHandler(caplog.handler)
    with caplog.at_level(logging.INFO, logger="cephlit"):
        yield caplog
    log.removeHandler(caplog.handler)


@contextmanager
def full_disk(bytes_left: int) -> Iterator[None]:
    """Refuse to this process all files larger than so many bytes, as a full disk would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (bytes_left, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def write_unfit_files(folder: Path, outside: Path) -> None:
    (folder / "empty.txt").touch()
    (folder / "white.txt").write_text(" \n\t\n")
    (folder / "binary.txt").write_bytes(gzip.compress(b"x" * 999))
    (folder / "large.txt").write_bytes(b"migraine " * 6_000_000)
    (folder / "broken.txt").write_bytes(b"Patients with migraine \xff\xfe\xfa improved. " * 9)
    (folder / "tulips.txt").write_text("Minutes of the gardening club. Tulips were discussed at length.\n")
    (folder / 'it\'s "new"\nänd [bold]odd.txt').write_text("A note on migraine without any number in it.\n")
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere.txt").symlink_to("gone.txt")
    (folder / "out.txt").symlink_to(outside)
    os.mkfifo(folder / "pipe.txt")
    (folder / ".hidden").write_text("not a paper")
    (folder / "inner").mkdir()
    (folder / "inner" / "twin.txt").write_bytes((folder / "paper1.txt").read_bytes())


REJECTED = {
    "binary.txt": "not plain text",
    "large.txt": "larger than 20 MB",
    "loop.txt": "loop",
    "loop": "link",
    "nowhere.txt": "leads nowhere",
    "out.txt": "out of the seeds folder",
    "pipe.txt": "not a regular file",
}


def published(seeds: Path, outputs: Path) -> Path:
    """Publish the tables of a folder without the flow, which takes longer."""
    publish(collect(extract_file(file) for file in discover(seeds).files), outputs, {})
    return outputs


def test_unfit_files_are_told_of_and_harm_no_other(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], told: pytest.LogCaptureFixture
) -> None:
    write_papers(seeds, "paper{}.txt".format)
    good = read_tables(published(seeds, tmp_path / "good"))
    (tmp_path / "outside.txt").write_text(PAPER)
    write_unfit_files(seeds, tmp_path / "outside.txt")

    assert run(seeds, tmp_path / "all") == 0

    from prefect.artifacts import Artifact  # noqa: PLC0415 - after the Prefect settings of the fixture

    last_lines = capsys.readouterr().out.splitlines()[-len(REJECTED) - 1 :]
    tables = read_tables(tmp_path / "all")
    documents = tables["documents"].set_index("file")
    rejected = documents[documents["status"] == "rejected"]["problem"]
    assert set(rejected.index) == set(REJECTED)
    assert last_lines[0].startswith("Rejected (7)")
    for (file, words), line in zip(sorted(REJECTED.items()), last_lines[1:], strict=True):
        assert words in rejected[file]
        assert line.strip().startswith(file)
        assert words in line
    assert set(tables["rejects"]["table"]) == {"documents"}
    assert documents["status"][["empty.txt", "white.txt"]].tolist() == ["empty", "empty"]
    assert "no headache" in documents["problem"]["tulips.txt"]
    assert "same content" in " ".join(documents["problem"][["inner/twin.txt", "paper1.txt"]].fillna(""))
    assert 'it\'s "new"\nänd [bold]odd.txt' in documents.index
    for table in ("treatments", "outcomes", "adverse_events"):
        key = good[table].columns[0]
        same = tables[table][tables[table][key].isin(good[table][key])].reset_index(drop=True)
        assert len(same)
        pd.testing.assert_frame_equal(good[table], same)
    counts, problems = (Artifact.get(f"headache-literature-{kind}") for kind in ("counts", "problems"))
    assert {"table": "documents", "rows": 17, "set aside": 7} in json.loads(counts.data)
    assert "binary.txt" in problems.data
    assert "17 files found, 10 to read" in told.text
    assert "read 10 of 10 files" in told.text
    assert "rejected binary.txt: the file is not plain text" in told.text


def test_tables_depend_on_the_papers_alone(seeds: Path, tmp_path: Path) -> None:
    write_papers(seeds, "paper{}.txt".format)
    other = tmp_path / "other"
    other.mkdir()
    write_papers(other, lambda number: f"{9 - number}.text")

    assert run(seeds, tmp_path / "one", workers=1) == 0
    assert run(seeds, tmp_path / "two", workers=2) == 0
    published(other, tmp_path / "renamed")

    assert tables_of(tmp_path / "one") == tables_of(tmp_path / "two")
    one, renamed = tables_of(tmp_path / "one"), tables_of(tmp_path / "renamed")
    named = {f"{table}.{kind}" for table in ("documents", "evidence") for kind in ("csv", "parquet")}
    assert {name for name in one if one[name] != renamed[name]} == named
    pd.testing.assert_frame_equal(
        read_tables(tmp_path / "one")["evidence"].drop(columns="file"),
        read_tables(tmp_path / "renamed")["evidence"].drop(columns="file"),
    )


def test_outputs_that_cannot_be_written_stay_as_they_were(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = tmp_path / "outputs"
    (seeds / "paper.txt").write_text(PAPER.format(drug="naratriptan", dose=2))
    before = tables_of(published(seeds, outputs))
    write_papers(seeds, "paper{}.txt".format)

    with full_disk(2_000):
        assert run(seeds, outputs, workers=1) == 4

    told = capsys.readouterr()
    assert "cannot write the outputs" in told.err
    assert "nothing was published" in told.err
    assert tables_of(outputs) == before
    assert [path.name for path in (outputs / "runs").iterdir()] == [(outputs / "latest").readlink().name]


def test_good_tables_are_not_replaced_by_those_of_a_run_that_read_nothing(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = tmp_path / "outputs"
    write_papers(seeds, "paper{}.txt".format)
    before = tables_of(published(seeds, outputs))
    for paper in seeds.iterdir():
        paper.write_bytes(gzip.compress(paper.read_bytes()))

    assert run(seeds, outputs, workers=1) == 5
    told = capsys.readouterr().err
    assert f"no file could be read; {outputs}/latest stays as it was" in told
    assert told.count("not plain text but application/gzip") == len(DRUGS)
    assert tables_of(outputs) == before

    assert run(seeds, tmp_path / "new", workers=1) == 5
    assert "hold the reasons alone" in capsys.readouterr().err
    assert set(read_tables(tmp_path / "new")["documents"]["status"]) == {"rejected"}


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda seeds: seeds.rmdir(), "there is no seeds folder"),
        (lambda seeds: seeds.exists(), "holds no files"),
        (lambda seeds: (seeds / ".keep").touch(), "holds no files"),
        (lambda seeds: (seeds.rmdir(), seeds.touch()), "is a file"),
    ],
    ids=["missing", "empty", "hidden only", "file"],
)
def test_seeds_that_are_none_are_named(
    seeds: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    prepare: Callable[[Path], object],
    words: str,
) -> None:
    prepare(seeds)
    assert run(seeds, tmp_path / "outputs") == 2
    told = capsys.readouterr().err
    assert words in told
    assert str(seeds) in told
    assert not (tmp_path / "outputs").exists()


def test_a_run_that_finds_the_outputs_held_leaves(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_papers(seeds, "paper{}.txt".format)
    with run_lock(tmp_path / "outputs"):
        assert run(seeds, tmp_path / "outputs") == 3
    assert f"process {os.getpid()}" in capsys.readouterr().err


def test_workers_that_cannot_start_end_the_run_with_their_reason(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_papers(seeds, "paper{}.txt".format)
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "spacy.py").write_text("raise RuntimeError('this spaCy is broken')\n")
    monkeypatch.syspath_prepend(tmp_path / "broken")
    assert run(seeds, tmp_path / "outputs", workers=1) == 1
    assert "RuntimeError: this spaCy is broken; nothing was published" in capsys.readouterr().err
    assert not (tmp_path / "outputs" / "latest").exists()


def test_a_second_run_reads_only_what_is_new_and_tells_of_it(
    seeds: Path, tmp_path: Path, told: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = tmp_path / "outputs"
    (seeds / "old.txt").write_text(PAPER.format(drug="naratriptan", dose=2))
    assert run(seeds, outputs, workers=1) == 0
    (seeds / "new.txt").write_text(PAPER.format(drug="frovatriptan", dose=3))
    assert run(seeds, outputs, workers=1) == 0
    assert "2 files found, 1 to read" in told.text
    facts = json.loads((outputs / "latest" / "run.json").read_text())
    assert facts["files"]["read"] == 1
    assert set(facts["digests"]) == {"pipeline", "model", "vocabulary", "configuration"}

    from prefect.artifacts import Artifact  # noqa: PLC0415 - after the Prefect settings of the fixture

    changes = (outputs / "latest" / "changes.md").read_text()
    assert "frovatriptan (3 mg" in changes
    assert "naratriptan (" not in changes
    assert Artifact.get("headache-literature-changes").data == changes

    capsys.readouterr()
    assert run(seeds, outputs, workers=1) == 0
    assert capsys.readouterr().out.startswith("Nothing new: 2 files as in run 000002-")
    assert len(list((outputs / "runs").iterdir())) == 2


def test_changes_are_told_to_a_notification_block(tmp_path: Path, told: pytest.LogCaptureFixture) -> None:
    from prefect.blocks.abstract import NotificationBlock  # noqa: PLC0415

    import headache_literature  # noqa: PLC0415 - after the Prefect settings of the fixture

    class FileNotification(NotificationBlock):
        path: str

        async def notify(self, body: str, subject: str | None = None) -> None:
            Path(self.path).write_text(f"{subject}\n{body}")

    message = tmp_path / "message.txt"
    FileNotification(path=str(message)).save("papers")
    headache_literature.tell_of("# What is new", "filenotification/papers")
    assert message.read_text() == "cephlit: what is new\n# What is new"
    headache_literature.tell_of("# What is new", "filenotification/nobody")
    assert "filenotification/nobody could not be told" in told.text

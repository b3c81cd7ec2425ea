"""Runs on a Dask cluster, a real one on the loopback interface, and on papers at an address."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from importlib import import_module
from pathlib import Path

import fsspec
import pytest
from typer.testing import CliRunner

from cephlit.documents.discovery import discover
from cephlit.extraction import extract_file
from cephlit.tables.collection import collect
from cephlit.tables.frames import read_tables
from cephlit.tables.publish import publish

PATIENCE = 300
PAPER = (
    "Methods: {number} adults with migraine took 10 mg rizatriptan orally. "
    "Results: At 2 h, 12 of 20 (60%) were pain free. Nausea was reported by {few} patients.\n"
)


def run(seeds: Path | str, outputs: Path, scheduler: str = "") -> int:
    from headache_literature import run as run_flow  # noqa: PLC0415 - after the Prefect settings of the fixture

    return run_flow(seeds, outputs, 1, scheduler=scheduler)


def write_papers(folder: Path, count: int = 12) -> None:
    for number in range(count):
        (folder / f"{number}.txt").write_text(PAPER.format(number=20 + number, few=number % 5 + 1))
    (folder / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))


def tables_of(outputs: Path) -> dict[str, bytes]:
    folder = outputs / "latest" / "tables"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture
def expected(seeds: Path, tmp_path: Path) -> dict[str, bytes]:
    """Tables of the papers as one process makes them."""
    write_papers(seeds)
    publish(collect(extract_file(file) for file in discover(seeds).files), tmp_path / "expected", {})
    return tables_of(tmp_path / "expected")


@pytest.fixture
def dask(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """Starts processes of a cluster whose address is in the file `scheduler.json`; they end with the test."""
    started = []

    def start(kind: str) -> "subprocess.Popen[bytes]":
        options = ["--scheduler-file", tmp_path / "scheduler.json", "--no-dashboard", "--host", "127.0.0.1"]
        if kind == "scheduler":
            options += ["--port", "0"]
        else:
            options += ["--no-nanny", "--nthreads", "1", "--local-directory", tmp_path]
        with (tmp_path / f"{kind}{len(started)}.log").open("wb") as log:
            started.append(subprocess.Popen([sys.executable, "-m", "dask", kind, *options], stdout=log, stderr=log))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def client(tmp_path: Path, dask):
    from distributed import Client  # noqa: PLC0415

    dask("scheduler")
    with Client(scheduler_file=tmp_path / "scheduler.json", timeout=PATIENCE, set_as_default=False) as client:
        yield client


def children(pid: int) -> list[int]:
    lists = [task / "children" for task in Path(f"/proc/{pid}/task").iterdir()]
    return [int(child) for path in lists for child in path.read_text().split()]


def killed_while_reading(workers: list["subprocess.Popen[bytes]"], client, running: Future[int]) -> list[int]:
    """Kill one of the workers when it has a batch in hand and a process for it; handles of its processes.

    It is stopped first, so that what it has in hand cannot be done by the time of its death.
    """
    addresses = client.run(os.getpid)
    while not wait([running], timeout=0.05).done:
        for worker in workers:
            address = next(name for name, pid in addresses.items() if pid == worker.pid)
            if not children(worker.pid):
                continue
            worker.send_signal(signal.SIGSTOP)
            if client.processing()[address]:
                handles = [os.pidfd_open(child) for child in children(worker.pid)]
                worker.kill()
                worker.wait()
                return handles
            worker.send_signal(signal.SIGCONT)
    raise AssertionError(f"the run ended with {running.result()} before a worker could be killed")


def test_a_cluster_gives_the_same_tables_though_a_worker_is_killed(
    seeds: Path, tmp_path: Path, expected: dict[str, bytes], dask, client
) -> None:
    scheduler = client.scheduler.address
    workers = [dask("worker"), dask("worker")]
    client.wait_for_workers(2, timeout=PATIENCE)
    with ThreadPoolExecutor(1) as thread:
        running = thread.submit(run, seeds, tmp_path / "outputs", scheduler)
        handles = killed_while_reading(workers, client, running)
        assert running.result(timeout=PATIENCE) == 0
    assert tables_of(tmp_path / "outputs") == expected
    assert len(client.scheduler_info()["workers"]) == 1
    assert handles
    for handle in handles:
        assert select.select([handle], [], [], PATIENCE)[0], "a process handle becomes readable when the process ends"
        os.close(handle)

    assert run(f"file://{seeds}", tmp_path / "of-an-address", scheduler) == 0, "the worker that is left reads it"
    assert tables_of(tmp_path / "of-an-address") == expected


def test_a_cluster_without_workers_is_not_waited_for_without_end(
    seeds: Path, tmp_path: Path, client, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_papers(seeds, 1)
    monkeypatch.setattr("dask_engine.WORKERLESS_SECONDS", 0.5)
    assert run(seeds, tmp_path / "outputs", client.scheduler.address) == 1
    assert "has had no worker for 0.5 s; nothing was published" in capsys.readouterr().err


def test_a_scheduler_that_does_not_answer_is_named(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_papers(seeds, 1)
    monkeypatch.setattr("dask_engine.CONNECT_SECONDS", 0.5)
    for scheduler in ("tcp://127.0.0.1:1", "nonsense"):
        assert run(seeds, tmp_path / "outputs", scheduler) == 1
        told = capsys.readouterr().err
        assert f"no Dask scheduler answers at {scheduler}: " in told
        assert told.endswith("; nothing was published\n")
    assert not (tmp_path / "outputs" / "latest").exists()


def test_without_the_packages_for_it_a_run_says_what_to_install(
    seeds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_papers(seeds, 1)
    monkeypatch.delitem(sys.modules, "dask_engine", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert run(seeds, tmp_path / "outputs", "tcp://127.0.0.1:1") == 1
    assert "needs the package distributed: pip install 'cephlit[dask]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--engine", "dask"], "--engine dask needs --scheduler"),
        (["--scheduler", "tcp://127.0.0.1:8786"], "--scheduler is for --engine dask"),
        (["--engine", "spark"], "spark"),
    ],
)
@pytest.mark.parametrize("command", ["headache_literature", "schedule"])
def test_options_that_do_not_fit_are_refused(command: str, options: list[str], words: str) -> None:
    told = CliRunner().invoke(import_module(command).app, options)
    assert told.exit_code == 2
    assert words in " ".join(told.output.split())


def test_papers_at_an_address_give_the_same_tables_and_only_new_ones_are_read(
    seeds: Path, tmp_path: Path, expected: dict[str, bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = tmp_path / "outputs"
    memory = fsspec.filesystem("memory")
    memory.put(str(seeds), "/papers", recursive=True)
    assert run("memory://papers", outputs) == 0
    assert tables_of(outputs) == expected
    assert run("memory://papers", outputs) == 0
    assert "Nothing new: 13 files" in capsys.readouterr().out

    memory.mv("/papers/0.txt", "/papers/renamed.txt")
    memory.rm("/papers/1.txt")
    memory.pipe("/papers/sub/new.txt", PAPER.format(number=99, few=9).encode())
    memory.pipe("/papers/large.txt", b"migraine " * 3_000_000)
    assert run("memory://papers", outputs) == 0
    memory.rm("/papers", recursive=True)
    assert json.loads((outputs / "latest" / "run.json").read_text())["files"]["read"] == 1
    documents = read_tables(outputs)["documents"].set_index("file")["problem"]
    assert {"renamed.txt", "sub/new.txt"} <= set(documents.index)
    assert not {"0.txt", "1.txt"} & set(documents.index)
    assert "larger than 20 MB" in documents["large.txt"]

    assert run("memory://papers", outputs) == 2
    assert "there is nothing at 'memory://papers'; nothing was published" in capsys.readouterr().err

"""The command as users start it, in processes of its own: what it prints, how it ends, what it leaves behind."""

import contextlib
import os
import re
import select
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cephlit.runs.lock import run_lock

PIPELINE = Path(__file__).parents[2] / "pipelines" / "headache_literature.py"
PAPER = (
    "Methods: 20 adults with migraine took 10 mg rizatriptan orally. Results: At 2 h, 12 of 20 (60%) were pain free.\n"
)


WATCH = """
import os, sys
def note(event, arguments):
    if event in ("socket.connect", "socket.bind", "socket.sendto", "socket.getaddrinfo"):
        address = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
        with open(os.environ["SOCKETS"], "a") as lines:
            print(event, address[0] if isinstance(address, tuple) else address, file=lines)
sys.addaudithook(note)
"""
"""Has every Python process write down whom its sockets talk to."""


@pytest.fixture(scope="module")
def prefect_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture
def start(tmp_path: Path, prefect_home: Path):
    """Start the command on a folder of papers, in a session of its own."""

    def start(papers: int, **more: str) -> "subprocess.Popen[str]":
        (tmp_path / "seeds").mkdir(exist_ok=True)
        for number in range(papers):
            (tmp_path / "seeds" / f"{number}.txt").write_text(PAPER.replace("20", str(21 + number)))
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
        return subprocess.Popen(
            [sys.executable, str(PIPELINE), "--seeds", "seeds", "--outputs", "outputs", "--workers", "2"],
            cwd=tmp_path,
            env={**environment, "PREFECT_HOME": str(prefect_home), "HOME": str(tmp_path), **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    return start


def processes_of(session: int) -> dict[int, str]:
    """Processes of a session that run, each with its command line."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            command = (folder / "cmdline").read_text().replace("\0", " ")
            if command and os.getsid(int(folder.name)) == session:
                found[int(folder.name)] = command
    return found


def assert_all_end(leader: "subprocess.Popen[str] | subprocess.Popen[bytes]") -> None:
    """Assert that the processes which a command has started end after it.

    Python's own helper for shared resources ends when its pipe closes, which is a moment after the command's end; a
    process that is left for good is still there when the time is over.
    """
    until = time.monotonic() + 30
    for pid, command in processes_of(leader.pid).items():
        with contextlib.suppress(ProcessLookupError):
            handle = os.pidfd_open(pid)
            ended = select.select([handle], [], [], max(0.0, until - time.monotonic()))[0]
            os.close(handle)
            assert ended, command


def read_until(process: "subprocess.Popen[str]", words: str) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if words in line:
            return
    pytest.fail(f"the command ended without saying {words!r}")


def test_a_run_publishes_says_where_and_leaves_no_process(start, tmp_path: Path) -> None:
    process = start(papers=3)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    assert out.startswith("3 files: 3 read, 0 empty, 0 rejected; 3 studies.")
    assert "outputs/latest/tables/evidence.csv" in out
    assert "3 files found, 3 to read" in err
    assert all(re.match(r"\d\d:\d\d:\d\d \S", line) for line in err.splitlines()), err
    assert (tmp_path / "outputs" / "latest" / "tables" / "evidence.csv").read_text().count("rizatriptan") >= 3
    assert_all_end(process)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["outputs", "seeds"], "nothing is written elsewhere"


def test_a_run_speaks_to_its_own_machine_alone_and_forgets_old_runs(
    start, tmp_path_factory: pytest.TempPathFactory, prefect_home: Path
) -> None:
    watch = tmp_path_factory.mktemp("watch")
    (watch / "sitecustomize.py").write_text(WATCH)
    assert start(papers=1).wait(300) == 0
    with contextlib.closing(sqlite3.connect(prefect_home / "prefect.db")) as history:
        (runs,) = history.execute("SELECT count(*) FROM flow_run").fetchone()
        history.execute("UPDATE flow_run SET end_time = datetime(end_time, '-40 days')")
        history.commit()
        assert runs >= 1

    process = start(
        papers=1,
        PYTHONPATH=os.pathsep.join([str(watch), *filter(None, [os.environ.get("PYTHONPATH")])]),
        SOCKETS=str(watch / "sockets"),
    )
    _, err = process.communicate(timeout=300)
    assert process.returncode == 0, err

    spoken = {tuple(line.split(" ", 1)) for line in (watch / "sockets").read_text().splitlines()}
    assert ("socket.connect", "127.0.0.1") in spoken
    assert {address for _, address in spoken} <= {"127.0.0.1", "::1", "localhost"}, spoken
    with contextlib.closing(sqlite3.connect(prefect_home / "prefect.db")) as history:
        assert history.execute("SELECT count(*) FROM flow_run").fetchone() == (1,)


def test_an_interrupted_run_publishes_nothing_and_leaves_no_process(start, tmp_path: Path) -> None:
    process = start(papers=500)
    read_until(process, "500 files found")
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrupted; nothing was published" in err
    assert "Traceback" not in err
    assert_all_end(process)
    assert not (tmp_path / "outputs" / "latest").exists()


def test_the_processes_of_a_killed_run_end_by_themselves(start) -> None:
    process = start(papers=500)
    read_until(process, "500 files found")
    others = [os.pidfd_open(pid) for pid in processes_of(process.pid) if pid != process.pid]
    assert len(others) >= 3, "a server and two workers"
    process.kill()
    process.communicate()
    for other in others:
        assert select.select([other], [], [], 60)[0], "a process handle becomes readable when the process ends"
        os.close(other)


@pytest.mark.parametrize(
    ("prepare", "code", "words"),
    [
        (lambda folder: (folder / "seeds" / "0.txt").unlink(), 2, "the seeds folder 'seeds' holds no files"),
        (lambda folder: (folder / "outputs").touch(), 4, "cannot write to the outputs folder 'outputs'"),
    ],
    ids=["no seeds", "no folder for outputs"],
)
def test_what_can_be_known_at_once_is_said_at_once(start, tmp_path: Path, prepare, code: int, words: str) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "0.txt").write_text(PAPER)
    prepare(tmp_path)
    process = start(papers=0)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code
    assert words in err
    assert len(err.splitlines()) == 1


def test_a_second_run_leaves_the_first_alone(start, tmp_path: Path) -> None:
    with run_lock(tmp_path / "outputs"):
        process = start(papers=1)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert f"another run is writing to 'outputs': process {os.getpid()} on" in err

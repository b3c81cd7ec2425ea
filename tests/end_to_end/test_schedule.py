"""The schedule as users start it: it fires, reads what is new, and ends without a trace."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from test_command import PAPER, assert_all_end, processes_of

DEADLINE = 240
"""Seconds for what takes some twenty, and up to a minute more until the clock says so, on a machine that does nothing
else; where several processes want each core, as many times that."""

EVERY_MINUTE = "* * * * *"


@pytest.fixture
def start(tmp_path: Path):
    """Start the schedule in a session of its own; what it says goes to a file."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT")}
    sessions = []

    def start(cron: str) -> "subprocess.Popen[bytes]":
        with (tmp_path / "log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", "from cephlit.cli import app; app()", "schedule", "--cron", cron],
                cwd=tmp_path,
                env={**environment, "PREFECT_HOME": str(tmp_path / "prefect"), "TZ": "UTC"},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        sessions.append(process)
        return process

    yield start
    for process in sessions:
        for pid in processes_of(process.pid):
            os.kill(pid, signal.SIGKILL)
        process.wait()


def wait_for(sign: Callable[[], object], process: "subprocess.Popen[bytes]", log: Path) -> None:
    left, last = float(DEADLINE), time.monotonic()
    while not sign():
        assert process.poll() is None, log.read_text()
        assert left > 0, log.read_text()
        time.sleep(0.2)
        now = time.monotonic()
        left, last = left - (now - last) / wanting_a_core(), now


def wanting_a_core() -> float:
    """How many processes share each core now, this one's among them."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    assert process.wait(60 * wanting_a_core()) == 0
    assert_all_end(process)


def test_a_paper_that_is_dropped_into_the_folder_is_read_when_it_is_time(start, tmp_path: Path) -> None:
    log, evidence = tmp_path / "log", tmp_path / "outputs" / "latest" / "tables" / "evidence.csv"
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "old.txt").write_text(PAPER)
    process = start(EVERY_MINUTE)
    wait_for(lambda: "waiting; the next run is due at" in log.read_text(), process, log)
    (tmp_path / "seeds" / "new.txt").write_text(PAPER.replace("rizatriptan", "eletriptan"))
    wait_for(lambda: evidence.is_file() and "eletriptan" in evidence.read_text(), process, log)
    told = log.read_text()
    assert "2 files found, 2 to read" in told
    assert (tmp_path / "outputs" / "latest" / "changes.md").read_text().count("eletriptan")
    stop(process)


def test_what_is_no_schedule_is_said_at_once(start, tmp_path: Path) -> None:
    process = start("at six")
    assert process.wait(DEADLINE * wanting_a_core()) == 2
    assert "is no schedule" in (tmp_path / "log").read_text()
    assert_all_end(process)

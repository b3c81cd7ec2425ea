import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cephlit.runs.lock import OutputsError, RunInProgressError, run_lock

HOLDER = """
import sys, threading
from pathlib import Path
from cephlit.runs.lock import run_lock
with run_lock(Path(sys.argv[1])):
    print("held", flush=True)
    threading.Event().wait()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    command = [sys.executable, "-c", HOLDER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        process.kill()


def test_a_second_run_is_told_who_holds_the_outputs(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    with pytest.raises(RunInProgressError, match=rf"process {holder.pid} on \S+ since \d{{4}}-"), run_lock(tmp_path):
        pass


def test_a_killed_holder_holds_nothing(holder: "subprocess.Popen[str]", tmp_path: Path) -> None:
    holder.kill()
    holder.wait()
    with run_lock(tmp_path):
        assert (tmp_path / ".run").read_text().startswith(f"process {os.getpid()} ")


def test_the_folder_is_made_and_freed(tmp_path: Path) -> None:
    outputs = tmp_path / "deep" / "outputs"
    for _ in range(2):
        with run_lock(outputs):
            assert outputs.is_dir()
    assert not (outputs / ".run").exists()


def test_a_file_in_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "outputs").touch()
    with pytest.raises(OutputsError, match="outputs"), run_lock(tmp_path / "outputs"):
        pass


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path, as_nobody: None) -> None:  # noqa: ARG001
    with pytest.raises(OutputsError, match="Permission denied"), run_lock(tmp_path / "outputs"):
        pass

"""Publications that are killed: whenever it happens, readers see a whole run, and the next run goes on from there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from worked_study import extraction

from cephlit.tables.collection import collect
from cephlit.tables.extraction import Extraction
from cephlit.tables.publish import KEPT_RUNS, publish


def bytes_of(outputs: Path) -> dict[str, bytes]:
    """All that a reader may open, but for the database, whose bytes differ from run to run."""
    latest = outputs / "latest"
    return {str(p.relative_to(latest)): p.read_bytes() for p in latest.rglob("*.*") if p.suffix != ".duckdb"}


def test_a_publication_may_be_killed_before_and_after_each_change_of_the_disk(tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    publish(collect([extraction()]), outputs, {})
    old = bytes_of(outputs)
    publish(collect([extraction(), Extraction.refused("scan.txt", "binary data")]), tmp_path / "whole", {})
    new = bytes_of(tmp_path / "whole")
    assert old != new

    script = Path(__file__).with_name("killed_publication.py")
    process = subprocess.Popen(
        [sys.executable, script, outputs], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
    )
    assert process.stdin is not None
    assert process.stdout is not None
    seen = []
    for line in process.stdout:
        told = json.loads(line)
        read = bytes_of(outputs)
        assert read in (old, new), told
        seen.append((told["killed"], read == new))
        process.stdin.write("\n")
    assert process.wait() == 0
    assert sum(killed for killed, _ in seen) >= 12
    assert [new for _, new in seen] == sorted(new for _, new in seen), "what was published stays published"
    assert seen[-1] == (False, True)
    left = [path.name for path in (outputs / "runs").iterdir()]
    assert len(left) <= KEPT_RUNS
    assert not [name for name in left if name.endswith(".tmp")], "nothing that a killed run left lies about"


@pytest.mark.parametrize("year", [1971, 2200])
def test_the_clock_has_no_say_in_what_is_the_latest(tmp_path: Path, year: int) -> None:
    for _ in range(KEPT_RUNS + 1):
        run = publish(collect([extraction()]), tmp_path, {})
        seconds = (year - 1970) * 31_556_952
        os.utime(run, (seconds, seconds))
    assert (tmp_path / "latest").resolve() == run
    assert sorted(path.name[:6] for path in (tmp_path / "runs").iterdir()) == [
        f"{n:06d}" for n in range(2, KEPT_RUNS + 2)
    ]

"""Runs that are killed at any moment: nothing is lost or doubled, and readers see whole runs alone."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from cephlit.tables.frames import read_tables

PIPELINE = Path(__file__).parents[2] / "pipelines" / "headache_literature.py"
MOMENTS = 20
PAPER = (
    "Methods: {number} adults with migraine took 10 mg rizatriptan orally. "
    "Results: At 2 h, 12 of 20 (60%) were pain free.\n"
)


def start(seeds: Path, outputs: Path) -> "subprocess.Popen[str]":
    from prefect.settings import PREFECT_API_URL  # noqa: PLC0415 - after the Prefect settings of the fixture

    return subprocess.Popen(
        [sys.executable, PIPELINE, "--seeds", seeds, "--outputs", outputs, "--workers", "1"],
        env={**os.environ, "PREFECT_API_URL": PREFECT_API_URL.value()},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(seeds: Path, outputs: Path) -> float:
    """Run to the end; how long it took."""
    began = time.monotonic()
    process = start(seeds, outputs)
    _, err = process.communicate(timeout=500)
    assert process.returncode == 0, err
    return time.monotonic() - began


def tables_of(outputs: Path) -> dict[str, bytes]:
    folder = outputs / "latest" / "tables"
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_a_run_killed_at_any_moment_is_made_good_by_the_next(seeds: Path, tmp_path: Path) -> None:
    chosen = random.Random(20)
    outputs = tmp_path / "outputs"
    for number in range(3):
        (seeds / f"{number}.txt").write_text(PAPER.format(number=20 + number))
    usual = finish(seeds, outputs)
    killed, published = 0, [set(read_tables(outputs)["documents"]["sha256"])]
    for number in range(MOMENTS):
        (seeds / "0.txt").write_text(PAPER.format(number=100 + number))  # so that there is something to do
        process = start(seeds, outputs)
        try:
            process.wait(chosen.uniform(0, usual))
        except subprocess.TimeoutExpired:
            process.kill()
            killed += 1
        process.communicate()
        tables = read_tables(outputs)
        seen = set(tables["documents"]["sha256"])
        assert len(seen) == len(tables["documents"]) == len(tables["studies"]) == 3
        assert set(tables_of(outputs)) == {
            *(f"{table}.{kind}" for table in tables for kind in ("csv", "parquet")),
            "datapackage.json",
        }
        if seen != published[-1]:
            assert seen not in published, "an older run is back"
            published.append(seen)
    assert killed >= MOMENTS // 2

    finish(seeds, outputs)
    finish(seeds, tmp_path / "fresh")
    assert tables_of(outputs) == tables_of(tmp_path / "fresh")
    assert not [path for path in outputs.rglob("*.tmp*") if path.exists()]

"""Measure whole runs, as the scheduler starts them: the first one, one with a new paper, one with nothing new."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_START = """
import prefect_api
prefect_api.have_prefect_api()
from prefect import flow
flow(lambda: None, name="start")()
"""


def _seconds(command: list[str], home: Path) -> float:
    """Time by the clock that a command takes."""
    python_path = os.pathsep.join([str(ROOT / "src"), str(ROOT / "pipelines")])
    environment = {**os.environ, "PREFECT_HOME": str(home), "PYTHONPATH": python_path}
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *command], check=False, env=environment, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stderr}")
    return time.perf_counter() - start


def prefect_start(home: Path) -> float:
    """Time that Prefect takes for a flow that does nothing; its database is made before."""
    if not home.exists():
        _seconds(["-c", _START], home)
    return _seconds(["-c", _START], home)


def run(seeds: Path, outputs: Path, home: Path, workers: int) -> float:
    """Time of one run."""
    pipeline = str(ROOT / "pipelines" / "headache_literature.py")
    options = ["--seeds", str(seeds), "--outputs", str(outputs), "--workers", str(workers)]
    return _seconds([pipeline, *options], home)

"""What must hold of any bytes at all that go through all stages, and a run that looks for bytes for which it does not.

As a program (``python tests/fuzz/pipeline.py --minutes 30``) it prints how many examples it tried, and what failed.
"""

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from texts import contents

from cephlit.documents.sources import FoundFile
from cephlit.extraction import extract_file, prepare
from cephlit.tables.collection import collect
from cephlit.tables.extraction import Extraction

SECONDS = 2.0
SECONDS_PER_CHARACTER = 0.002
"""Computing time that a text may take: fifty times what usual text takes, and no room for squares."""


def check(data: bytes) -> None:
    """Read a file of these bytes, and see that each row is true to its text."""
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "fuzzed.txt")
        path.write_bytes(data)
        start = time.thread_time()
        extraction = extract_file(FoundFile("fuzzed.txt", path))
        took = time.thread_time() - start
    assert took < SECONDS + SECONDS_PER_CHARACTER * len(extraction.text), f"{took:.1f} s of computing"
    assert not any("unexpected" in failure.reason for failure in extraction.failures), extraction.failures
    _check_rows(extraction)


def _check_rows(extraction: Extraction) -> None:
    tables = collect([extraction])
    for name, frame in tables.frames.items():
        words = "text" if name == "mentions" else "quote"
        if name != "rejects" and {words, "start"} <= set(frame.columns):
            for start, end, quote in frame[["start", "end", words]].itertuples(index=False):
                assert extraction.text[start:end] == quote, name


def run(minutes: float) -> dict[str, object]:
    """Look for failures until the time is over; how many examples were tried, and the first failure."""
    tried = 0

    @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(contents())
    def one(data: bytes) -> None:
        nonlocal tried
        tried += 1
        check(data)

    end = time.monotonic() + 60 * minutes
    failures: list[str] = []
    while time.monotonic() < end:
        try:
            one()
        except Exception as error:  # any failure is a finding; the run goes on to find others
            failures.append(f"{type(error).__name__}: {error}" + "".join(getattr(error, "__notes__", [])))
            print(json.dumps({"failure": failures[-1]}), flush=True)
    return {"examples": tried, "minutes": minutes, "failures": len(failures)}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    os.nice(19)
    print(json.dumps(run(parser.parse_args().minutes)))

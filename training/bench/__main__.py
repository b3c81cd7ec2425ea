"""Print how fast the pipeline is: ``python -m training.bench ARCHIVE [--papers N] [--medspacy PYTHON]``.

All figures are ratios of what is measured here and now, one after the other on the same machine. Work of one process is
told in seconds of computing, so that other programs have little say in it; whole runs and workers beside each other are
told by the clock, and need a machine that does nothing else.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from statistics import median
from typing import NamedTuple

from training.bench.runs import ROOT, prefect_start, run

from cephlit.tagging.dictionary import dictionary

FEW = 30
"""Papers whose time each is compared with that of all."""

COPIED = 8000
"""Characters of a copy: what many papers cost a run with one new one lies in their rows, not in their length."""


def unpack(archive: Path, folder: Path, papers: int) -> Path:
    """Write the first papers of an archive to a folder."""
    folder.mkdir()
    with tarfile.open(archive) as packed:
        members = sorted((m for m in packed if m.name.endswith(".txt")), key=lambda m: m.name)
        for member in members[:papers]:
            content = packed.extractfile(member)
            if content is not None:
                (folder / Path(member.name).name).write_bytes(content.read())
    return folder


def some(folder: Path, papers: int) -> Path:
    """A folder with the first papers of another."""
    part = folder.with_name(f"{folder.name}-{papers}")
    part.mkdir()
    for path in sorted(folder.iterdir())[:papers]:
        shutil.copy(path, part)
    return part


def copied(folder: Path, times: int) -> Path:
    """A folder with copies of the papers of another, each with a text of its own."""
    many = folder.with_name(f"{folder.name}-times-{times}")
    many.mkdir()
    for path in sorted(folder.iterdir()):
        text = path.read_text(encoding="utf-8")[:COPIED]
        for number in range(times):
            (many / f"{path.stem}-{number}.txt").write_text(f"{text}\nCopy {number}.\n", encoding="utf-8")
    return many


def write_lexicon(path: Path) -> Path:
    """Write the names of drugs and conditions that the pipeline looks for."""
    names = [
        (phrase, entry.label)
        for phrase, entries in dictionary().folded.items()
        for entry in entries
        if entry.label in ("DRUG", "CONDITION") and entry.concept is not None
    ]
    path.write_text(json.dumps(names), encoding="utf-8")
    return path


def measured(kind: str, folder: Path, *more: str, python: str = sys.executable) -> dict[str, float]:
    """Have `processes` measure one kind of work."""
    command = [python, "-m", "training.bench.processes", kind, str(folder), *more]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    silent = {"LOGURU_LEVEL": "ERROR"}  # what medspaCy's sentence splitter logs is no work of the pipeline
    # The path is without src: medspaCy would load our components.
    environment = {**os.environ, **threads, **silent, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return dict(json.loads(done.stdout.splitlines()[-1]))


class Figure(NamedTuple):
    """A measured figure.

    Attributes
    ----------
    what, value
        What it tells, and how much of it; seconds if it is not a ratio.
    limit
        What it has to be, such as ``<= 8``; empty if it only says where the time goes.
    note
        What it is made of.
    """

    what: str
    value: float
    limit: str = ""
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether it is within its limit."""
        sign, _, number = self.limit.partition(" ")
        return {"": True, "<=": self.value <= float(number or 0), ">=": self.value >= float(number or 0)}[sign]

    def __str__(self) -> str:
        """A line for the terminal."""
        limit = f" (has to be {self.limit}{'' if self.kept else ', IS NOT'})" if self.limit else ""
        return f"{self.what}: {self.value:,.2f}{limit}{f'; {self.note}' if self.note else ''}"


def work_figures(papers: Path, lexicon: Path, medspacy: str | None) -> Iterator[Figure]:
    """Figures of the work of one process."""
    few = some(papers, FEW)
    whole, part = measured("pipeline", papers), measured("pipeline", few)
    grown = (whole["seconds"] / whole["papers"]) / (part["seconds"] / part["papers"])
    yield Figure("words/s of one core", whole["words"] / whole["seconds"], "", f"{whole['start']:.1f} s to get ready")
    tokens, model = (measured(floor, few) for floor in ("tokens", "model"))
    of_few = f"on {part['papers']} papers, {part['seconds']:.0f} s of computing"
    yield Figure("pipeline / tokens alone", part["seconds"] / tokens["seconds"], "", of_few)
    yield Figure("pipeline / model alone", part["seconds"] / model["seconds"], "<= 2.0", of_few)
    yield Figure(f"time of a paper among {whole['papers']} / among {part['papers']}", grown, "<= 1.15")
    yield Figure("peak memory of a worker, GB", whole["peak"] / 1000, "<= 1.5")
    growth = whole["peak"] / whole["peak after a tenth"]
    yield Figure("peak memory / that after a tenth of the papers", growth, "<= 1.1")
    if medspacy:
        other = measured("medspacy", few, str(lexicon), python=medspacy)
        speed = other["words"] / other["seconds"]
        yield Figure(
            "words/s / medspaCy's", part["words"] / part["seconds"] / speed, ">= 3.0", f"{speed:,.0f} words/s there"
        )


def run_figures(papers: Path, scratch: Path, copies: int, times: int) -> Iterator[Figure]:
    """Figures of whole runs, by the clock, with all papers and, on demand, with copies of them."""
    home = scratch / "prefect"
    start = prefect_start(home)
    yield Figure("Prefect's own start, s", start)
    one, two = (run(papers, scratch / f"outputs-{workers}", home, workers) - start for workers in (1, 2))
    yield Figure("1 worker / 2 workers", one / two, ">= 1.7", f"{one:.0f} s / {two:.0f} s besides Prefect's start")
    new = min(papers.iterdir()).read_text(encoding="utf-8")
    yield from later_figures(papers, scratch / "outputs-2", new, home, times)
    if copies:
        many = copied(papers, copies)
        run(many, scratch / "outputs-many", home, 2)
        yield from later_figures(many, scratch / "outputs-many", new, home, times)


def later_figures(papers: Path, outputs: Path, new: str, home: Path, times: int) -> Iterator[Figure]:
    """Figures of runs with one new paper, and of ones with nothing new, after all papers were read."""
    count = len(list(papers.iterdir()))
    starts, with_one, with_none = [], [], []
    for number in range(times):
        starts.append(prefect_start(home))
        (papers / f"added-{number}.txt").write_text(f"{new}\nCopy {number}.\n", encoding="utf-8")
        with_one.append(run(papers, outputs, home, 2))
        with_none.append(run(papers, outputs, home, 2))
    start = median(starts)
    note = f"median of {times}, besides Prefect's start of {start:.1f} s"
    yield Figure(f"one new paper after {count:,}, s", median(with_one) - start, "<= 8", note)
    yield Figure(f"nothing new after {count:,}, s", median(with_none) - start, "<= 3", note)


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.bench", description=__doc__)
    parser.add_argument("archive", type=Path, help="full texts, one file a paper")
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--copies", type=int, default=0, help="runs over so many times as many papers; 0: none")
    parser.add_argument("--times", type=int, default=3, help="how often what takes seconds by the clock is measured")
    parser.add_argument("--medspacy", help="the Python of an environment that has medspacy; without, it is left out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        papers = unpack(arguments.archive, scratch / "papers", arguments.papers)
        lexicon = write_lexicon(scratch / "lexicon.json")
        for figure in chain(
            work_figures(papers, lexicon, arguments.medspacy),
            run_figures(papers, scratch, arguments.copies, arguments.times),
        ):
            print(figure, flush=True)


if __name__ == "__main__":
    main()

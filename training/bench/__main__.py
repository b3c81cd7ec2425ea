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
from pathlib import Path

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
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    done = subprocess.run(
        command, check=True, capture_output=True, text=True, env={**os.environ, **threads, "PYTHONPATH": path}
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))


def work_figures(papers: Path, lexicon: Path, medspacy: str | None) -> Iterator[str]:
    """Figures of the work of one process."""
    few = some(papers, FEW)
    whole, part = measured("pipeline", papers), measured("pipeline", few)
    each = whole["seconds"] / whole["papers"]
    yield f"pipeline: {whole['words'] / whole['seconds']:,.0f} words/s of one core; {whole['start']:.1f} s to get ready"
    for floor in ("tokens", "model"):
        alone = measured(floor, few)
        yield f"pipeline / {floor} alone: {part['seconds'] / alone['seconds']:.2f} ({FEW} papers)"
    yield f"time of a paper among {whole['papers']:.0f} / among {FEW}: {each / (part['seconds'] / FEW):.2f}"
    growth = whole["peak"] / whole["peak after a tenth"]
    yield f"peak memory of a worker: {whole['peak'] / 1000:.2f} GB; / after a tenth of the papers: {growth:.2f}"
    if medspacy:
        other = measured("medspacy", few, str(lexicon), python=medspacy)
        ratio = (part["words"] / part["seconds"]) / (other["words"] / other["seconds"])
        yield f"words/s / medspaCy's words/s: {ratio:.2f} ({other['words'] / other['seconds']:,.0f} words/s there)"


def run_figures(papers: Path, scratch: Path) -> Iterator[str]:
    """Figures of whole runs, by the clock."""
    home = scratch / "prefect"
    start = prefect_start(home)
    yield f"Prefect's own start: {start:.1f} s"
    one, two = (run(papers, scratch / f"outputs-{workers}", home, workers) - start for workers in (1, 2))
    yield f"1 worker / 2 workers: {one / two:.2f} ({one:.0f} s / {two:.0f} s besides Prefect's start)"
    yield from later_figures(papers, scratch / "outputs-2", home, start)


def many_figures(papers: Path, scratch: Path, times: int) -> Iterator[str]:
    """Figures of runs over so many times as many papers."""
    home, outputs = scratch / "prefect", scratch / "outputs-many"
    start = prefect_start(home)
    many = copied(papers, times)
    run(many, outputs, home, 2)
    yield from later_figures(many, outputs, home, start)


def later_figures(papers: Path, outputs: Path, home: Path, start: float) -> Iterator[str]:
    """Figures of a run with one new paper, and of one with nothing new, after all papers were read."""
    first = min(papers.iterdir())
    (papers / "added.txt").write_text(first.read_text(encoding="utf-8").replace("the", "this", 1), encoding="utf-8")
    count = len(list(papers.iterdir())) - 1
    yield f"one new paper after {count}: {run(papers, outputs, home, 2) - start:.1f} s besides Prefect's start"
    yield f"nothing new after {count + 1}: {run(papers, outputs, home, 2) - start:.1f} s besides Prefect's start"


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m training.bench", description=__doc__)
    parser.add_argument("archive", type=Path, help="full texts, one file a paper")
    parser.add_argument("--papers", type=int, default=300)
    parser.add_argument("--copies", type=int, default=0, help="runs over so many times as many papers; 0: none")
    parser.add_argument("--medspacy", help="the Python of an environment that has medspacy; without, it is left out")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        papers = unpack(arguments.archive, scratch / "papers", arguments.papers)
        lexicon = write_lexicon(scratch / "lexicon.json")
        for line in work_figures(papers, lexicon, arguments.medspacy):
            print(line, flush=True)
        for line in run_figures(papers, scratch):
            print(line, flush=True)
        for line in many_figures(papers, scratch, arguments.copies) if arguments.copies else ():
            print(line, flush=True)


if __name__ == "__main__":
    main()

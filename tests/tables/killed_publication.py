"""Publish in forked processes that are killed at chosen moments; run by ``test_publish_killed``.

Each line of standard output is a JSON object: the moment, and whether the process was killed there.
"""

import json
import os
import signal
import sys
from pathlib import Path

from worked_study import extraction

from cephlit.tables.collection import collect
from cephlit.tables.extraction import Extraction
from cephlit.tables.frames import Tables
from cephlit.tables.publish import publish
from cephlit.tables.table_checks import check_tables

CHANGES = {"os.rename", "os.symlink", "os.remove", "os.rmdir", "shutil.rmtree"}
"""What Python announces before it changes a folder."""

WRITTEN = ("evidence.csv", "run.json")
"""Of the files whose writing it announces, those at which the process is killed."""


def writes(path: object, mode: object, _: object) -> bool:
    """Whether a file is opened to be written, and is one to be killed at."""
    return isinstance(mode, str) and "w" in mode and str(path).endswith(WRITTEN)


def die_at(moment: int, *, after: bool) -> None:
    """Have this process killed right before its n-th change of the disk, or right after it."""
    seen, due = 0, False

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal seen, due
        if due:
            due = False  # the killing is announced too
            os.kill(os.getpid(), signal.SIGKILL)
        if event in CHANGES or (event == "open" and writes(*arguments)):
            seen += 1
            due = seen == moment
            if due and not after:
                watch("", ())

    sys.addaudithook(watch)


def publish_and_die(tables: Tables, outputs: Path, moment: int, *, after: bool) -> bool:
    """Publish in a process of its own; whether it was killed before the end."""
    child = os.fork()
    if child == 0:
        die_at(moment, after=after)
        publish(tables, outputs, {})
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def main(outputs: Path) -> None:
    """Kill at every moment, each right before and right after, until a publication is over before its moment comes."""
    tables = collect([extraction(), Extraction.refused("scan.txt", "binary data")])
    check_tables(
        tables.frames, {name: share.text for name, share in tables.texts.items()}
    )  # what is loaded at first use, every child would load again
    killed, moment = True, 0
    while killed:
        moment += 1
        for after in (False, True):
            killed = publish_and_die(tables, outputs, moment, after=after)
            print(json.dumps({"moment": moment, "after": after, "killed": killed}), flush=True)
            sys.stdin.readline()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

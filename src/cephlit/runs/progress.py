"""How far the reading of files has come: a bar on a terminal, lines in a log otherwise."""

import contextlib
import logging
import threading
from collections.abc import Callable, Iterator

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from cephlit.runs.words import printable
from cephlit.tables.collection import FileShare

log = logging.getLogger(__name__)

LOG_LINES = 10
"""How many lines tell the progress of a run that has no terminal."""


@contextlib.contextmanager
def reading_progress(files: int, console: Console) -> Iterator[Callable[[FileShare], None]]:
    """Show progress while files are read.

    Parameters
    ----------
    files
        How many there are.
    console
        Where to draw; if it is no terminal, progress goes to the log.

    Yields
    ------
    Callable[[FileShare], None]
        To be called with each file's share, from any thread.
    """
    columns = TextColumn("Reading papers"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        counter = _Counter(files, bar)
        yield counter.add


class _Counter:
    def __init__(self, files: int, bar: Progress) -> None:
        self._files, self._done = files, 0
        self._bar, self._task = bar, bar.add_task("files", total=files)
        self._lock = threading.Lock()

    def add(self, read: FileShare) -> None:
        with self._lock:
            self._done += 1
            self._bar.advance(self._task)
            if read.share.status == "rejected":
                log.warning("rejected %s: %s", printable(read.file), printable(read.share.problem))
            tenths = self._done * LOG_LINES // self._files
            if self._bar.disable and tenths > (self._done - 1) * LOG_LINES // self._files:
                log.info("read %d of %d files", self._done, self._files)

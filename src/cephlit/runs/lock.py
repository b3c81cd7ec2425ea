"""One run at a time writes to an outputs folder."""

import contextlib
import os
import socket
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout


class RunInProgressError(RuntimeError):
    """Another run holds the outputs folder; the message says which."""


class OutputsError(RuntimeError):
    """The outputs folder cannot be used; the message says why."""


@contextlib.contextmanager
def run_lock(outputs: Path) -> Iterator[None]:
    """Hold an outputs folder for oneself; make it if there is none.

    The system frees the lock when the process ends, however it ends.

    Raises
    ------
    RunInProgressError
        If another run holds it.
    OutputsError
        If the folder cannot be made or written to.
    """
    holder = outputs / ".run"
    with contextlib.ExitStack() as stack:
        try:
            outputs.mkdir(parents=True, exist_ok=True)
            stack.enter_context(FileLock(outputs / ".lock", timeout=0))
            holder.write_text(f"process {os.getpid()} on {socket.gethostname()} since {datetime.now():%Y-%m-%d %H:%M}")
        except Timeout:
            raise RunInProgressError(f"another run is writing to {str(outputs)!r}: {_read(holder)}") from None
        except OSError as error:
            raise OutputsError(f"cannot write to the outputs folder {str(outputs)!r}: {error.strerror}") from error
        try:
            yield
        finally:
            holder.unlink(missing_ok=True)


def _read(holder: Path) -> str:
    try:
        return holder.read_text()
    except OSError:
        return "it does not say which"  # it is just starting or ending

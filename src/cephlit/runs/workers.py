"""Processes that do one piece of work at a time, and may die without harm to anything but that piece.

A pool of the standard library breaks as a whole when one of its processes is killed, and cannot say over which piece
of work it broke. Here each process has a pipe of its own, so the piece is known, and the next one gets a new process.
"""

import contextlib
import importlib
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import IO, Any, Generic, Literal, Self, TypeVar, cast

from cephlit.runs.lifeline import when_parent_is_gone

Argument = TypeVar("Argument")
Result = TypeVar("Result")

ATTEMPTS = 2
"""How often a piece of work is tried that kills its process: the machine may once have killed the wrong one."""

_SECONDS_TO_EXIT = 5.0

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One process a core is the parallelism; threads of a numerical library would only compete with it."""


class WorkerDiedError(RuntimeError):
    """A process ended in the middle of a piece of work; the message says how."""


class WorkFailedError(RuntimeError):
    """The work, or the preparation for it, raised an exception; the message holds its type and text."""


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, function: str, prepare: str) -> None:
        self._connection, theirs = Pipe()
        # A plain child, not a `multiprocessing.Process`: that would import the caller's main module too, with all that
        # only the caller needs.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cephlit.runs.workers", str(theirs.fileno()), function, prepare],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.PIPE,
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        theirs.close()
        self._ready = False

    def run(self, argument: object) -> Any:
        """Have the function run on an argument."""
        if not self._ready:
            self._receive()
            self._ready = True
        with contextlib.suppress(OSError):  # that a process is gone shows when its answer is read
            self._connection.send(argument)
        return self._receive()

    def _receive(self) -> Any:
        try:
            good, answer = cast(tuple[bool, Any], self._connection.recv())
        except (EOFError, OSError) as error:
            self._connection.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS_TO_EXIT)
            raise WorkerDiedError(f"the worker process {_ending(self.kill())}") from error
        if not good:
            raise WorkFailedError(answer)
        return answer

    def kill(self) -> int:
        """End the process if it still runs; its exit code."""
        self._process.kill()
        cast(IO[bytes], self._process.stdin).close()
        return self._process.wait()


class WorkerPool(Generic[Argument, Result]):
    """A fixed number of processes that run one function; safe to use from several threads.

    Parameters
    ----------
    function
        What the processes run, as ``package.module:function``: the caller need not load what only they need.
    size
        How many processes.
    prepare
        Likewise, what each process calls once when it starts, such as the loading of a model. All start at once, so
        that they prepare themselves while the caller does something else.
    """

    def __init__(self, function: str, size: int, prepare: str) -> None:
        self.size = size
        self._names = function, prepare
        self._lock = threading.Lock()
        self._closed = False
        self._workers: set[_Worker] = set()
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        for _ in range(size):
            self._idle.put(self._start())

    def run(self, argument: Argument) -> Result:
        """Run the function in an idle process, or wait for one.

        Raises
        ------
        WorkerDiedError
            If the process died, and a second one too.
        WorkFailedError
            If the function or the preparation raised an exception.
        """
        for _ in range(ATTEMPTS - 1):
            with contextlib.suppress(WorkerDiedError):
                return self._try(argument)
        return self._try(argument)

    def _try(self, argument: Argument) -> Result:
        worker = self._idle.get()
        try:
            worker = worker or self._start()
            return cast(Result, worker.run(argument))
        except WorkerDiedError:
            with self._lock:
                self._refuse_if_closed()
                self._workers.discard(cast(_Worker, worker))
            worker = None
            raise
        finally:
            self._idle.put(worker)

    def _start(self) -> _Worker:
        with self._lock:
            self._refuse_if_closed()
            worker = _Worker(*self._names)
            self._workers.add(worker)
            return worker

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise WorkFailedError("the worker processes were told to stop")

    def close(self) -> None:
        """End all processes, at work or not."""
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.kill()
            self._workers.clear()

    def __enter__(self) -> Self:
        """Return the pool itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes."""
        self.close()


def _ending(code: int) -> str:
    """Words for an exit code, which is negative for a signal."""
    return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"


def _load(address: str) -> Callable[..., object]:
    module, name = address.split(":")
    return cast(Callable[..., object], getattr(importlib.import_module(module), name))


def _attempt(work: Callable[[], Result]) -> tuple[Literal[True], Result] | tuple[Literal[False], str]:
    """Do a piece of work; whether it went well, and its result or what went wrong."""
    try:
        return True, work()
    except Exception as error:  # whatever it is, it belongs to the caller
        return False, f"{type(error).__name__}: {error}"


def _prepared(function: str, prepare: str) -> Callable[[Any], object]:
    work = _load(function)
    _load(prepare)()
    return work


def _serve(descriptor: int, function: str, prepare: str) -> None:
    """Prepare, then answer one argument after the other until the caller is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; only the caller acts on it
    when_parent_is_gone(partial(os._exit, 0))
    with Connection(descriptor) as connection, contextlib.suppress(EOFError, BrokenPipeError):
        good, work = _attempt(partial(_prepared, function, prepare))
        connection.send((good, None if callable(work) else work))
        while callable(work):
            connection.send(_attempt(partial(work, connection.recv())))


if __name__ == "__main__":
    _serve(int(sys.argv[1]), *sys.argv[2:])

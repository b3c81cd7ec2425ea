"""Processes that do one piece of work at a time, and may die without harm to anything but that piece.

A pool of the standard library breaks as a whole when one of its processes is killed, and cannot say over which piece
of work it broke. Here each process has a pipe of its own, so the piece is known, and the next one gets a new process.

The system itself holds each process to its limits of memory and computing time, so that no code that runs in it, not
even one that never comes back to Python, can get past them.
"""

import contextlib
import gc
import importlib
import os
import queue
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Generic, Literal, Self, TypeVar, cast

from cephlit.runs.lifeline import when_parent_is_gone

Argument = TypeVar("Argument")
Result = TypeVar("Result")

ATTEMPTS = 2
"""How often a piece of work is tried that kills its process: the machine may once have killed the wrong one."""

MEMORY_BYTES = 4_000_000_000
"""Memory that a process may have; a paper of usual length needs less than a fifth of it."""

PATIENCE = 10
"""How much longer than its computing time a piece of work may take by the clock, on a busy machine or a slow disk."""

_SECONDS_TO_PREPARE = 600.0
_SECONDS_TO_EXIT = 5.0
_OUT_OF_MEMORY = 71
"""Exit code of a process that reached its limit of memory."""

_FIRST_TO_GO = "500"
"""What makes the system's memory killer choose a worker before the run itself."""

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
"""One process a core is the parallelism; threads of a numerical library would only compete with it."""


class WorkerDiedError(RuntimeError):
    """A process ended in the middle of a piece of work; the message says how."""


class WorkLimitError(WorkerDiedError):
    """A piece of work was ended because it reached a limit of time or memory; the message says which."""


class WorkFailedError(RuntimeError):
    """The work raised an exception; the message holds its type and text."""


class PoolError(RuntimeError):
    """The processes cannot work: their preparation failed, or they were told to stop; the message says why."""


class _Worker:
    """One process and the pipe to it."""

    def __init__(self, function: str, prepare: str, memory: int) -> None:
        self._memory = memory
        self._connection, theirs = Pipe()
        # A plain child, not a `multiprocessing.Process`: that would import the caller's main module too, with all that
        # only the caller needs.
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cephlit.runs.workers", str(theirs.fileno()), str(memory), function, prepare],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.PIPE,
            env={**os.environ, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        theirs.close()
        self._ready = False

    def run(self, argument: object, seconds: int) -> Any:
        """Have the function run on an argument, for at most so many seconds of computing."""
        if not self._ready:
            good, answer = self._receive(_SECONDS_TO_PREPARE, "to start")
            if not good:
                raise PoolError(answer)
            self._ready = True
        with contextlib.suppress(OSError):  # that a process is gone shows when its answer is read
            self._connection.send((argument, seconds))
        good, answer = self._receive(seconds * PATIENCE, f"of computing, {seconds} s being its limit,")
        if not good:
            raise WorkFailedError(answer)
        return answer

    def _receive(self, patience: float, what: str) -> tuple[bool, Any]:
        try:
            if not self._connection.poll(patience):
                self.kill()
                raise WorkLimitError(f"no answer after {patience:g} s {what}")
            return cast(tuple[bool, Any], self._connection.recv())
        except (EOFError, OSError) as error:
            self._connection.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_SECONDS_TO_EXIT)
            raise self._death(self.kill()) from error

    def _death(self, code: int) -> WorkerDiedError:
        """What an exit code tells; it is negative for a signal."""
        if code == _OUT_OF_MEMORY:
            return WorkLimitError(f"it needs more than {self._memory / 1e9:g} GB of memory")
        if code == -signal.SIGXCPU:
            return WorkLimitError("it takes more computing time than a text of its length may")
        ending = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        return WorkerDiedError(f"the worker process {ending}")

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
    memory
        Bytes that each process may have.
    """

    def __init__(self, function: str, size: int, prepare: str, memory: int = MEMORY_BYTES) -> None:
        self.size = size
        self._what = function, prepare, memory
        self._lock = threading.Lock()
        self._closed = False
        self._workers: set[_Worker] = set()
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        for _ in range(size):
            self._idle.put(self._start())

    def run(self, argument: Argument, seconds: int) -> Result:
        """Run the function in an idle process, or wait for one.

        Parameters
        ----------
        argument
            What the function is given.
        seconds
            Computing time that this may take. By the clock it may take ``PATIENCE`` times as long.

        Raises
        ------
        WorkLimitError
            If it took more than its time, or more memory than a process may have.
        WorkerDiedError
            If the process died, and a second one too.
        WorkFailedError
            If the function raised an exception.
        PoolError
            If the preparation raised an exception, or the pool was closed.
        """
        for _ in range(ATTEMPTS - 1):
            try:
                return self._try(argument, seconds)
            except WorkLimitError:
                raise  # the same again would reach the same limit
            except WorkerDiedError:
                continue
        return self._try(argument, seconds)

    def _try(self, argument: Argument, seconds: int) -> Result:
        worker = self._idle.get()
        try:
            worker = worker or self._start()
            return cast(Result, worker.run(argument, seconds))
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
            worker = _Worker(*self._what)
            self._workers.add(worker)
            return worker

    def _refuse_if_closed(self) -> None:
        if self._closed:
            raise PoolError("the worker processes were told to stop")

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


def _load(address: str) -> Callable[..., object]:
    module, name = address.split(":")
    return cast(Callable[..., object], getattr(importlib.import_module(module), name))


def _attempt(work: Callable[[], Result]) -> tuple[Literal[True], Result] | tuple[Literal[False], str]:
    """Do a piece of work; whether it went well, and its result or what went wrong."""
    try:
        return True, work()
    except MemoryError:
        os._exit(_OUT_OF_MEMORY)  # what is left of the work holds the memory; a new process begins with none of it
    except Exception as error:  # whatever it is, it belongs to the caller
        return False, f"{type(error).__name__}: {error}"


def _prepared(function: str, prepare: str) -> Callable[[Any], object]:
    # What is loaded stays: to look for garbage among it again and again takes a seventh of the time.
    gc.disable()
    try:
        work = _load(function)
        _load(prepare)()
    finally:
        gc.enable()
    return work


def _keep_to(seconds: int) -> None:
    """Have the system end this process after so many more seconds of computing."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    limit = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _within(memory: int) -> None:
    """Hold this process to its memory, and have it be the one to go where the machine has none left."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_AS, (limit, hard))
    with contextlib.suppress(OSError):  # not every system has it
        Path("/proc/self/oom_score_adj").write_text(_FIRST_TO_GO)


def _serve(descriptor: int, memory: int, function: str, prepare: str) -> None:
    """Prepare, then answer one argument after the other until the caller is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all processes; only the caller acts on it
    when_parent_is_gone(partial(os._exit, 0))
    _within(memory)
    with Connection(descriptor) as connection, contextlib.suppress(EOFError, BrokenPipeError):
        good, work = _attempt(partial(_prepared, function, prepare))
        connection.send((good, None if callable(work) else work))
        while callable(work):
            argument, seconds = connection.recv()
            _keep_to(seconds)
            connection.send(_attempt(partial(work, argument)))


if __name__ == "__main__":
    _serve(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])

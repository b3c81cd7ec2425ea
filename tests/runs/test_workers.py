import os
import re
import select
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest

from cephlit.runs.workers import PoolError, WorkerDiedError, WorkerPool, WorkFailedError, WorkLimitError

SECONDS = 60


def nothing() -> None:
    pass


def missing_model() -> None:
    raise FileNotFoundError("no such model")


EXCESSES = {
    "hang": lambda: threading.Event().wait(),
    "compute": lambda: re.match("(a|aa)+$", "a" * 200 + "b"),  # in C code, where no handler of Python's would run
    "fill": lambda: [bytearray(10_000_000) for _ in range(10_000)],
}


def work(order: str) -> str:
    """Obey an order, so that each test can say what is to happen in the process."""
    match order.split():
        case ["echo", word]:
            return word
        case ["pid"]:
            return str(os.getpid())
        case ["exit", code]:
            os._exit(int(code))
        case ["kill"]:
            os.kill(os.getpid(), signal.SIGKILL)
        case ["once", path]:
            if not Path(path).exists():
                Path(path).touch()
                os._exit(1)
            return "second time"
        case ["place"]:
            return Path("/proc/self/oom_score_adj").read_text().strip()
        case [excess] if excess in EXCESSES:
            EXCESSES[excess]()
    raise ValueError(order)


@pytest.fixture
def pool():
    with WorkerPool("test_workers:work", 2, "test_workers:nothing") as pool:
        yield pool


def run(pool: WorkerPool[str, str], order: str, seconds: int = SECONDS) -> str:
    return pool.run(order, seconds)


def running(pid: str) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_answers_come_back_to_those_who_asked(pool: WorkerPool[str, str]) -> None:
    orders = [f"echo word{number}" for number in range(50)]
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(partial(run, pool), orders)) == [f"word{number}" for number in range(50)]


def test_work_is_done_by_other_processes_that_stay(pool: WorkerPool[str, str]) -> None:
    pids = {run(pool, "pid") for _ in range(6)}
    assert len(pids) <= 2
    assert str(os.getpid()) not in pids


def test_an_exception_is_told_and_the_process_goes_on(pool: WorkerPool[str, str]) -> None:
    with pytest.raises(WorkFailedError, match="ValueError: nonsense"):
        run(pool, "nonsense")
    assert run(pool, "echo after") == "after"


@pytest.mark.parametrize(("order", "ending"), [("exit 7", "exit code 7"), ("kill", "killed by SIGKILL")])
def test_a_death_harms_nothing_but_its_piece_of_work(pool: WorkerPool[str, str], order: str, ending: str) -> None:
    with ThreadPoolExecutor(4) as threads:
        others = [threads.submit(run, pool, f"echo word{number}") for number in range(10)]
        death = threads.submit(run, pool, order)
        others += [threads.submit(run, pool, f"echo word{number}") for number in range(10, 20)]
        assert [other.result() for other in others] == [f"word{number}" for number in range(20)]
        with pytest.raises(WorkerDiedError, match=ending):
            death.result()


def test_work_whose_process_died_is_tried_once_more(pool: WorkerPool[str, str], tmp_path: Path) -> None:
    assert run(pool, f"once {tmp_path / 'mark'}") == "second time"


@pytest.mark.parametrize(
    ("order", "seconds", "told"),
    [("compute", 1, "more computing time"), ("fill", SECONDS, "more than 0.5 GB of memory"), ("hang", 1, "no answer")],
)
def test_work_beyond_its_limits_is_ended_and_the_rest_goes_on(
    order: str, seconds: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cephlit.runs.workers.PATIENCE", 4)
    with WorkerPool[str, str]("test_workers:work", 1, "test_workers:nothing", memory=500_000_000) as pool:
        before = run(pool, "pid")
        with pytest.raises(WorkLimitError, match=told):
            run(pool, order, seconds)
        assert not running(before)
        assert run(pool, "echo after") == "after"


def test_each_piece_of_work_has_the_whole_of_its_time(pool: WorkerPool[str, str]) -> None:
    with ThreadPoolExecutor(2) as threads:
        assert set(threads.map(lambda _: run(pool, "echo word", seconds=1), range(200))) == {"word"}


def test_the_memory_killer_takes_workers_first(pool: WorkerPool[str, str]) -> None:
    own = int(Path("/proc/self/oom_score_adj").read_text())
    assert int(run(pool, "place")) > own


def test_a_failed_preparation_is_told() -> None:
    with (
        WorkerPool("test_workers:work", 1, "test_workers:missing_model") as pool,
        pytest.raises(PoolError, match="FileNotFoundError: no such model"),
    ):
        run(pool, "echo word")


def test_a_function_that_is_not_there_is_told() -> None:
    with (
        WorkerPool[str, str]("test_workers:misspelt", 1, "test_workers:nothing") as pool,
        pytest.raises(PoolError, match="has no attribute 'misspelt'"),
    ):
        run(pool, "echo word")


def test_closing_ends_processes_at_work() -> None:
    pool = WorkerPool("test_workers:work", 1, "test_workers:nothing")
    pid = run(pool, "pid")
    with ThreadPoolExecutor(1) as threads:
        hanging = threads.submit(run, pool, "hang")
        pool.close()
        with pytest.raises(PoolError, match="told to stop"):
            hanging.result(timeout=20)
    assert not running(pid)
    with pytest.raises(PoolError, match="told to stop"):
        run(pool, "echo word")


def test_workers_leave_when_the_caller_is_killed() -> None:
    script = (
        "import test_workers as t; pool = t.WorkerPool('test_workers:work', 1, 'test_workers:nothing');"
        "print(pool.run('pid', 60), flush=True); pool.run('hang', 60)"
    )
    caller = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent
    )
    pid = caller.stdout.readline().strip()
    worker = os.pidfd_open(int(pid))
    caller.kill()
    caller.communicate()
    assert select.select([worker], [], [], 20)[0], "a process handle becomes readable when the process ends"
    os.close(worker)

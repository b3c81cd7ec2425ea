"""The flow that turns headache papers, in a folder or at an address, into published evidence tables.

Run it with ``python pipelines/headache_literature.py --seeds seeds --outputs outputs``, or with ``make run``. It needs
no Prefect server and no network: without ``PREFECT_API_URL`` Prefect starts a server of its own for the run.

Exit codes: 0 the tables are published, even if files were rejected; 1 something unexpected; 2 the seeds folder is
missing or empty, a folder in it that held papers cannot be read, or an option is wrong; 3 another run writes to the
outputs folder; 4 the outputs cannot be written; 5 every file was rejected; 130 interrupted. Whatever is not 0 leaves
the outputs as they were, except that where no run has read a file yet, tables that hold the reasons alone are
published with 5.
"""

import asyncio
import contextlib
import gc
import inspect
import logging
import os
import signal
import threading
from collections.abc import Awaitable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from pathlib import Path
from types import FrameType
from typing import Any, TypeVar, cast

import typer
from rich.console import Console

from cephlit.documents.discovery import Discovery, discover, is_address
from cephlit.runs.batches import batches
from cephlit.runs.digests import Digests
from cephlit.runs.history import HiddenPapersError, History, Plan, told_changes
from cephlit.runs.inventory import LookedUp, inventory, look_up, unread_contents, with_twins
from cephlit.runs.ledger import Ledger
from cephlit.runs.lock import OutputsError, RunInProgressError, run_lock
from cephlit.runs.progress import reading_progress
from cephlit.runs.reading import Pool, start_pool
from cephlit.runs.record import RunRecord
from cephlit.runs.unread import NothingReadError, holds_results, nothing_read
from cephlit.runs.versions import current_version
from cephlit.runs.words import nothing_new, problems_markdown, summary, table_counts
from cephlit.runs.workers import PoolError
from cephlit.tables.collection import FileShare, assemble
from cephlit.tables.frames import Tables, latest_run
from cephlit.tables.publish import PublicationError, load_checks, publish

from prefect_api import ServerError, have_prefect_api  # isort: skip - Prefect reads its settings when it is imported
from prefect import flow, task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.blocks.core import Block
from prefect.cache_policies import NO_CACHE
from prefect.utilities.annotations import quote

from engines import ClusterError, dask_cluster, this_machine
from options import WORKERS, EngineName, Notify, Outputs, Scheduler, Seeds, Workers, chosen_scheduler

log = logging.getLogger("cephlit")
log.setLevel(logging.INFO)
console = Console(stderr=True)

Value = TypeVar("Value")
_warm_pool: ContextVar[Pool | None] = ContextVar("warm_pool", default=None)
"""Workers that were started before the flow, to prepare themselves while Prefect's server starts."""

_told_to_stop = threading.Event()


class SeedsError(RuntimeError):
    """There is nothing to read; the message names the folder or address."""


@task
def find_files(seeds: Path | str) -> Discovery:
    """Find the files of the seeds."""
    return existing_files(seeds)


@task(cache_policy=NO_CACHE)
def make_tables(files: Sequence[FileShare]) -> Tables:
    """Put together what all files give."""
    return assemble(files)


@task(cache_policy=NO_CACHE)
def publish_tables(tables: Tables, outputs: Path, run_facts: dict[str, Any], plan: Plan) -> Path:
    """Write the tables, and make them the latest ones."""
    return publish(tables, outputs, run_facts, base=plan.base, complete=plan.complete)


@flow(name="headache-literature")
def headache_literature(
    seeds: Path | str = "seeds",
    outputs: Path = Path("outputs"),
    workers: int = WORKERS,
    notify: str = "",
    scheduler: str = "",
) -> str:
    """Turn headache papers into published evidence tables.

    Parameters
    ----------
    seeds
        Folder of papers, or an address such as ``s3://bucket/papers``; folders in it are read too.
    outputs
        Where the tables go, as ``outputs/latest``.
    workers
        How many files this machine reads at the same time.
    notify
        Prefect notification block that is told what changed, as ``type/name``; empty: nobody is.
    scheduler
        Scheduler of a Dask cluster that reads the files, as ``tcp://host:port``; empty: this machine does.

    Returns
    -------
    str
        The run's outcome, to be read by a person.

    Raises
    ------
    SeedsError, HiddenPapersError, RunInProgressError, OutputsError, PublicationError, ClusterError
        If the run cannot take place, or its results cannot be written. The outputs stay as they were.
    NothingReadError
        If every file was rejected. Tables of an earlier run that read something stay.
    """
    gc.freeze()  # all that is loaded stays; thousands of shares to come would have it looked through for garbage again
    record = RunRecord(seeds, workers)
    with run_lock(outputs):
        found = find_files(seeds)
        history = History(outputs, current_version())
        history.refuse_hidden(found)
        files = inventory(found, Digests(outputs))
        if (unchanged_since := history.unchanged(files)) and holds_results(outputs):
            return nothing_new(len(files), unchanged_since)
        parted = look_up(files, history.ledger)
        shares = [*parted.known, *with_twins(read_all(parted, workers, scheduler, history.ledger), parted)]
        record.stage_done("reading")
        tables = make_tables(closed(shares))
        record.stage_done("tables")
        stop_if_told()
        unread = nothing_read(tables, outputs)
        if unread is None or not unread.keeps_latest:
            facts = record.facts(found, len(parted.unread), tables)
            publish_tables(closed(tables), outputs, facts, closed(history.plan(shares)))
            history.prune()
            log.info("published %s", os.fspath(latest_run(outputs)))
    outcome = summary(tables, outputs, history.told)
    create_table_artifact(table_counts(tables), key="headache-literature-counts", description=outcome)
    create_markdown_artifact(problems_markdown(tables), key="headache-literature-problems")
    if unread:
        raise unread
    changes = told_changes(outputs)
    create_markdown_artifact(changes, key="headache-literature-changes")
    if notify:
        tell_of(changes, notify)
    return outcome


def tell_of(changes: str, block: str) -> None:
    """Tell a notification block what changed; the tables are published, whether it can be told or not."""
    try:
        told = cast(Any, Block.load(block)).notify(changes, subject="cephlit: what is new")
        if inspect.isawaitable(told):
            asyncio.run(_finished(told))
    except Exception as error:  # a block is anybody's code and network
        log.warning("%s could not be told of the changes: %s: %s", block, type(error).__name__, error)


async def _finished(awaited: Awaitable[object]) -> object:
    return await awaited


def read_all(parted: LookedUp, workers: int, scheduler: str, ledger: Ledger) -> list[FileShare]:
    """Read all files that the ledger does not know in batches, as many at a time as there are workers."""
    unread = parted.unread
    log.info("%d files found, %d to read", parted.files, len(unread))
    if not unread:
        return []
    load_checks()
    place = dask_cluster(scheduler) if scheduler else this_machine(_warm_pool.get() or start_pool(len(unread), workers))
    with place as engine, reading_progress(len(unread), console) as done:

        def keep(read: FileShare) -> FileShare:
            done(read)
            return FileShare(read.file, ledger.keep(read.share))

        return list(until_told_to_stop(engine.read(batches(unread, engine.size), keep)))


def until_told_to_stop(values: Iterable[Value]) -> Iterator[Value]:
    """All values, unless the run was told to stop."""
    for value in values:
        stop_if_told()
        yield value


def stop_if_told() -> None:
    """Stop where an interruption came at a moment at which a library's code swallows exceptions."""
    if _told_to_stop.is_set():
        raise KeyboardInterrupt


def interrupt(_: int, __: FrameType | None) -> None:
    """Handle a signal to stop: clean up and go."""
    _told_to_stop.set()
    raise KeyboardInterrupt


def closed(argument: Value) -> Value:
    """Keep Prefect from looking into each cell of an argument for results of other tasks; the task gets it as it is."""
    return cast(Value, quote(argument))


def existing_files(seeds: Path | str) -> Discovery:
    """Find the files of seeds that must be there and hold some."""
    try:
        found = discover(seeds)
    except OSError as error:
        raise SeedsError(str(error)) from error
    if not found.files and not found.problems:
        kind = "address" if is_address(seeds) else "seeds folder"
        raise SeedsError(f"the {kind} {str(seeds)!r} holds no files: put papers into it as text files")
    return found


def show_log() -> None:
    """Let the terminal have this program's lines, in one plain form."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    log.addHandler(handler)
    log.propagate = False


EXIT_CODES: dict[type[BaseException], int] = {
    SeedsError: 2,
    HiddenPapersError: 2,
    RunInProgressError: 3,
    OutputsError: 4,
    PublicationError: 4,
    NothingReadError: 5,
    ServerError: 1,
    PoolError: 1,
    ClusterError: 1,
    KeyboardInterrupt: 130,
}


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(  # noqa: PLR0913 - one for each option
    *,
    seeds: Seeds = "seeds",
    outputs: Outputs = Path("outputs"),
    workers: Workers = WORKERS,
    notify: Notify = "",
    engine: EngineName = "local",
    scheduler: Scheduler = "",
) -> None:
    """Turn headache papers into validated evidence tables.

    Exit codes: 0 published, even if files were rejected; 1 unexpected; 2 no seeds, or a wrong option; 3 another run
    writes to the outputs; 4 the outputs cannot be written; 5 every file was rejected; 130 interrupted.
    """
    cluster = chosen_scheduler(engine, scheduler)
    show_log()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, interrupt)
    raise typer.Exit(run(seeds, outputs, workers, notify, cluster))


def run(seeds: Path | str, outputs: Path, workers: int, notify: str = "", scheduler: str = "") -> int:
    """Run the flow, and say what came of it; the exit code."""
    try:
        # What can be known at once is said before Prefect takes its seconds to start; the flow looks again.
        found = existing_files(seeds)
        with run_lock(outputs):
            # What is at an address is far, and looked into only once.
            known = [] if is_address(seeds) else inventory(found, Digests(outputs))
            unread = unread_contents(known, Ledger(outputs, current_version()))
        with made_ready(unread, workers, scheduler) as pool:
            _warm_pool.set(pool)
            have_prefect_api()
            typer.echo(headache_literature(seeds, outputs, workers, notify, scheduler))
    except tuple(EXIT_CODES) as error:
        published = "" if isinstance(error, NothingReadError) else "; nothing was published"
        typer.echo(f"cephlit: {str(error) or 'interrupted'}{published}", err=True)
        return next(code for kind, code in EXIT_CODES.items() if isinstance(error, kind))
    return 0


def made_ready(unread: int, workers: int, scheduler: str) -> contextlib.AbstractContextManager[Pool | None]:
    """Start the processes that files will be read in, or see whether the cluster for them is there."""
    if not unread:
        return contextlib.nullcontext()
    if not scheduler:
        return start_pool(unread, workers)
    with dask_cluster(scheduler):
        return contextlib.nullcontext()


if __name__ == "__main__":
    app()

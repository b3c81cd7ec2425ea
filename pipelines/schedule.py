"""Keep the pipeline running on a schedule: one process, with a Prefect server of its own where there is no other.

``cephlit schedule --cron "0 6 * * *"`` or ``make schedule`` starts it. It ends on SIGTERM or Ctrl-C: a run in progress
is ended, the schedule is paused, the server stops. A run that was due while it was down is made up for, once, when it
starts again.

Exit codes: 0 told to stop; 1 the server did not start, or ended; 2 a wrong option.
"""

import asyncio
import contextlib
import logging
import os
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo

import typer

from cephlit.documents.discovery import is_address

# The runs are processes of their own; what they say should be seen here.
os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "INFO")

from headache_literature import headache_literature, show_log  # isort: skip - sets what Prefect reads
from prefect import get_client
from prefect.client.schemas.filters import (
    FlowFilter,
    FlowFilterName,
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.runner import Runner
from prefect.server.schemas.schedules import CronSchedule

from options import WORKERS, EngineName, Notify, Outputs, Scheduler, Seeds, Workers, chosen_scheduler
from prefect_api import ServerError, have_prefect_api

log = logging.getLogger("cephlit")

DEPLOYMENT = "scheduled"

_LOCAL_TIMEZONE = Path("/etc/localtime")
_SECONDS_BETWEEN_LOOKS = 1.0


def local_timezone() -> str:
    """Name of this machine's time zone; UTC if it does not tell."""
    named = os.environ.get("TZ", "").lstrip(":") or _LOCAL_TIMEZONE.resolve().as_posix().partition("zoneinfo/")[2]
    try:
        return ZoneInfo(named).key
    except (KeyError, OSError, ValueError):  # unknown, a folder, empty
        return "UTC"


async def missed_run(cron: CronSchedule, last: datetime | None, now: datetime) -> datetime | None:
    """When a run was due after the last one began; None if none was, or if nothing ever ran."""
    if last is None:
        return None
    due = (await cron.get_dates(n=1, start=last + timedelta(seconds=1)))[0]
    return due if due <= now else None


async def keep_running(
    cron: CronSchedule, parameters: dict[str, Any], server: "subprocess.Popen[bytes] | None"
) -> None:
    """Register the deployment, make up for a missed run, and run when it is time, until told to stop.

    Parameters
    ----------
    cron
        When to run.
    parameters
        Those of the flow, as JSON values.
    server
        The Prefect server's process, if it is this program's own.

    Raises
    ------
    ServerError
        If the server ends.
    """
    runner = Runner(name=DEPLOYMENT, limit=1, pause_on_shutdown=True)
    last = await _last_start()
    deployment = await runner.aadd_flow(headache_literature, name=DEPLOYMENT, cron=cron.cron, parameters=parameters)
    now = datetime.now(UTC)
    await _forget_late_runs(deployment, now)
    if missed := await missed_run(cron, last, now):
        log.info("the run that was due at %s is made up for", _told(missed, cron))
        async with get_client() as client:
            await client.create_flow_run_from_deployment(deployment, name="made-up-for")
    log.info("waiting; the next run is due at %s", _told((await cron.get_dates(n=1, start=now))[0], cron))
    serving = asyncio.create_task(runner.start())
    stop = await _stop_signal(runner, serving)
    while not (stop.is_set() or serving.done() or _has_ended(server)):
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _SECONDS_BETWEEN_LOOKS)
    if _has_ended(server):
        raise ServerError("the Prefect server has ended; start the schedule again")
    if not serving.done():
        log.info("stopping")
        await runner.astop()
    await serving


async def _stop_signal(runner: Runner, serving: "asyncio.Task[None]") -> asyncio.Event:
    """Event that SIGTERM and Ctrl-C set, once the runner runs: it takes SIGTERM for itself when it starts."""
    while not (runner.started or serving.done()):
        await asyncio.sleep(0.05)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


async def _last_start() -> datetime | None:
    """When the flow last began to run, on schedule or not."""
    named = FlowFilter(name=FlowFilterName(any_=[headache_literature.name]))
    began = FlowRunFilter(start_time=FlowRunFilterStartTime(is_null_=False))
    async with get_client() as client:
        runs = await client.read_flow_runs(
            flow_filter=named, flow_run_filter=began, sort=FlowRunSort.START_TIME_DESC, limit=1
        )
    return runs[0].start_time if runs else None


async def _forget_late_runs(deployment: UUID, now: datetime) -> None:
    """Delete runs that were due while nobody was there to run them: one is enough to make up for all."""
    late = FlowRunFilter(
        deployment_id=FlowRunFilterDeploymentId(any_=[deployment]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
        expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"before_": now}),
    )
    async with get_client() as client:
        for run in await client.read_flow_runs(flow_run_filter=late):
            await client.delete_flow_run(run.id)


def _has_ended(server: "subprocess.Popen[bytes] | None") -> bool:
    return server is not None and server.poll() is not None


def _told(moment: datetime, cron: CronSchedule) -> str:
    return f"{moment.astimezone(ZoneInfo(cron.timezone or 'UTC')):%Y-%m-%d %H:%M %Z}"


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command()
def main(  # noqa: PLR0913 - one for each option
    *,
    cron: Annotated[str, typer.Option(help="When to run: minute, hour, day, month, weekday.")] = "0 6 * * *",
    seeds: Seeds = "seeds",
    outputs: Outputs = Path("outputs"),
    workers: Workers = WORKERS,
    notify: Notify = "",
    engine: EngineName = "local",
    scheduler: Scheduler = "",
) -> None:
    """Keep the pipeline running on a schedule, until told to stop.

    Times are those of the machine's time zone, or of the one that the environment variable TZ names.
    """
    cluster = chosen_scheduler(engine, scheduler)
    show_log()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        schedule = CronSchedule(cron=cron, timezone=local_timezone())
    except ValueError as error:
        raise typer.BadParameter(f"{cron!r} is no schedule: minute, hour, day, month, weekday") from error
    parameters = {
        "seeds": seeds if is_address(seeds) else str(Path(seeds).resolve()),
        "outputs": str(outputs.resolve()),
        "workers": workers,
        "notify": notify,
        "scheduler": cluster,
    }
    try:
        asyncio.run(keep_running(schedule, parameters, have_prefect_api()))
    except ServerError as error:
        typer.echo(f"cephlit: {error}", err=True)
        raise typer.Exit(1) from error
    except KeyboardInterrupt:
        log.info("stopped before it had begun")


if __name__ == "__main__":
    app()

"""Options of the commands that run the flow, and what they mean together."""

import os
from pathlib import Path
from typing import Annotated, Literal

import typer

WORKERS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

Seeds = Annotated[str, typer.Option(help="Folder of papers, or an address such as s3://bucket/papers.")]
Outputs = Annotated[Path, typer.Option(help="Folder for the tables.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Files that this machine reads at the same time.")]
Notify = Annotated[str, typer.Option(help="Prefect notification block to tell of changes: type/name.")]
EngineName = Annotated[
    Literal["local", "dask"], typer.Option("--engine", help="Where files are read: on this machine, or a Dask cluster.")
]
Scheduler = Annotated[str, typer.Option(help="With --engine dask: its scheduler, such as tcp://127.0.0.1:8786.")]


def chosen_scheduler(engine: EngineName, scheduler: str) -> str:
    """The scheduler of the cluster that was chosen; empty for this machine.

    Raises
    ------
    typer.BadParameter
        If one of the two options is there without the other.
    """
    if engine == "dask" and not scheduler:
        raise typer.BadParameter("--engine dask needs --scheduler, such as tcp://127.0.0.1:8786")
    if scheduler and engine != "dask":
        raise typer.BadParameter("--scheduler is for --engine dask")
    return scheduler

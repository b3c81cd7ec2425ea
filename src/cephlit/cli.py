"""The ``cephlit`` command: look at one document, or at what the last run found."""

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cephlit import __version__
from cephlit.documents.document import Document
from cephlit.documents.errors import DocumentError
from cephlit.documents.registry import read_document, read_file
from cephlit.documents.sources import FoundFile
from cephlit.lookup import concepts, evidence_on, near_names
from cephlit.runs.history import told_changes
from cephlit.runs.words import printable
from cephlit.tables.frames import NoTablesError, python_rows, read_tables
from cephlit.tagging.ner import SHIPPED

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)

_WIDTH_OF_A_PIPE = 200

_PIPELINES = Path(__file__).parents[2] / "pipelines"

_SHOWN: dict[str, tuple[str, ...]] = {
    "groups": ("label", "kind", "participants", "female", "male", "age_statistic", "age", "age_low", "age_high"),
    "conditions": ("condition", "concept_id", "role", "refractory", "participants", "group"),
    "treatments": (
        *("drug", "role", "dose_low", "dose_high", "dose_unit", "dose_kind", "concentration", "route", "frequency"),
        *("duration_low", "duration_high", "duration_unit", "group"),
    ),
    "evidence": ("measure", "result", "time_point", "group", "drug", "comparator", "condition", "p", "ci", "direction"),
    "adverse_events": ("event", "drug", "n", "total", "percent", "severity", "group"),
    "rejects": ("table", "rule", "reason", "quote"),
}
"""Columns that ``tag`` shows of each table; ``group`` is the label of the row's group."""

_READ_BY_MODEL = ("direction", "outcome", "intervention", "comparator", "quote")
"""Columns of the results that the trained tagger reads."""

_OF_A_STUDY = ("condition", "drug", "dose", "route", "frequency", "comparator")
"""Columns of the evidence that ``show`` tells once, above the table, if they are the same in all rows of a study."""

_OF_A_RESULT = ("measure", "result", "time_point", "group", "p", "ci", "direction", "quote")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"cephlit {__version__}")
        raise typer.Exit


@app.callback()
def cephlit(
    _version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Evidence tables from headache papers: drugs, doses, conditions, outcomes and harms, each traced to its words.

    `make run` makes the tables of a whole folder; these commands are for a quick look. No medical advice.
    """


@app.command()
def tag(
    file: Annotated[str, typer.Argument(help="A text file, or - for standard input.")],
    model: Annotated[bool, typer.Option(help="Also mark the names that only a trained model knows.")] = True,
    ner: Annotated[str, typer.Option(help="That model: the shipped one, or an installed spaCy or scispaCy model.")] = (
        SHIPPED
    ),
) -> None:
    """Print a document's text with its tags, and the rows that come of it.

    Nothing is written. The rows are checked as in a run; those that break a rule stand under "rejects". They come of
    the names that the vocabulary knows and of new drugs: what else the model adds is marked in the text alone, and the
    sentences that it takes for results, with direction, outcome, intervention and comparator, stand below it.
    """
    # Loading the language pipeline takes seconds, which `show` and `--help` need not wait for.
    from cephlit.extraction import extraction_of, read_studies  # noqa: PLC0415
    from cephlit.tables.collection import collect  # noqa: PLC0415
    from cephlit.tagging.display import render  # noqa: PLC0415
    from cephlit.tagging.ner.external import ModelMissingError, ModelUnfitError  # noqa: PLC0415
    from cephlit.tagging.ner.study import ReadByModel, read_by_model  # noqa: PLC0415

    console = _console()
    document = _read(file)
    readings, failures = read_studies(document)
    try:
        read = [read_by_model(tagged, ner) if model else ReadByModel(tagged, ()) for tagged, *_ in readings]
    except (ModelMissingError, ModelUnfitError) as error:
        raise _failure(str(error)) from error
    for one in read:
        console.rule(Text(printable(one.tagged.study.bibliography.title or one.tagged.study.study_id)))
        console.print(_harmless(render(one.tagged)))
        if one.results:
            console.print(_table(pd.DataFrame(map(asdict, one.results)), _READ_BY_MODEL, "results read by the model"))
    extraction = extraction_of(document, readings, failures)
    _print_rows(console, collect([extraction]).frames)
    if extraction.problem:
        console.print(Text(f"Note: {printable(extraction.problem)}"))


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="A drug or a condition, by any name: ketamine, Imitrex, CH.")],
    outputs: Annotated[Path, typer.Option(help="Folder of the tables.")] = Path("outputs"),
) -> None:
    """Print what the last run found on a drug or a condition, study by study, with the words that say it."""
    try:
        evidence = read_tables(outputs)["evidence"]
    except NoTablesError as error:
        raise _failure(str(error)) from error
    found = evidence_on(name, evidence)
    if found.empty:
        near = near_names(name, evidence)
        raise _failure(
            f"no evidence on {printable(name)!r} in {outputs}"
            + (f"; did you mean {', '.join(near)}?" if near else "; the tables name neither such a drug nor condition")
        )
    console = _console()
    for _, study in found.groupby("study_id", sort=False):
        _print_study(console, study)
    also = [other for other in concepts(name).names if other != name.casefold()]
    counted = f"{len(found)} results of {found['study_id'].nunique()} studies on {printable(name)}"
    console.print(Text(counted + (f" ({', '.join(also)})" if also else "")))


@app.command()
def changes(
    run: Annotated[
        str, typer.Argument(help="A run by its name or number, such as 12; the latest if none is named.")
    ] = "",
    outputs: Annotated[Path, typer.Option(help="Folder of the tables.")] = Path("outputs"),
) -> None:
    """Print what a run changed: papers, evidence, and how the picture of drugs and conditions moved."""
    try:
        typer.echo(told_changes(outputs, run), nl=False)
    except NoTablesError as error:
        raise _failure(str(error)) from error
    except FileNotFoundError as error:
        raise _failure(f"the run does not tell what it changed: there is no {error.filename}") from error


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
def schedule(context: typer.Context) -> None:
    """Keep the pipeline running on a schedule; `cephlit schedule --help` tells how."""
    script = _PIPELINES / "schedule.py"
    if not script.is_file():
        raise _failure(f"there is no {script}: the schedule runs from a checkout of the project, installed editable")
    os.execv(sys.executable, [sys.executable, str(script), *context.args])  # signals go to it directly


def _read(file: str) -> Document:
    try:
        if file == "-":
            return read_document("standard input", sys.stdin.buffer.read())
        return read_file(FoundFile(file, Path(file)))
    except DocumentError as error:
        raise _failure(str(error)) from error


def _print_rows(console: Console, frames: Mapping[str, pd.DataFrame]) -> None:
    groups = frames["groups"]
    labels = dict(zip(groups["group_id"], groups["label"].fillna(groups["kind"]), strict=True))
    for name, columns in _SHOWN.items():
        frame = frames[name]
        if "group_id" in frame:
            frame = frame.assign(group=frame["group_id"].map(labels))
        if len(frame):
            console.print(_table(frame, columns, name.replace("_", " ")))


def _failure(message: str) -> typer.Exit:
    typer.echo(f"cephlit: {message}", err=True)
    return typer.Exit(1)


def _console() -> Console:
    """A console whose lines are long where nobody's window limits them."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDTH_OF_A_PIPE
    return console


def _harmless(text: Text) -> Text:
    """Text whose control characters do nothing to a terminal; documents are data from strangers."""
    text.plain = "".join(c if c.isprintable() or c == "\n" else "�" for c in text.plain)
    return text


def _print_study(console: Console, rows: pd.DataFrame) -> None:
    """Print a study's evidence: what it is about, then its results."""
    first = rows.iloc[0]
    about = [first["title"] if pd.notna(first["title"]) else first["study_id"]]
    about += [str(first[column]) for column in ("year", "design") if pd.notna(first[column])]
    about += [f"{first['participants']} participants"] if pd.notna(first["participants"]) else []
    console.print(Text(printable(", ".join(about)), style="bold"))
    same = [column for column in _OF_A_STUDY if rows[column].nunique(dropna=False) == 1]
    told = [f"{column}: {first[column]}" for column in same if pd.notna(first[column])]
    console.print(Text(printable("; ".join([*told, f"file: {first['file']}"]))))
    console.print(_table(rows, [*(column for column in _OF_A_STUDY if column not in same), *_OF_A_RESULT]))


def _table(frame: pd.DataFrame, columns: Sequence[str], title: str | None = None) -> Table:
    """Make a readable table of those columns that hold anything."""
    told = [column for column in columns if frame[column].notna().any()]
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    for column in told:
        table.add_column(column.replace("_", " "), overflow="fold", ratio=3 if column == "quote" else None)
    for cells in python_rows(frame[told]):
        table.add_row(*_texts(cells))
    return table


def _texts(cells: Iterable[object]) -> list[Text]:
    return [Text("" if cell is None else printable(_word(cell))) for cell in cells]


def _word(cell: object) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return f"{cell:g}" if isinstance(cell, float) else " ".join(str(cell).split())

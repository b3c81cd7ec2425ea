"""Which of the rows read from annotated texts are right, as the scorer of the annotations sees it."""

import importlib.util
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any

from training.accuracy.scoring import paper_of

from cephlit.documents.discovery import discover
from cephlit.documents.registry import read_file
from cephlit.extraction import StudyReading, read_studies
from cephlit.facts.confidence import Table, Told, signs_of
from cephlit.facts.reading import read

Row = dict[str, Any]


@dataclass(frozen=True)
class Labelled:
    """A row with its signs.

    Attributes
    ----------
    table, signs
        What it is, and what is known of it.
    right
        Whether a careful reader wrote the same row.
    paper
        Paper it comes from; rows of one paper are never split between fitting and measuring.
    """

    table: Table
    signs: list[str]
    right: bool
    paper: str


def load_scorer(path: Path) -> ModuleType:
    """Load the scorer's rules of equality from its file."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"there is no scorer in {path}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def labelled_rows(rows: Path, texts: Path, scorer: ModuleType) -> Iterator[Labelled]:
    """Rows read from each annotated study with their labels; background rows, which nobody annotated, are left out."""
    found = {PurePosixPath(file.file).name: file for file in discover(texts).files}
    for path in sorted(rows.glob("*.json")):
        annotation = json.loads(path.read_text(encoding="utf-8"))
        readings, _ = read_studies(read_file(found[annotation["file"]]))
        for reading, wanted in zip(readings, annotation["studies"], strict=False):
            yield from _of_study(paper_of(path.stem), reading, wanted, scorer)


def _of_study(paper: str, found: StudyReading, wanted: Row, scorer: ModuleType) -> Iterator[Labelled]:
    reading = read(found.tagged)
    told: dict[Table, Sequence[Told]] = {
        "treatments": found.facts.treatments,
        "outcomes": found.facts.outcomes,
        "adverse_events": found.facts.adverse_events,
    }
    for table, records in told.items():
        labels = _JUDGES[table](records, wanted[table], scorer)
        for record, signs, right in zip(records, signs_of(reading, found.facts.design, records), labels, strict=True):
            if getattr(record, "role", "") != "background":
                yield Labelled(table, signs, right, paper)


def _treatments(records: Sequence[Told], wanted: Sequence[Row], scorer: ModuleType) -> list[bool]:
    def part(row: Row) -> tuple[str, bool]:
        return scorer.drug(row["drug"]), row["role"] in ("studied", "comparator")

    def dose(row: Row) -> tuple[Any, ...]:
        low, high = scorer.num(row.get("dose_low")), scorer.num(row.get("dose_high"))
        return scorer.drug(row["drug"]), low, low if high is None else high, scorer.unit(row.get("dose_unit"))

    parts, doses = {part(row) for row in wanted}, {dose(row) for row in wanted}
    rows = [asdict(record) for record in records]
    return [part(row) in parts and (row["dose_low"] is None or dose(row) in doses) for row in rows]


def _outcomes(records: Sequence[Told], wanted: Sequence[Row], scorer: ModuleType) -> list[bool]:
    def agrees(gold: Row, row: Row) -> bool:
        if gold.get("drug") and scorer.drug(row["drug"]) != scorer.drug(gold["drug"]):
            return False
        if not scorer.measure_match(gold, row):
            return False
        if row["statistic"] == "text" or not scorer.outcome_numbers(gold):
            in_words = row["statistic"] == gold["statistic"] == "text"
            return in_words and bool(row["direction"] == gold["direction"])
        return bool(scorer.numbers_match(gold, row))

    return _matched(wanted, [asdict(record) for record in records], agrees, scorer)


def _adverse_events(records: Sequence[Told], wanted: Sequence[Row], scorer: ModuleType) -> list[bool]:
    def agrees(gold: Row, row: Row) -> bool:
        names = scorer.event(gold["event"]), scorer.event(row["event"])
        # Names as the scorer takes them for the same: half of their words in common.
        alike = names[0] == names[1] or 2 * len(names[0] & names[1]) >= len(names[0] | names[1])
        n, percent = scorer.num(gold.get("n")), scorer.num(gold.get("percent"))
        if n is not None and not scorer.same(n, row["n"]):
            return False
        return alike and (percent is None or (row["percent"] is not None and abs(row["percent"] - percent) <= 0.51))

    return _matched(wanted, [asdict(record) for record in records], agrees, scorer)


def _matched(
    wanted: Sequence[Row], rows: Sequence[Row], agrees: Callable[[Row, Row], bool], scorer: ModuleType
) -> list[bool]:
    hit = {j for _, j in scorer.match(wanted, rows, agrees)}
    return [j in hit for j in range(len(rows))]


_JUDGES = {"treatments": _treatments, "outcomes": _outcomes, "adverse_events": _adverse_events}

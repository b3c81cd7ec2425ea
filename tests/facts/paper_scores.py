"""How the rows read from invented papers compare with those a careful reader makes of them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from cephlit.documents.document import Document
from cephlit.facts.extract import extract_facts
from cephlit.facts.records import Outcome
from cephlit.studies.reader import split_studies
from cephlit.tagging.pipeline import get_tagger, tag_study

PAPERS = Path(__file__).parent / "cases" / "papers"
RELIEF = {"pain_freedom", "pain_relief", "response", "remission"}
"""Measures that papers use for one another."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Score:
    """Precision and recall of rows."""

    hits: int
    read: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.hits / self.read if self.read else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@lru_cache(maxsize=1)
def papers() -> tuple[tuple[str, list[Row], list[Outcome]], ...]:
    """Name of each paper, the outcomes a reader finds in it, and those that were read."""
    found = []
    for path in sorted((PAPERS / "gold").glob("*.json")):
        wanted = json.loads(path.read_text(encoding="utf-8"))
        data = (PAPERS / "texts" / wanted["file"]).read_bytes()
        document = Document(wanted["file"], hashlib.sha256(data).hexdigest(), "text/plain", data.decode())
        facts = [extract_facts(tag_study(get_tagger(), study)) for study in split_studies(document)]
        rows = [row for study in wanted["studies"] for row in study["outcomes"]]
        found.append((path.stem, rows, [o for f in facts for o in f.outcomes]))
    return tuple(found)


def same_number(a: float | None, b: float | None, allowed: float = 0.011) -> bool:
    """Whether two numbers are one, rounding apart; signs do not count, as papers drop them of changes."""
    if a is None or b is None:
        return False
    return abs(abs(a) - abs(b)) <= max(allowed * max(abs(a), abs(b)), 1e-9)


def is_numbered(row: Row) -> bool:
    """Whether a row of the reader's holds a number."""
    return any(row.get(cell) is not None for cell in ("value", "n", "percent", "baseline"))


def numbers_agree(row: Row, outcome: Outcome) -> bool:
    """Whether an outcome holds the numbers of a reader's row: the share, the count, or the value with its baseline."""
    if row.get("percent") is not None:
        if outcome.percent is not None and abs(outcome.percent - row["percent"]) <= 0.51:
            return True
        cells = ["n", "total"] if row.get("n") is not None and row.get("total") is not None else []
    elif row.get("n") is not None:
        cells = ["n", "total"] if row.get("total") is not None else ["n"]
    else:
        cells = [c for c in ("baseline", "value", "value_high") if row.get(c) is not None]
    return bool(cells) and all(same_number(row[c], getattr(outcome, c)) for c in cells)


def measures_agree(row: Row, outcome: Outcome) -> bool:
    """Whether a row and an outcome are of one measure."""
    return row["measure"] == outcome.measure or {row["measure"], outcome.measure} <= RELIEF


def pairs(rows: Sequence[Row], outcomes: Sequence[Outcome], strict: bool) -> list[tuple[Row, Outcome]]:
    """Most pairs of rows and outcomes that agree, each used once (augmenting paths)."""
    fits = [
        [j for j, o in enumerate(outcomes) if numbers_agree(row, o) and (not strict or measures_agree(row, o))]
        for row in rows
    ]
    owner: dict[int, int] = {}

    def grow(i: int, seen: set[int]) -> bool:
        for j in fits[i]:
            if j not in seen:
                seen.add(j)
                if j not in owner or grow(owner[j], seen):
                    owner[j] = i
                    return True
        return False

    for i in range(len(rows)):
        grow(i, set())
    return [(rows[i], outcomes[j]) for j, i in sorted(owner.items())]


def outcome_score(strict: bool) -> Score:
    """Score of the numbered outcomes of all invented papers; strict asks for the measure as well."""
    hits = read = wanted = 0
    for _, rows, outcomes in papers():
        numbered = [row for row in rows if is_numbered(row)]
        told = [o for o in outcomes if o.statistic != "text"]
        hits += len(pairs(numbered, told, strict))
        read += len(told)
        wanted += len(numbered)
    return Score(hits, read, wanted)


def share_of_cells(cell: str) -> float:
    """Share of the matched outcomes whose cell is the reader's, where the reader fills it with a plain value."""
    good = every = 0
    for _, rows, outcomes in papers():
        for row, outcome in pairs([r for r in rows if is_numbered(r)], outcomes, strict=False):
            if row.get(cell):
                every += 1
                good += str(row[cell]).lower() == str(getattr(outcome, cell)).lower()
    return good / every if every else 0.0

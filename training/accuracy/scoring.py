"""Texts into tables, and tables against annotations, with the scorer that stands beside the annotations."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cephlit.documents.discovery import discover
from cephlit.extraction import extract_file
from cephlit.tables.collection import collect
from cephlit.tables.csv_files import write_csv
from cephlit.tables.frames import Tables
from cephlit.tables.schema import TABLES

FULL_TEXT = 1_000
"""Words above which a text is no abstract."""


@dataclass(frozen=True)
class Gold:
    """A folder of annotations.

    Attributes
    ----------
    rows
        Folder with one JSON file for each text.
    texts
        Folder with the texts.
    scorer
        The program that compares tables with the annotations.
    """

    rows: Path
    texts: Path
    scorer: Path

    @classmethod
    def at(cls, folder: Path) -> "Gold":
        """Find the parts: ``dev`` and ``dev_texts`` in the folder, ``tools/score_tables.py`` beside it.

        Raises
        ------
        FileNotFoundError
            If one of them is missing; the message names it.
        """
        gold = cls(folder / "dev", folder / "dev_texts", folder.resolve().parent / "tools" / "score_tables.py")
        for part in (gold.rows, gold.texts, gold.scorer):
            if not part.exists():
                raise FileNotFoundError(f"there is no {part}: name the folder that holds dev and dev_texts")
        return gold

    def half(self, odd: bool) -> list[Path]:
        """Annotations of one half: the digest of the file name up to its first ``_`` is odd, or even.

        All texts of one paper fall into one half. Rules were developed on the odd one.
        """
        return [path for path in self.all() if _is_odd(path.name) == odd]

    def by_kind(self) -> dict[str, list[Path]]:
        """Annotations by kind of text: full texts and digests, else abstracts by their design."""
        kinds: dict[str, list[Path]] = defaultdict(list)
        for path in self.all():
            kinds[self._kind(json.loads(path.read_text(encoding="utf-8")))].append(path)
        return dict(sorted(kinds.items()))

    def _kind(self, annotation: dict[str, Any]) -> str:
        studies = annotation["studies"]
        if len(studies) > 1:
            return "digest"
        if len((self.texts / annotation["file"]).read_text(encoding="utf-8").split()) > FULL_TEXT:
            return "full text"
        design = studies[0].get("design") or "other"
        return "abstract, " + next((kind for kind in ("trial", "case") if kind in design), "other")

    def all(self) -> list[Path]:
        """Annotations of all texts."""
        return sorted(self.rows.glob("*.json"))


def paper_of(name: str) -> str:
    """Paper that an annotated text comes from: the name of its file up to its first ``_``."""
    return name.split("_", maxsplit=1)[0]


def _is_odd(name: str) -> bool:
    return int(hashlib.sha256(paper_of(name).encode()).hexdigest(), 16) % 2 == 1


def tables_of(texts: Path) -> Tables:
    """Read all texts of a folder into tables, in this process."""
    return collect(extract_file(file) for file in discover(texts).files)


def write_tables(tables: Tables, folder: Path) -> None:
    """Write every table as a CSV file."""
    for name in TABLES:
        write_csv(folder / f"{name}.csv", name, tables.lines(name))


def score(tables: Path, annotations: Iterable[Path], gold: Gold) -> dict[str, dict[str, float]]:
    """Scores of the tables against some of the annotations, by measure, as the scorer gives them."""
    with tempfile.TemporaryDirectory() as scratch:
        chosen, result = Path(scratch, "gold"), Path(scratch, "scores.json")
        chosen.mkdir()
        for path in annotations:
            shutil.copy(path, chosen)
        command: list[str | Path] = [sys.executable, gold.scorer, tables, chosen, gold.texts, "--json", result]
        subprocess.run(command, check=True, capture_output=True)
        scores: dict[str, dict[str, float]] = json.loads(result.read_text())
    return {name: figures for name, figures in scores.items() if name != "files"}


def reached(figures: dict[str, float]) -> float:
    """F1 of a table, or the share of right cells."""
    return figures["f1"] if "f1" in figures else figures["share"] or 0.0

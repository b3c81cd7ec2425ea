"""The real inputs, through all stages, against what experts read in them."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from cephlit.documents.discovery import discover
from cephlit.extraction import extract_file
from cephlit.tables.collection import collect
from cephlit.tables.frames import read_tables
from cephlit.tables.publish import publish

SHARED = Path(__file__).parents[2].parent / "shared"
SEEDS, GOLD, SCORE = SHARED / "seeds", SHARED / "gold" / "dev", SHARED / "tools" / "score_tables.py"

FLOORS = {
    "studies": 1.0,
    "evidence": 1.0,
    "participants": 1.0,
    "drugs": 0.85,
    "doses": 0.90,
    "conditions": 0.85,
    "outcomes_numbers": 0.75,
}
"""Least F1, or least share, of each measure of the scores."""

pytestmark = pytest.mark.skipif(
    not SEEDS.is_dir() and os.environ.get("CI") != "true", reason=f"there is no folder {SEEDS}"
)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("real")
    found = discover(SEEDS)
    assert found.files
    publish(collect(extract_file(file) for file in found.files), folder, {})
    return folder


@pytest.fixture(scope="module")
def scores(outputs: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, float]]:
    if not (SCORE.is_file() and GOLD.is_dir()):
        pytest.skip(f"there are no annotations in {GOLD}")
    gold = tmp_path_factory.mktemp("gold")
    for file in discover(SEEDS).files:
        shutil.copy(GOLD / f"{file.path.stem}.json", gold)
    result = gold.with_suffix(".json")
    command = [sys.executable, SCORE, outputs / "latest" / "tables", gold, SEEDS, "--json", result]
    subprocess.run(command, check=True, capture_output=True)
    return json.loads(result.read_text())


@pytest.mark.parametrize("measure", FLOORS)
def test_the_scores_reach_their_floors(scores: dict[str, dict[str, float]], measure: str) -> None:
    reached = scores[measure].get("f1", scores[measure].get("share"))
    assert reached is not None
    assert reached >= FLOORS[measure], scores[measure]


def test_every_file_is_read_and_gives_evidence(outputs: Path) -> None:
    tables = read_tables(outputs)
    assert set(tables["documents"]["status"]) == {"ok"}
    assert set(tables["evidence"]["file"]) == set(tables["documents"]["file"])


def test_every_row_quotes_the_words_at_its_place_in_the_users_file(outputs: Path) -> None:
    tables = read_tables(outputs)
    documents = tables["documents"].set_index("document_id")
    texts = {i: (SEEDS / file).read_text(encoding="utf-8-sig") for i, file in documents["file"].items()}
    for name, frame in tables.items():
        words = "text" if name == "mentions" else "quote"
        if {words, "start", "study_id"} <= set(frame.columns):
            rows = frame[["study_id", "start", "end", words]].itertuples(index=False)
            assert [texts[s.partition("-")[0]][a:b] for s, a, b, _ in rows] == list(frame[words]), name


def test_no_row_breaks_a_rule(outputs: Path) -> None:
    rejects = read_tables(outputs)["rejects"]
    assert rejects.empty, pd.DataFrame(rejects)[["table", "rule", "reason"]].to_string()

"""The real inputs, through all stages, against what experts read in them."""

import os
from pathlib import Path

import pandas as pd
import pytest
from training.accuracy.scoring import Gold, reached, score

from cephlit.documents.discovery import discover
from cephlit.extraction import extract_file
from cephlit.tables.collection import collect
from cephlit.tables.frames import read_tables
from cephlit.tables.publish import publish

SHARED = Path(__file__).parents[2].parent / "shared"
SEEDS, GOLD = SHARED / "seeds", SHARED / "gold"

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


@pytest.mark.skipif(not GOLD.is_dir(), reason=f"there is no folder {GOLD}")
def test_the_scores_reach_their_floors(outputs: Path) -> None:
    gold = Gold.at(GOLD)
    annotations = [gold.rows / f"{file.path.stem}.json" for file in discover(SEEDS).files]
    scores = score(outputs / "latest" / "tables", annotations, gold)
    assert {name: reached(scores[name]) for name in FLOORS if reached(scores[name]) < FLOORS[name]} == {}


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

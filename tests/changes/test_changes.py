"""What a run says of the difference to the one before."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cephlit.changes.compare import Paper, compare
from cephlit.changes.words import MOST_ROWS, changes_markdown
from cephlit.cli import app
from cephlit.runs.history import CHANGES
from cephlit.tables.collection import collect
from cephlit.tables.extraction import Cells, Extraction
from cephlit.tables.publish import publish

QUOTE = "Words of the paper."


def paper(file: str, title: str, *results: Cells, **cells: Any) -> Extraction:
    """A paper with one study, one drug and some results."""
    sha256 = hashlib.sha256(repr((title, results, cells)).encode()).hexdigest()
    study_id = f"d{sha256[:12]}-s01"
    place = {"study_id": study_id, "start": 0, "end": len(QUOTE)}
    study = {"document_id": study_id[:13], "title": title, "year": 2019, "participants": cells.get("participants", 40)}
    dose = {"dose_low": cells.get("dose"), "dose_unit": "mg", "role": "studied", "drug": "ketamine"}
    told = {"condition": "migraine", "drug": "ketamine", "measure": "response", "statistic": "percent", "quote": QUOTE}
    rows = {
        "studies": [place | study],
        "treatments": [place | dose | {"treatment_id": f"{study_id}-t001", "quote": QUOTE}],
        "outcomes": [
            place | told | result | {"outcome_id": f"{study_id}-o{number:03d}"}
            for number, result in enumerate(results, start=1)
        ],
    }
    return Extraction(file, sha256, "text/plain", "ok", text=QUOTE, rows=rows)


FIRST = paper("a.txt", "A first trial", {"percent": 60.0, "direction": "improved"}, dose=10)
SECOND = paper("b.txt", "A second trial", {"percent": 25.0, "direction": "no_change", "time_point": "2 h"}, dose=20)
THIRD = paper("c.txt", "A third trial", {"percent": 70.0, "direction": "improved"}, dose=10, participants=None)


def told(folder: Path, before: list[Extraction], after: list[Extraction]) -> str:
    earlier = publish(collect(before), folder, {})
    return changes_markdown(compare(earlier, publish(collect(after), folder, {})), earlier.name)


def test_what_becomes_of_papers(tmp_path: Path) -> None:
    renamed = paper(
        "new name.txt", "A third trial", {"percent": 70.0, "direction": "improved"}, dose=10, participants=None
    )
    assert renamed.sha256 == THIRD.sha256
    edited = paper("b.txt", "A second trial, corrected")
    picture = Extraction.refused("picture.png", "it is no text", "ab" * 32)
    earlier = publish(collect([FIRST, SECOND, THIRD]), tmp_path, {})
    later = publish(collect([edited, renamed, picture, paper("d.txt", "A fourth trial")]), tmp_path, {})
    papers = compare(earlier, later).papers
    assert papers.added == [Paper("d.txt")]
    assert papers.changed == [Paper("b.txt")]
    assert papers.renamed == [Paper("new name.txt", "was c.txt")]
    assert papers.removed == [Paper("a.txt")]
    assert papers.rejected == [Paper("picture.png", "it is no text")]
    again = compare(later, later).papers
    assert again.rejected == again.added == again.removed == []


def test_new_evidence_stands_in_plain_sentences(tmp_path: Path) -> None:
    markdown = told(tmp_path, [FIRST], [FIRST, SECOND])
    sentence = "ketamine (20 mg) for migraine: response 25 % at 2 h; no change"
    assert f"- {sentence} \\[A second trial, 2019, b.txt\\]" in markdown
    assert "A first trial, 2019" not in markdown.partition("## New evidence")[2]


def test_the_picture_moves(tmp_path: Path) -> None:
    row = "| ketamine | migraine | 1 → 2 | 40 → 80 | 10 mg; new: 20 mg | response 60 % → response 25 to 60 % |"
    assert row in told(tmp_path / "grown", [FIRST], [FIRST, SECOND])
    row = "| ketamine | migraine | 2 → 1 | 80 → 40 | 20 mg; gone: 10 mg | response 25 to 60 % → response 25 % |"
    markdown = told(tmp_path / "shrunk", [FIRST, SECOND], [SECOND])
    assert row in markdown
    assert "## Evidence that is gone" in markdown


def test_a_new_result_that_goes_another_way_is_named(tmp_path: Path) -> None:
    markdown = told(tmp_path / "other way", [FIRST], [FIRST, SECOND])
    contradiction = "ketamine for migraine, response: no change in A second trial (2019), but improved in A first trial"
    assert contradiction in markdown
    assert "## Contradictions" not in told(tmp_path / "same way", [FIRST], [FIRST, THIRD])


def test_a_paper_read_anew_with_the_same_words_is_no_news(tmp_path: Path) -> None:
    edited = paper("a.txt", "A first trial", {"percent": 60.0, "direction": "improved"}, dose=10, participants=40.0)
    assert edited.sha256 != FIRST.sha256
    markdown = told(tmp_path, [FIRST], [edited])
    assert "## Papers changed (1)" in markdown
    assert "evidence" not in markdown.lower()


def test_nothing_new_says_so(tmp_path: Path) -> None:
    assert "The same papers say the same." in told(tmp_path, [FIRST], [FIRST])


def test_a_first_run_does_not_drown_its_reader(tmp_path: Path) -> None:
    many = paper("a.txt", "A trial", *({"percent": 1.0, "n": number} for number in range(MOST_ROWS + 7)))
    markdown = changes_markdown(compare(None, publish(collect([many]), tmp_path, {})), None)
    assert "The first run: everything is new." in markdown
    assert "… and 7 more, in the tables" in markdown


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    markdown = told(tmp_path, [FIRST], [FIRST, paper("x.txt", "<script>|`*\n# Heading", {"percent": 1.0})])
    assert "<script>" not in markdown.replace("\\<script\\>", "")
    assert "\n# Heading" not in markdown


@pytest.mark.parametrize("name", [[], ["1"], ["000001"]])
def test_the_command_prints_what_a_run_changed(tmp_path: Path, name: list[str]) -> None:
    publish(collect([FIRST]), tmp_path, {}, complete=lambda run: (run / CHANGES).write_text("# What is new\n") and None)
    result = CliRunner().invoke(app, ["changes", *name, "--outputs", str(tmp_path)])
    assert (result.exit_code, result.stdout) == (0, "# What is new\n")


@pytest.mark.parametrize(
    ("name", "words"), [(["7"], "no run '7'.*kept runs: 000001-"), ([], "does not tell what it changed")]
)
def test_the_command_says_what_there_is_not(tmp_path: Path, name: list[str], words: str) -> None:
    publish(collect([FIRST]), tmp_path, {})
    result = CliRunner().invoke(app, ["changes", *name, "--outputs", str(tmp_path)])
    assert result.exit_code == 1
    assert re.search(words, result.stderr)

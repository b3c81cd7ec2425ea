"""One file after the other through all stages: what is wrong with a file stays with that file."""

import gzip
import re
from dataclasses import replace
from pathlib import Path

import pytest

from cephlit.documents.discovery import discover
from cephlit.documents.document import Document
from cephlit.documents.sources import FoundFile
from cephlit.extraction import StageError, extract_file, extraction_of, read_studies, read_study
from cephlit.studies.reader import split_studies
from cephlit.tables.collection import collect
from cephlit.tables.extraction import Extraction, Failure
from cephlit.tables.frames import read_tables
from cephlit.tables.publish import publish

TRIAL = """\
Oral zolmitriptan for attacks of migraine: a randomised trial

Methods: 120 adults with migraine were randomised to zolmitriptan 2.5 mg orally or placebo.

Results: At 2 h, 36 of 60 patients (60%) were pain free with zolmitriptan and 15 of 60 (25%) with placebo (p < 0.001).
Nausea was reported by 6 patients on zolmitriptan.
"""


def extracted(folder: Path, name: str, content: bytes) -> Extraction:
    (folder / name).write_bytes(content)
    return extract_file(FoundFile(name, folder / name))


def test_a_paper_gives_rows_whose_words_stand_in_its_text(tmp_path: Path) -> None:
    extraction = extracted(tmp_path, "trial.txt", TRIAL.encode())
    assert (extraction.status, extraction.problem) == ("ok", "")
    tables = collect([extraction])
    assert set(tables.frames["treatments"]["drug"]) == {"zolmitriptan", "placebo"}
    assert 60.0 in set(tables.frames["outcomes"]["percent"])
    assert tables.frames["rejects"].empty
    for table in ("mentions", "treatments", "conditions", "outcomes", "adverse_events"):
        frame = tables.frames[table]
        words = frame["text" if table == "mentions" else "quote"]
        assert [TRIAL[a:b] for a, b in zip(frame["start"], frame["end"], strict=True)] == list(words)


@pytest.mark.parametrize(
    "content", [TRIAL.encode("utf-8-sig"), TRIAL.encode("utf-16"), TRIAL.replace("\n", "\r\n").encode()]
)
def test_the_same_paper_in_other_bytes_gives_the_same_evidence(tmp_path: Path, content: bytes) -> None:
    told = ["drug", "measure", "result", "quote", "start", "end"]
    plain = collect([extracted(tmp_path, "plain.txt", TRIAL.encode())]).frames["evidence"][told]
    other = collect([extracted(tmp_path, "other.txt", content)]).frames["evidence"][told]
    assert len(plain)
    assert other.equals(plain)


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", "empty", "the file is empty"),
        (b" \r\n\t\n ", "empty", "nothing but white space"),
        (gzip.compress(TRIAL.encode() * 9), "rejected", "not plain text"),
        (bytes(range(256)) * 40, "rejected", "binary data|not readable text|not plain text"),
        (b"migraine " * 6_000_000, "rejected", "larger than 20 MB"),
        (b"Minutes of the gardening club. Tulips were discussed at length.", "ok", "names no headache disorder"),
        (b"Migraine is a common disorder of the brain.", "ok", "no result was found"),
    ],
    ids=["empty", "white space", "archive", "binary", "50 MB", "gardening", "no result"],
)
def test_an_unfit_file_says_what_is_wrong(tmp_path: Path, content: bytes, status: str, words: str) -> None:
    extraction = extracted(tmp_path, "unfit.txt", content)
    assert extraction.status == status
    assert re.search(words, extraction.problem)


def test_broken_utf8_is_read_and_told(tmp_path: Path) -> None:
    extraction = extracted(tmp_path, "broken.txt", TRIAL.encode() + b"Pain score \xff\xfe\xfa fell.\n" + TRIAL.encode())
    assert extraction.status == "ok"
    assert extraction.rows["outcomes"]


def test_a_file_that_may_not_be_read_is_rejected(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(TRIAL)
    path.chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:2]):
        folder.chmod(0o755)
    request.getfixturevalue("as_nobody")
    extraction = extract_file(FoundFile("secret.txt", path))
    assert extraction.status == "rejected"
    assert "may not be read" in extraction.problem


def test_a_file_that_vanishes_after_it_was_found_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").write_text(TRIAL)
    found = discover(tmp_path).files[0]
    found.path.unlink()
    extraction = extract_file(found)
    assert extraction.status == "rejected"
    assert "vanished" in extraction.problem


def test_rejects_name_the_stage_and_the_reason(tmp_path: Path) -> None:
    rejects = collect([extracted(tmp_path, "unfit.txt", gzip.compress(b"x"))]).frames["rejects"]
    assert list(rejects["rule"]) == ["read"]
    assert "gzip" in rejects["reason"].iloc[0]


@pytest.mark.parametrize("words", ['=cmd|"/C calc"!A0', '<script>alert("x")</script>', '"quoted",\nword', "[bold]red"])
def test_hostile_words_stay_words(tmp_path: Path, words: str) -> None:
    extraction = extracted(tmp_path, "hostile.txt", f"{TRIAL}\n{words} improved in 5 of 10 patients.\n".encode())
    assert extraction.status == "ok"
    publish(collect([extraction]), tmp_path / "outputs", {})
    kept = tmp_path / "outputs" / "latest" / "text" / f"{extraction.document_id}.txt"
    assert words in kept.read_text()
    tables = read_tables(tmp_path / "outputs")
    for table in ("outcomes", "evidence"):
        assert [
            extraction.text[a:b] for a, b in zip(*(tables[table][c] for c in ("start", "end")), strict=True)
        ] == list(tables[table]["quote"])


def test_a_study_that_a_stage_cannot_handle_is_told_with_the_stage() -> None:
    document = Document("trial.txt", "0" * 64, "text/plain", TRIAL)
    study = split_studies(document)[0]
    impossible = replace(study, blocks=(replace(study.blocks[0], section=None, end=-3, start=None),))
    with pytest.raises(StageError, match="tag") as caught:
        read_study(impossible)
    assert caught.value.stage == "tag"
    assert re.search(r"unexpected \w+Error: .* \(\w+\.py, line \d+\)", caught.value.reason)


def test_a_lost_study_leaves_the_others() -> None:
    document = Document("trial.txt", "0" * 64, "text/plain", TRIAL)
    readings, _ = read_studies(document)
    lost = Failure("tag", "unexpected KeyError: 'x'", "d000000000000-s02")
    extraction = extraction_of(document, readings, [lost])
    assert (extraction.status, extraction.problem) == (
        "ok",
        "1 of 2 studies could not be read: unexpected KeyError: 'x'",
    )
    frames = collect([extraction]).frames
    assert len(frames["studies"]) == 1
    assert list(frames["rejects"]["study_id"]) == ["d000000000000-s02"]


def test_a_document_all_of_whose_studies_are_lost_is_rejected() -> None:
    document = Document("trial.txt", "0" * 64, "text/plain", TRIAL)
    extraction = extraction_of(document, [], [Failure("split", "unexpected KeyError: 'x'")])
    assert (extraction.status, extraction.text) == ("rejected", TRIAL)
    assert list(collect([extraction]).frames["rejects"]["rule"]) == ["split"]

import dataclasses
import logging
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worked_study import extraction

from cephlit.runs.ledger import FOLDER, Ledger
from cephlit.runs.lock import OutputsError
from cephlit.runs.versions import Version, current_version
from cephlit.tables.extraction import Extraction, Failure
from cephlit.tables.share import KeptText, Share

VERSION = Version("pipeline", "model", "vocabulary", "configuration")
SHARE = Share.of(dataclasses.replace(extraction(), failures=(Failure("tag", "too long", "d0-s02"),)))


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path, VERSION)


def entries(outputs: Path) -> list[Path]:
    return sorted(path for path in (outputs / FOLDER).rglob("*") if path.is_file())


def test_what_was_kept_is_found_again(ledger: Ledger) -> None:
    assert ledger.find(SHARE.sha256) is None
    assert not ledger.knows(SHARE.sha256)
    kept = ledger.keep(SHARE)
    assert ledger.knows(SHARE.sha256)
    found = ledger.find(SHARE.sha256)
    assert found == kept == SHARE
    assert found is not None
    assert found.text == kept.text == SHARE.text
    assert isinstance(found.text_source, KeptText), "it need not be read to be linked to"
    assert SHARE.counts["outcomes"]
    assert SHARE.evidence
    assert SHARE.rejects


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives(tmp_path_factory: pytest.TempPathFactory, text: str, problem: str) -> None:
    ledger = Ledger(tmp_path_factory.mktemp("outputs"), VERSION)
    lines = {table: text.encode() for table in SHARE.lines}
    share = dataclasses.replace(SHARE, text_source=text, problem=problem, lines=lines)
    ledger.keep(share)
    found = ledger.find(share.sha256)
    assert found == share
    assert found is not None
    assert found.text == text


@pytest.mark.parametrize("part", Version._fields)
def test_another_version_knows_nothing_of_it(tmp_path: Path, ledger: Ledger, part: str) -> None:
    ledger.keep(SHARE)
    other = Ledger(tmp_path, VERSION._replace(**{part: "another"}))
    assert not other.knows(SHARE.sha256)
    assert other.find(SHARE.sha256) is None


def test_the_version_of_the_program_stays_the_same_and_tells_its_parts_apart() -> None:
    assert current_version() == current_version()
    assert len({*current_version()}) == 4


@pytest.mark.parametrize("suffix", [".share", ".txt"])
@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[: len(content) // 2],
        lambda content: content[:0],
        lambda content: content.replace(b"cluster", b"plaster", 1),
        lambda content: content + b"more",
    ],
    ids=["cut", "empty", "other words", "longer"],
)
def test_a_damaged_entry_is_told_of_and_not_used(
    tmp_path: Path, ledger: Ledger, caplog: pytest.LogCaptureFixture, suffix: str, damage
) -> None:
    ledger.keep(SHARE)
    path = next(path for path in entries(tmp_path) if path.suffix == suffix)
    damaged = damage(path.read_bytes())
    assert damaged != path.read_bytes()
    path.write_bytes(damaged)
    with caplog.at_level(logging.WARNING, logger="cephlit"):
        assert ledger.find(SHARE.sha256) is None
    assert "is damaged" in caplog.text
    assert "read again" in caplog.text
    ledger.keep(SHARE)
    assert ledger.find(SHARE.sha256) == SHARE


def test_entries_that_were_copied_or_touched_are_as_good(tmp_path: Path, ledger: Ledger) -> None:
    ledger.keep(SHARE)
    for path in entries(tmp_path):
        path.write_bytes(path.read_bytes())
    assert ledger.find(SHARE.sha256) == SHARE


def test_an_entry_under_another_contents_name_is_not_used(tmp_path: Path, ledger: Ledger) -> None:
    ledger.keep(SHARE)
    for path in entries(tmp_path):
        path.rename(path.with_stem("f" * 64))
    assert ledger.find("f" * 64) is None


def test_what_has_no_digest_is_not_kept(tmp_path: Path, ledger: Ledger) -> None:
    share = Share.of(Extraction.refused("slow.txt", "it was not read to its end"))
    assert ledger.keep(share) is share
    assert entries(tmp_path) == []


def test_entries_that_nobody_needs_go(tmp_path: Path, ledger: Ledger) -> None:
    other = dataclasses.replace(SHARE, sha256="a" * 64)
    earlier = Ledger(tmp_path, VERSION._replace(model="earlier"))
    for store in (ledger, earlier):
        store.keep(SHARE)
        store.keep(other)
    (tmp_path / FOLDER / VERSION.key / "half.share.tmp").touch()
    ledger.prune({(VERSION.key, SHARE.sha256)})
    assert [path.name for path in entries(tmp_path)] == [f"{SHARE.sha256}.share", f"{SHARE.sha256}.txt"]
    assert ledger.find(SHARE.sha256) == SHARE
    assert earlier.find(SHARE.sha256) is None


def test_a_ledger_that_cannot_be_written_says_so(tmp_path: Path, ledger: Ledger) -> None:
    (tmp_path / FOLDER).write_text("taken")
    with pytest.raises(OutputsError, match="cannot write the outputs' ledger"):
        ledger.keep(SHARE)

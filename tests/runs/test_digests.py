"""Digests of files that are read again only where they may have changed."""

import hashlib
import json
import logging
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cephlit
from cephlit.documents.discovery import discover
from cephlit.documents.sources import FoundFile, Stamp
from cephlit.runs.digests import Digests
from cephlit.runs.inventory import inventory
from cephlit.runs.kept_files import read_kept, write_kept

SECOND = 1_000_000_000
NOW = time.time_ns()
OLD = Path(cephlit.__file__).parent / "vocabulary"
"""A folder whose files were left alone for a while."""


@dataclass
class Counted:
    """A source that counts how often it is read."""

    content: bytes
    stamp: Stamp | None
    file: str = "a.txt"
    reads: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return len(self.content)

    def read(self) -> bytes:
        self.reads.append(self.file)
        return self.content


def stamp(seconds_ago: float) -> Stamp:
    then = NOW - int(seconds_ago * SECOND)
    return Stamp(1, 2, 3, then, then)


def digest_in_a_run(outputs: Path, source: Counted) -> str:
    digests = Digests(outputs)
    digest = digests.known(source) or digests.read(source)
    digests.keep()
    return digest


def test_what_was_left_alone_is_read_once(tmp_path: Path) -> None:
    source = Counted(b"Headache.", stamp(60))
    told = {digest_in_a_run(tmp_path, source) for _ in range(3)}
    assert told == {hashlib.sha256(b"Headache.").hexdigest()}
    assert len(source.reads) == 1


@pytest.mark.parametrize("part", Stamp._fields)
def test_whatever_the_file_system_tells_otherwise_makes_it_read_again(tmp_path: Path, part: str) -> None:
    first = Counted(b"Headache.", stamp(60))
    digest_in_a_run(tmp_path, first)
    assert first.stamp is not None
    second = Counted(b"Migraine.", first.stamp._replace(**{part: getattr(first.stamp, part) - 1}))
    assert digest_in_a_run(tmp_path, second) == hashlib.sha256(b"Migraine.").hexdigest()


@pytest.mark.parametrize(
    "uncertain",
    [stamp(1), stamp(60)._replace(changed=stamp(1).changed), stamp(-3600), None],
    ids=["just written", "just put in its place", "from the future", "no stamp"],
)
def test_what_may_change_unseen_is_always_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, uncertain: Stamp | None
) -> None:
    monkeypatch.setattr("time.time_ns", lambda: NOW)
    for content in (b"Headache.", b"Migraine."):
        source = Counted(content, uncertain)
        assert digest_in_a_run(tmp_path, source) == hashlib.sha256(content).hexdigest()
        assert source.reads


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["write", "append", "replace", "rename", "remove"]), st.binary(max_size=3))))
def test_digests_are_those_of_the_bytes_whatever_is_done_to_a_file(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, bytes]]
) -> None:
    folder = tmp_path_factory.mktemp("seeds")
    path = folder / "a.txt"
    for how, content in changes:
        if how == "remove":
            path.unlink(missing_ok=True)
        elif how == "append":
            with path.open("ab") as file:
                file.write(content)
        else:
            target = path if how == "write" else folder / "other.txt"
            target.write_bytes(content)
            if how == "replace":
                target.replace(path)
            elif how == "rename" and path.exists():
                path.rename(folder / "renamed.txt")
        told = {seed.file: seed.sha256 for seed in inventory(discover(folder), Digests(folder / ".outputs"))}
        found = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
        assert told == {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
        (folder / ".outputs").mkdir(exist_ok=True)


def test_files_of_a_folder_are_not_opened_again(tmp_path: Path) -> None:
    first = {seed.file: seed.sha256 for seed in inventory(discover(OLD), Digests(tmp_path))}
    assert first["drugs.csv"] == hashlib.sha256((OLD / "drugs.csv").read_bytes()).hexdigest()
    kept = tmp_path / "ledger" / "digests"
    others = [["f" * 64, *rest] for _, *rest in json.loads(read_kept(str(kept)))]
    write_kept(str(kept), json.dumps(others).encode())
    assert {seed.sha256 for seed in inventory(discover(OLD), Digests(tmp_path))} == {"f" * 64}


@pytest.mark.parametrize("damage", [lambda b: b[:40], lambda b: b.replace(b"a", b"b"), lambda _: b"", lambda _: b"x\n"])
def test_a_damaged_list_of_digests_is_told_of_and_made_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, damage
) -> None:
    source = Counted(b"Headache.", stamp(60))
    digest_in_a_run(tmp_path, source)
    kept = tmp_path / "ledger" / "digests"
    kept.write_bytes(damage(kept.read_bytes()))
    with caplog.at_level(logging.WARNING, logger="cephlit"):
        assert digest_in_a_run(tmp_path, source) == hashlib.sha256(b"Headache.").hexdigest()
    assert "is damaged" in caplog.text
    assert digest_in_a_run(tmp_path, source)
    assert len(source.reads) == 2


def test_digests_that_cannot_be_kept_stop_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "ledger").write_text("taken")
    with caplog.at_level(logging.WARNING, logger="cephlit"):
        assert digest_in_a_run(tmp_path, Counted(b"Headache.", stamp(60)))
    assert "cannot be written" in caplog.text


def test_a_file_that_has_vanished_has_no_stamp(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Headache.")
    source = FoundFile("a.txt", path)
    assert source.stamp is not None
    path.unlink()
    assert source.stamp is None
    shutil.copy(OLD / "__init__.py", path)
    assert source.stamp is not None

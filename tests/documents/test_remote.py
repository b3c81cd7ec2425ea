"""Corpora at an address, on file systems that need no network: memory, the local disk, and one that fails."""

import hashlib
import os
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec import AbstractFileSystem
from fsspec.implementations.memory import MemoryFileSystem
from hypothesis import example, given
from hypothesis import strategies as st

from cephlit.documents.discovery import discover, is_address
from cephlit.documents.errors import UnreadableDocumentError
from cephlit.documents.sources import MAX_BYTES
from cephlit.runs.digests import Digests
from cephlit.runs.inventory import inventory

MEMORY = fsspec.filesystem("memory")


class FailingFileSystem(MemoryFileSystem):
    """Files whose name tells how opening them fails; folders called `locked` cannot be listed."""

    protocol = "failing"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]

    def _open(self, path: str, mode: str = "rb", **options: Any) -> Any:
        name = path.rpartition("/")[2]
        if mode == "rb" and name.startswith("denied"):
            raise PermissionError(13, "Forbidden")
        if mode == "rb" and name.startswith("gone"):
            raise FileNotFoundError(path)
        if mode == "rb" and name.startswith("cut"):
            raise ConnectionResetError("at 12:03:04, request 8f3a")
        if mode == "rb" and name.startswith("drops"):
            return Drops(b"Headache, and the day was long.")
        return super()._open(path, mode, **options)

    def ls(self, path: str, detail: bool = True, **options: Any) -> Any:
        if path.endswith("/locked"):
            raise PermissionError(13, "Forbidden")
        return super().ls(path, detail, **options)


class Listed(AbstractFileSystem):
    """Lists whatever it was told to."""

    protocol = "listed"
    names: ClassVar[list[str]] = []

    def ls(self, path: str, detail: bool = True, **_: Any) -> list[Any]:  # noqa: ARG002
        return [{"name": name, "size": 9, "type": "file"} if detail else name for name in self.names]


class Drops(BytesIO):
    """A stream that gives a little at a time, as some servers do."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(3 if size is None or size < 0 else min(size, 3))


fsspec.register_implementation("failing", FailingFileSystem, clobber=True)
fsspec.register_implementation("listed", Listed, clobber=True)
FAILING = fsspec.filesystem("failing")


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    yield
    for file_system in (MEMORY, FAILING):
        file_system.store.clear()
        file_system.pseudo_dirs[:] = [""]


def put(address: str, content: bytes = b"Headache.") -> None:
    with fsspec.open(address, "wb") as stream:
        stream.write(content)


def test_what_counts_as_an_address() -> None:
    assert is_address("s3://bucket/papers")
    assert not is_address("seeds")
    assert not is_address(Path("s3://bucket/papers"))


def test_files_of_all_folders_are_found_in_order_and_hidden_ones_passed_over() -> None:
    for name in ("b.txt", "a/z.txt", "a/deep/er/c.txt", ".hidden", "a/.git/config", "a.txt"):
        put(f"memory://papers/{name}")
    put("memory://other/d.txt")
    found = discover("memory://papers")
    assert [file.file for file in found.files] == ["a.txt", "a/deep/er/c.txt", "a/z.txt", "b.txt"]
    assert found.hidden == [".hidden", "a/.git"]
    assert found.problems == []
    assert discover("memory://papers/") == discover("memory://papers/")
    assert [file.file for file in discover("memory://papers/a").files] == ["deep/er/c.txt", "z.txt"]


def test_contents_are_known_by_their_bytes(tmp_path: Path) -> None:
    put("memory://papers/a.txt", b"one")
    put("memory://papers/b.txt", b"two")
    found = discover("memory://papers")
    assert [file.size for file in found.files] == [3, 3]
    assert [file.read() for file in found.files] == [b"one", b"two"]
    digests = [file.sha256 for file in inventory(found, Digests(tmp_path))]
    assert digests == [hashlib.sha256(content).hexdigest() for content in (b"one", b"two")]
    put("memory://papers/b.txt", b"six")
    assert inventory(discover("memory://papers"), Digests(tmp_path))[1].sha256 == hashlib.sha256(b"six").hexdigest()


def test_a_folder_of_this_machine_has_an_address_too(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "a.txt").write_bytes(b"Headache.")
    (tmp_path / "b c#1.txt").write_bytes(b"Migraine.")
    (tmp_path / "outside").symlink_to("/etc/passwd")
    (tmp_path / "round").symlink_to(".")
    os.mkfifo(tmp_path / "pipe")
    found = discover(f"file://{tmp_path}")
    assert [(file.file, file.read()) for file in found.files] == [
        ("b c#1.txt", b"Migraine."),
        ("inner/a.txt", b"Headache."),
    ]
    assert [(p.file, p.reason) for p in found.problems] == [
        (name, "not a regular file") for name in ("outside", "pipe", "round")
    ]


def test_a_large_file_is_refused_unread() -> None:
    put("failing://papers/denied.txt", b"x" * (MAX_BYTES + 1))
    with pytest.raises(UnreadableDocumentError, match="larger than 20 MB"):  # no word of what opening it gives
        discover("failing://papers").files[0].read()


def test_a_file_whose_size_nobody_told_is_read_no_further_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    put("memory://papers/a.txt")
    [file] = discover("memory://papers").files
    put("memory://papers/a.txt", b"x" * (MAX_BYTES + 5))
    asked: list[int] = []
    whole = BytesIO.read
    stream = type(MEMORY.store["/papers/a.txt"])
    monkeypatch.setattr(stream, "read", lambda self, size=-1: asked.append(size) or whole(self, size))
    with pytest.raises(UnreadableDocumentError, match="larger than 20 MB"):
        file.read()
    assert sum(asked) == MAX_BYTES + 1


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("denied.txt", "the file may not be read"),
        ("gone.txt", "the file vanished before it was read"),
        ("cut.txt", r"the file cannot be read \(ConnectionResetError\)"),
    ],
)
def test_a_file_that_cannot_be_read_harms_no_other(
    tmp_path: Path, name: str, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    put(f"failing://papers/{name}")
    put("failing://papers/good.txt")
    listed = {file.file: file for file in inventory(discover("failing://papers"), Digests(tmp_path))}
    assert listed["good.txt"].sha256
    assert listed[name].extraction.status == "rejected"
    with pytest.raises(UnreadableDocumentError, match=told) as caught:
        listed[name].found.read()
    assert "8f3a" not in str(caught.value), "a table must not tell what is different each time"
    assert name in caplog.text


def test_a_file_that_comes_in_drops_is_read_to_its_end() -> None:
    put("failing://papers/drops.txt")
    assert discover("failing://papers").files[0].read() == b"Headache, and the day was long."


def test_an_address_that_cannot_be_listed_as_a_whole_is_not_read_in_part() -> None:
    put("failing://papers/a.txt")
    put("failing://papers/locked/b.txt")
    with pytest.raises(OSError, match="'failing://papers' cannot be listed: PermissionError"):
        discover("failing://papers")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("memory://nowhere", "there is nothing at 'memory://nowhere'"),
        ("memory://papers/a.txt", "is a file"),
        ("nonsense://papers", "'nonsense://papers' cannot be listed: ValueError"),
    ],
)
def test_an_address_that_is_none_is_named(address: str, told: str) -> None:
    put("memory://papers/a.txt")
    with pytest.raises(OSError, match=told):
        discover(address)


def test_a_file_system_that_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(OSError, match=r"'s3://bucket/papers' needs a further package: pip install 'cephlit\[s3\]'"):
        discover("s3://bucket/papers")


@given(st.text(st.characters(exclude_characters="/"), min_size=1).filter(lambda name: not name.startswith(".")))
@example("=cmd()\x1b[2J")
@example("c:\\x\ud800.txt")
def test_any_name_is_text_that_a_table_can_hold(name: str) -> None:
    Listed.names[:] = [f"papers/{name}"]
    [file] = discover("listed://papers").files
    assert file.file.encode() == name.encode("utf-8", "backslashreplace")


def test_what_is_listed_outside_of_the_address_is_not_read() -> None:
    Listed.names[:] = ["papers/a.txt", "papers-not/b.txt", "/etc/c.txt", "d.txt"]
    assert [file.file for file in discover("listed://papers").files] == ["a.txt"]

"""The ledger: what each content gave to the tables, kept from run to run, so that nothing is read twice.

An entry is found by the digest of a file's bytes and the version of the program (`versions`), never by a name or a
time. It is a file of its own, ``ledger/<version>/<digest>.share``, with the content's text beside it, written aside and
renamed, so it is there as a whole or not at all. Whatever happened to it, a damaged entry is made anew and costs no
more than that. Thousands of entries are looked up by each run, so each is one file to open and little to make of it:
texts stay on disk, and tables' lines are bytes.
"""

import json
import logging
import os
import shutil
import time
import zlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from cephlit.runs.kept_files import TICK, UNFINISHED, DamagedError, read_kept, write_kept, write_lasting
from cephlit.runs.lock import OutputsError
from cephlit.runs.versions import Version
from cephlit.tables.share import CONTENT_TABLES, EvidenceLine, KeptText, Share

log = logging.getLogger(__name__)

FOLDER = "ledger"
_ENTRY, _TEXT = ".share", ".txt"


class Ledger:
    """The entries of one version of the program in an outputs folder; one process at a time may use them.

    Parameters
    ----------
    outputs
        The outputs folder.
    version
        The version of the program.
    """

    def __init__(self, outputs: Path, version: Version) -> None:
        self._all = outputs / FOLDER
        self._folder = self._all / version.key

    def knows(self, sha256: str) -> bool:
        """Whether there is an entry for a content, damaged or not."""
        return os.path.exists(self._named(sha256) + _ENTRY)  # noqa: PTH110 - asked for thousands of contents

    def find(self, sha256: str) -> Share | None:
        """What a content gave to the tables, if that is known."""
        name = self._named(sha256)
        try:
            return _loaded(read_kept(name + _ENTRY), name + _TEXT, sha256)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("the ledger's entry %s is damaged (%s); its paper is read again", name + _ENTRY, error)
            return None

    def keep(self, share: Share) -> Share:
        """Keep what a content gave to the tables, and give it back with the file that its text is kept in.

        What does not depend on the content alone, as it has no digest, is not kept.

        Raises
        ------
        OutputsError
            If it cannot be written.
        """
        if not share.sha256:
            return share
        name = self._named(share.sha256)
        text = share.text.encode()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_lasting(name + _TEXT, text)
            write_kept(name + _ENTRY, _dumped(share, _Witness.of(name + _TEXT, text)))
        except OSError as error:
            raise OutputsError(f"cannot write the outputs' ledger {str(self._all)!r}: {error.strerror}") from error
        return replace(share, text_source=KeptText(name + _TEXT))

    def prune(self, needed: Collection[tuple[str, str]]) -> None:
        """Drop all entries but those of some versions' keys and contents' digests, and what was left unfinished."""
        kept: dict[str, set[str]] = {}
        for key, sha256 in needed:
            kept.setdefault(key, set()).update((sha256 + _ENTRY, sha256 + _TEXT))
        for path in self._all.glob(f"*{UNFINISHED}"):
            path.unlink(missing_ok=True)
        for folder in [path for path in self._all.glob("*") if path.is_dir()]:
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            there = os.listdir(folder)  # noqa: PTH208 - a Path for each of thousands takes its time
            for name in set(there) - kept[folder.name]:
                (folder / name).unlink(missing_ok=True)

    def _named(self, sha256: str) -> str:
        """Path of the files of a content, without their suffixes."""
        return f"{self._folder}/{sha256}"


class _Witness(NamedTuple):
    """What tells whether a text's file still holds the text.

    Attributes
    ----------
    size, modified
        As the file system tells them; links to the file leave them as they are.
    checksum
        That of the bytes, in case the file was copied or touched.
    """

    size: int
    modified: int
    checksum: int

    @classmethod
    def of(cls, path: str, text: bytes) -> "_Witness":
        """Witness of a file just written; its time is set back, so that no change to come can have the same."""
        past = time.time_ns() - TICK
        os.utime(path, ns=(past, past))
        status = os.stat(path)  # noqa: PTH116
        return cls(status.st_size, status.st_mtime_ns, zlib.crc32(text))

    def refuse_other(self, path: str) -> None:
        """Raise if a file holds another text."""
        status = os.stat(path)  # noqa: PTH116
        if (status.st_size, status.st_mtime_ns) != self[:2] and zlib.crc32(Path(path).read_bytes()) != self.checksum:
            raise DamagedError("its text is another one")


def _dumped(share: Share, text: _Witness) -> bytes:
    """Body of an entry: small facts as JSON, then each table's lines."""
    lines = [share.lines[table] for table in CONTENT_TABLES]
    names = ("sha256", "media_type", "status", "problem", "characters", "counts", "evidence", "rejects")
    facts = {**{name: getattr(share, name) for name in names}, "lengths": list(map(len, lines)), "text": text}
    return b"\n".join([json.dumps(facts, ensure_ascii=False).encode(), b"".join(lines)])


def _loaded(body: bytes, text_file: str, sha256: str) -> Share:
    head, _, lines = body.partition(b"\n")
    facts: dict[str, Any] = json.loads(head)
    if facts["sha256"] != sha256:
        raise DamagedError("it is of another content")
    _Witness(*facts.pop("text")).refuse_other(text_file)
    parts, start = {}, 0
    for table, length in zip(CONTENT_TABLES, facts.pop("lengths"), strict=True):
        parts[table] = lines[start : start + length]
        start += length
    evidence = tuple([EvidenceLine(*row) for row in facts.pop("evidence")])
    rejects = tuple(facts.pop("rejects"))
    return Share(**facts, text_source=KeptText(text_file), lines=parts, evidence=evidence, rejects=rejects)

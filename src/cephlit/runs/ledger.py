"""The ledger: what each content gave to the tables, kept from run to run, so that nothing is read twice.

An entry is found by the digest of a file's bytes and the version of the program (`versions`), never by a name or a
time. It is a file of its own, ``ledger/<version>/<digest>.share``, with the content's text beside it, written aside and
renamed, so it is there as a whole or not at all. Its first line is a checksum: whatever happened to it, a damaged entry
is read anew and costs no more than that.
"""

import json
import logging
import os
import shutil
import zlib
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

from cephlit.runs.lock import OutputsError
from cephlit.runs.versions import Version
from cephlit.tables.share import CONTENT_TABLES, EvidenceLine, Share

log = logging.getLogger(__name__)

FOLDER = "ledger"
_UNFINISHED = ".tmp"


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
        return self._entry(sha256).exists()

    def find(self, sha256: str) -> Share | None:
        """What a content gave to the tables, if that is known."""
        path = self._entry(sha256)
        try:
            return _loaded(path.read_bytes(), path.with_suffix(".txt"), sha256)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("the ledger's entry %s is damaged (%s); its paper is read again", path, error)
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
        path = self._entry(share.sha256)
        text = path.with_suffix(".txt")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(text, share.text.encode())
            _write(path, _dumped(share))
        except OSError as error:
            raise OutputsError(f"cannot write the outputs' ledger {str(self._all)!r}: {error.strerror}") from error
        return replace(share, text_file=text)

    def prune(self, needed: Collection[tuple[str, str]]) -> None:
        """Drop all entries but those of some versions' keys and contents' digests, and what was left unfinished."""
        kept = {(key, f"{sha256}{suffix}") for key, sha256 in needed for suffix in (".share", ".txt")}
        versions = {key for key, _ in needed}
        for folder in [path for path in self._all.glob("*") if path.is_dir()]:
            if folder.name not in versions:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for path in folder.iterdir():
                if (folder.name, path.name) not in kept:
                    path.unlink(missing_ok=True)

    def _entry(self, sha256: str) -> Path:
        return self._folder / f"{sha256}.share"


def _dumped(share: Share) -> bytes:
    """Bytes of an entry: checksums, then small facts as JSON, then each table's lines."""
    lines = [share.lines[table].encode() for table in CONTENT_TABLES]
    text = share.text.encode()
    facts = {
        **{name: getattr(share, name) for name in ("sha256", "media_type", "status", "problem", "counts", "rejects")},
        "evidence": share.evidence,
        "lengths": [len(part) for part in lines],
        "text": [len(text), zlib.crc32(text)],
    }
    body = b"\n".join([json.dumps(facts, ensure_ascii=False).encode(), b"".join(lines)])
    return b"%d\n" % zlib.crc32(body) + body


def _loaded(entry: bytes, text_file: Path, sha256: str) -> Share:
    checksum, _, body = entry.partition(b"\n")
    if int(checksum) != zlib.crc32(body):
        raise ValueError("its checksum does not fit")
    head, _, lines = body.partition(b"\n")
    facts: dict[str, Any] = json.loads(head)
    text = text_file.read_bytes()
    if [len(text), zlib.crc32(text)] != facts.pop("text") or facts["sha256"] != sha256:
        raise ValueError("it is of another content")
    parts, start = {}, 0
    for table, length in zip(CONTENT_TABLES, facts.pop("lengths"), strict=True):
        parts[table] = lines[start : start + length].decode()
        start += length
    evidence = tuple(EvidenceLine(*row) for row in facts.pop("evidence"))
    rejects = tuple(facts.pop("rejects"))
    return Share(**facts, text=text.decode(), lines=parts, evidence=evidence, rejects=rejects, text_file=text_file)


def _write(path: Path, content: bytes) -> None:
    """Write a file that is on disk as a whole before it has its name."""
    staging = path.with_name(path.name + _UNFINISHED)
    with staging.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    staging.replace(path)

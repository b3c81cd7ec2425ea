"""Digests of the seeds' bytes, which are read again only where the file system tells of a change.

Any change of a file changes its `Stamp`, as the system alone sets the time of the last change. Two changes that follow
each other within a tick of the system's clock may not, so a digest is kept only of a file that had been left alone for
a while when it was read. What an address holds has no stamp, and is always read.
"""

import hashlib
import json
import logging
import time
from pathlib import Path

from cephlit.documents.sources import Source, Stamp
from cephlit.runs.kept_files import TICK, DamagedError, read_kept, write_kept
from cephlit.runs.ledger import FOLDER

log = logging.getLogger(__name__)


class Digests:
    """The digests of an outputs folder's seeds.

    Parameters
    ----------
    outputs
        The outputs folder, in whose ledger they are kept from run to run.
    """

    def __init__(self, outputs: Path) -> None:
        self._path = outputs / FOLDER / "digests"
        self._earlier = _read(self._path)
        self._now: dict[Stamp, str] = {}

    def known(self, source: Source) -> str | None:
        """Digest of a file that is as it was when it was last read; None if it has to be read."""
        stamp = source.stamp
        digest = self._earlier.get(stamp) if stamp else None
        if stamp and digest:
            self._now[stamp] = digest
        return digest

    def read(self, source: Source) -> str:
        """Digest of a file's bytes, as they are now.

        Raises
        ------
        UnreadableDocumentError
            If they cannot be read.
        """
        stamp = source.stamp  # before the bytes: what changes while they are read has another one afterwards
        looked = time.time_ns()
        digest = hashlib.sha256(source.read()).hexdigest()
        if stamp and max(stamp.modified, stamp.changed) < looked - TICK:
            self._now[stamp] = digest
        return digest

    def keep(self) -> None:
        """Keep what was asked for until the next run; that this fails is no harm but to its speed."""
        if self._now == self._earlier:
            return
        body = json.dumps([[digest, *stamp] for stamp, digest in self._now.items()]).encode()
        try:
            self._path.parent.mkdir(exist_ok=True)
            write_kept(str(self._path), body)
        except OSError as error:
            log.warning("%s cannot be written (%s); the next run reads all files again", self._path, error.strerror)


def _read(path: Path) -> dict[Stamp, str]:
    try:
        return {Stamp(*stamp): digest for digest, *stamp in json.loads(read_kept(str(path)))}
    except FileNotFoundError:
        return {}
    except (OSError, DamagedError) as error:
        log.warning("%s is damaged (%s); all files are read again", path, error)
        return {}

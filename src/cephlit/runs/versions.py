"""What a document's rows depend on besides its bytes: the program, its models and vocabulary, and what it runs on."""

import hashlib
import platform
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import NamedTuple

from packaging.requirements import Requirement

_PACKAGE = Path(__file__).parents[1]
_MODELS = _PACKAGE / "models"


class Version(NamedTuple):
    """Digests of all that decides what is read in a text.

    Attributes
    ----------
    pipeline
        The package's code.
    model
        The trained weights.
    vocabulary
        The package's other data files.
    configuration
        The versions of Python and of the packages that this one requires.
    """

    pipeline: str
    model: str
    vocabulary: str
    configuration: str

    @property
    def key(self) -> str:
        """One short name for all of them."""
        return hashlib.sha256("\n".join(self).encode()).hexdigest()[:16]


@lru_cache(maxsize=1)
def current_version() -> Version:
    """Version of the program as it is installed now; a change of any file of it makes another one."""
    files = sorted(path for path in _PACKAGE.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    models = [path for path in files if path.is_relative_to(_MODELS) and path.suffix != ".py"]
    code = [path for path in files if path.suffix == ".py"]
    vocabulary = sorted(set(files) - set(models) - set(code))
    return Version(_digest(code), _digest(models), _digest(vocabulary), _installed())


def _digest(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _installed() -> str:
    needed = [Requirement(line) for line in requires("cephlit") or ()]
    names = sorted({item.name for item in needed if item.marker is None or item.marker.evaluate({"extra": ""})})
    lines = [f"python {platform.python_version()}", *(f"{name} {version(name)}" for name in names)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

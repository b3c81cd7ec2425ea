"""The one way to read a vocabulary file."""

import csv
from functools import cache
from importlib.resources import files


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Rows of a vocabulary file, in the order of the file.

    Parameters
    ----------
    name
        File name without ``.csv``.

    Raises
    ------
    FileNotFoundError
        If the package has no such file.
    """
    with (files("cephlit.vocabulary") / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))

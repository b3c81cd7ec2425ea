"""The one way to read a vocabulary file."""

import csv
from functools import cache
from importlib.resources import files
from io import StringIO


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
    text = (files("cephlit.vocabulary") / f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text, newline="")))

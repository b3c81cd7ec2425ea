"""Cells as text: how numbers are written, and how a row becomes a line of a CSV file."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet program takes a cell for a formula (OWASP, CSV injection)."""

_TO_QUOTE = re.compile(r'[,"\r\n]')


def plain_number(number: float) -> str:
    """Write a number as short as it can be read back, without exponent: ``71.4``, ``3``, ``0.00001``."""
    if float(number).is_integer():
        return str(int(number))
    return format(Decimal(repr(float(number))), "f")


def cell_text(value: str | float | bool | None) -> str:
    """Text of a cell; missing values are empty."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain_number(value)


def csv_line(cells: Iterable[Any]) -> str:
    r"""Write cells as a line of CSV: commas, RFC 4180 quoting, ``\n`` at the end.

    The standard library's writer leaves a lone carriage return unquoted when lines end in ``\n``.
    """
    return ",".join(_quoted(cell_text(cell)) for cell in cells) + "\n"


def spreadsheet_safe(value: Any) -> Any:
    """Disarm a text cell that a spreadsheet program would run as a formula; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _quoted(cell: str) -> str:
    if _TO_QUOTE.search(cell):
        return '"' + cell.replace('"', '""') + '"'
    return cell

"""Columns as data: what frames, database and data package need to know of them, taken from the row models."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from cephlit.tables.schema import TABLES

Kind = Literal["integer", "number", "string", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name, kind, description
        What it is called, holds and means.
    required
        Whether every row has a value.
    constraints
        Limits as in JSON Schema: ``enum``, ``minimum``, ``maximum``, ``pattern``.
    """

    name: str
    kind: Kind
    description: str
    required: bool
    constraints: dict[str, Any]


@lru_cache
def columns_of(table: str) -> tuple[Column, ...]:
    """Columns of a table, in order."""
    schema = TABLES[table].model_json_schema()
    required = schema.get("required", ())
    return tuple(_column(name, entry, name in required) for name, entry in schema["properties"].items())


def _column(name: str, entry: dict[str, Any], required: bool) -> Column:
    options = [option for option in entry.get("anyOf", [entry]) if option.get("type") != "null"]
    value = options[0]
    constraints = {limit: value[limit] for limit in ("enum", "minimum", "maximum", "pattern") if limit in value}
    if "const" in value:
        constraints["enum"] = [value["const"]]
    description = entry.get("description") or value.get("description", "")
    return Column(name, value["type"], description, required, constraints)

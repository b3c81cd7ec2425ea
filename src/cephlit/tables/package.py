"""The data package: a machine-readable description of the CSV files, for people and programs that find them later.

Source: Frictionless Data Package and Table Schema, <https://specs.frictionlessdata.io>.
"""

from typing import Any

from cephlit.tables.columns import Column, columns_of
from cephlit.tables.schema import TABLES

_SPREADSHEETS = (
    "Cells hold the documents' words unchanged; a spreadsheet program may take one that begins with = + - or @ for a "
    "formula. spreadsheet/evidence.csv beside this folder is made for such programs."
)


def data_package() -> dict[str, Any]:
    """Describe every table: columns, types, meanings, keys, closed vocabularies and rules."""
    return {
        "profile": "tabular-data-package",
        "name": "cephlit-tables",
        "title": "Evidence tables on headache treatment",
        "description": "One fact a row, each with the words that say it. " + _SPREADSHEETS,
        "resources": [_resource(table) for table in TABLES],
    }


def _resource(table: str) -> dict[str, Any]:
    model = TABLES[table]
    schema: dict[str, Any] = {"fields": [_field(column) for column in columns_of(table)], "missingValues": [""]}
    if model.key:
        schema["primaryKey"] = [model.key]
    if model.references:
        schema["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": other, "fields": [TABLES[other].key]}}
            for column, other in model.references.items()
        ]
    return {
        "name": table.replace("_", "-"),
        "path": f"{table}.csv",
        "profile": "tabular-data-resource",
        "description": model.__doc__,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema,
        "rules": [{"name": rule.name, "meaning": rule.meaning} for rule in model.rules],
    }


def _field(column: Column) -> dict[str, Any]:
    constraints = {**({"required": True} if column.required else {}), **column.constraints}
    entry: dict[str, Any] = {"name": column.name, "type": column.kind, "description": column.description}
    if column.kind == "boolean":
        entry |= {"trueValues": ["true"], "falseValues": ["false"]}
    return {**entry, "constraints": constraints} if constraints else entry

"""Row rules: every raw row is either a valid row or a reject that names the broken rule; none is lost.

Where a study or a group breaks a rule, the row goes to the rejects whole, and what identifies it (its place, its
kind, its label) stays in the table, so that one faulty cell never costs a study its results. If even that breaks a
rule, rows of the study go to the rejects as well, and rows of the group stay without a group.
"""

import json
import math
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from cephlit.tables.extraction import Cells, Extraction
from cephlit.tables.row import Row
from cephlit.tables.schema import STUDY_TABLES, TABLES, RejectRow

_BUILT_IN = frozenset(get_args(ErrorType))
_NAMES = {
    "missing": "required",
    "string_too_short": "required",
    "literal_error": "vocabulary",
    "string_pattern_mismatch": "pattern",
    "extra_forbidden": "columns",
}
_RANGE = frozenset({"greater_than_equal", "less_than_equal"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of an extraction's raw rows: the valid rows of each table, and the rejects."""

    valid: dict[str, list[Row]]
    rejects: list[RejectRow]


def validate(extraction: Extraction) -> Checked:
    """Check the raw rows of one document against the rules of their tables, and list what went wrong before."""
    inspection = _Inspection(extraction)
    for table in ("studies", *STUDY_TABLES):
        for cells in extraction.rows.get(table, []):
            inspection.check(table, cells)
    return Checked(inspection.valid, inspection.rejects + failure_rejects(extraction, extraction.document_id))


def failure_rejects(extraction: Extraction, document_id: str) -> list[RejectRow]:
    """Rejects for what could not be read; the rule is the stage that failed."""
    return [
        RejectRow(
            table="studies" if failure.study_id else "documents",
            document_id=document_id,
            study_id=failure.study_id or None,
            rule=failure.stage,
            reason=failure.reason,
        )
        for failure in extraction.failures
    ]


class _Inspection:
    """The rows of one document on their way to their tables."""

    def __init__(self, extraction: Extraction) -> None:
        self.extraction = extraction
        self.valid: dict[str, list[Row]] = {table: [] for table in ("studies", *STUDY_TABLES)}
        self.rejects: list[RejectRow] = []
        self._keys: dict[str, set[str]] = {table: set() for table in self.valid}

    def check(self, table: str, cells: Cells) -> None:
        """Put a raw row into its table, or aside."""
        if table != "studies" and cells.get("study_id") not in self._keys["studies"]:
            self._set_aside(table, cells, "study_reference", "its study is not in the table")
        elif cells.get(TABLES[table].key) in self._keys[table]:
            self._set_aside(table, cells, "key_unique", "another row has this identifier")
        else:
            self._check_cells(table, self._with_known_group(table, cells))

    def _with_known_group(self, table: str, cells: Cells) -> Cells:
        if table == "groups" or not cells.get("group_id") or cells["group_id"] in self._keys["groups"]:
            return cells
        return {name: "" if name == "group_id" else cell for name, cell in cells.items()}

    def _check_cells(self, table: str, cells: Cells) -> None:
        try:
            self._accept(table, cells)
        except ValidationError as error:
            broken = error.errors(include_url=False)
            self._set_aside(table, cells, _rule(broken[0]), "; ".join(_reason(e) for e in broken))
            identity = {name: cell for name, cell in cells.items() if name in TABLES[table].identity}
            if identity:
                with suppress(ValidationError):
                    self._accept(table, identity)

    def _accept(self, table: str, cells: Cells) -> None:
        row = TABLES[table].model_validate(cells, context={"text": self.extraction.text})
        self.valid[table].append(row)
        self._keys[table].add(getattr(row, row.key))

    def _set_aside(self, table: str, cells: Cells, rule: str, reason: str) -> None:
        whole = {name: cell if _is_json(cell) else str(cell) for name, cell in cells.items()}
        reject = RejectRow(
            table=table,
            document_id=self.extraction.document_id,
            study_id=str(cells.get("study_id") or "") or None,
            rule=rule,
            reason=reason,
            row=json.dumps(whole, ensure_ascii=False),
            quote=str(cells.get("quote") or cells.get("text") or "") or None,
        )
        self.rejects.append(reject)


def _rule(error: ErrorDetails) -> str:
    """Name of a broken rule: our own, or that of a column's range, or the sort of check on a single cell."""
    if error["type"] not in _BUILT_IN:
        return error["type"]
    if error["type"] in _RANGE:
        return f"{error['loc'][-1]}_range"
    return _NAMES.get(error["type"], "type")


def _reason(error: ErrorDetails) -> str:
    column = error["loc"][-1] if error["loc"] else ""
    if not column:
        return error["msg"]
    if error["type"] == "missing":
        return f"{column}: no value"
    return f"{column} is {str(error['input'])[:80]!r}: {error['msg']}"


def _is_json(cell: Any) -> bool:
    return not isinstance(cell, float) or math.isfinite(cell)

import csv
import json
from pathlib import Path

import pytest
from worked_study import document, extraction

from cephlit.tables.columns import columns_of
from cephlit.tables.extraction import Extraction
from cephlit.tables.schema import TABLES
from cephlit.tables.validation import validate

CASES = Path(__file__).parent / "cases"


def cases(name):
    with (CASES / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def with_cells(table, cells):
    """The worked study with other cells in the first row of a table."""
    of = extraction()
    first, *others = of.rows[table]
    rows = {**of.rows, table: [{**first, **cells}, *others]}
    return Extraction(of.file, of.sha256, of.media_type, of.status, text=of.text, rows=rows)


@pytest.mark.parametrize("case", cases("columns.csv"), ids=lambda case: case["table"])
def test_columns_stand_in_the_order_of_the_contract(case):
    assert TABLES[case["table"]].columns() == case["columns"].split()


@pytest.mark.parametrize("case", cases("closed_vocabularies.csv"), ids=lambda case: case["column"])
def test_closed_vocabularies_are_complete(case):
    table, _, name = case["column"].partition(".")
    column = next(column for column in columns_of(table) if column.name == name)
    assert sorted(column.constraints["enum"]) == sorted(case["values"].split())


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_described(table):
    assert all(column.description for column in columns_of(table))


@pytest.mark.parametrize("case", cases("row_rules.csv"), ids=lambda case: f"{case['table']}: {case['why']}")
def test_a_row_that_breaks_a_rule_is_set_aside_by_the_rules_name(case):
    cells = json.loads(case["cells"])
    checked = validate(with_cells(case["table"], cells))
    broken = [reject for reject in checked.rejects if reject.table == case["table"]]
    assert [reject.rule for reject in broken] == ([case["rule"]] if case["rule"] else [])
    if case["rule"]:
        kept = json.loads(broken[0].row or "")
        assert {name: kept[name] for name in cells} == cells
        assert broken[0].reason


@pytest.mark.parametrize("case", cases("stated_shares.csv"), ids=lambda case: case["why"])
def test_a_contradiction_stays_where_the_words_themselves_pair_the_numbers(case):
    of = document(text=case["quote"])
    row = {
        "outcome_id": f"{of.document_id}-s01-o001",
        "study_id": f"{of.document_id}-s01",
        "measure": "response",
        "statistic": "percent",
        "n": int(case["n"]),
        "total": int(case["total"]),
        "percent": float(case["percent"]),
        "start": 0,
        "end": len(of.text),
        "quote": of.text,
    }
    study = {"study_id": row["study_id"], "document_id": of.document_id, "start": 0, "end": len(of.text)}
    checked = validate(Extraction.of(of, [{"studies": [study], "outcomes": [row]}]))
    assert [reject.rule for reject in checked.rejects] == ([case["rule"]] if case["rule"] else [])
    assert len(checked.valid["outcomes"]) == (0 if case["rule"] else 1)

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cephlit.tables.cells import cell_text, csv_line, plain_number, spreadsheet_safe


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (71.4, "71.4"),
        (3.0, "3"),
        (-4.7, "-4.7"),
        (0.00001, "0.00001"),
        (1e-7, "0.0000001"),
        (1e16, "10000000000000000"),
        (0.1 + 0.2, "0.30000000000000004"),
        (77, "77"),
        (True, "true"),
        (False, "false"),
        (None, ""),
        ("NA", "NA"),
    ],
)
def test_cells_are_written_plainly(value, text):
    assert cell_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_read_back_as_they_were(number):
    text = plain_number(number)
    assert float(text) == number
    assert "e" not in text


@given(st.lists(st.tuples(st.text(), st.text(alphabet=',"\r\n\t =x')), min_size=1))
def test_any_text_survives_a_csv_file(rows):
    read = list(csv.reader(io.StringIO("".join(map(csv_line, [("a", "b"), *rows])), newline="")))
    assert [tuple(row) for row in read] == [("a", "b"), *rows]


@pytest.mark.parametrize("cell", ["=cmd()", "+1", "-4.7 d", "@sum", "\tx", "\rx"])
def test_formulas_are_disarmed_for_spreadsheets(cell):
    assert spreadsheet_safe(cell) == "'" + cell


@pytest.mark.parametrize("cell", [-4.7, None, True, "<script>", "a = b"])
def test_other_cells_are_left_alone_for_spreadsheets(cell):
    assert spreadsheet_safe(cell) is cell
